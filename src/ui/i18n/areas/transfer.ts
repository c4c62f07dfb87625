import { catalogue } from "../catalogue.ts";

/** Taking a project along: the kit to print, and what is missing for it. */
export const transfer = catalogue({
  de: {
    "transfer.materials": "Was man braucht",
    "transfer.costs": "Kosten",
    "transfer.lessons": "Was wir gelernt haben",
    "transfer.source": "Von {author}, {district}.",
    "transfer.code": "QR-Code, führt zu {address}",
    "transfer.print.hint":
      "Diese Seite ist zum Ausdrucken gemacht: Menü und Bilder bleiben weg, zu jedem Schritt gibt es ein Kästchen. Der QR-Code führt zum Steckbrief im Netz.",
    "transfer.download": "Alles als ZIP-Datei herunterladen",
    "transfer.missing": "Damit andere Stadtteile es leicht nachmachen können, fehlt noch: {parts}.",
    "transfer.part.steps": "die Schritte",
    "transfer.part.contact": "eine Ansprechperson",
    "transfer.part.licence": "die Lizenz",
    "transfer.part.costs": "die Kosten (auch wenn es nichts kostet)",
    "transfer.part.pitfalls": "Stolpersteine",
    "transfer.part.lessons": "was Sie gelernt haben",
    "transfer.ready": "Bereit für die Übernahme",
    "transfer.ready.by": "„Einfach handzuhaben“, sagt:",
    "transfer.ready.earlier":
      "Das gilt für eine frühere Fassung der Anleitung. Seitdem haben sich Schritte oder Material geändert.",
    "transfer.confirm.title": "Einfach handzuhaben",
    "transfer.confirm.teaser": "Haben Sie die Anleitung angesehen oder ausprobiert? Sagen Sie anderen, dass sie taugt.",
    "transfer.confirm.button": "Anleitung bestätigen",
    "transfer.confirm.lead":
      "Wir haben die Anleitung angesehen oder ausprobiert: Damit kann ein anderer Stadtteil gut arbeiten.",
    "transfer.confirm.sentence": "Möchten Sie etwas dazu sagen?",
    "transfer.confirm.sentence.hint": "Ein Satz genügt. Er ist öffentlich zu lesen.",
    "transfer.confirm.after":
      "Ihre Bestätigung geht mit Ihrem Namen an {district}. Sie können sie jederzeit zurücknehmen.",
    "transfer.confirm.submit": "Ja, einfach handzuhaben",
    "transfer.confirm.again.title": "Es gibt eine neue Fassung",
    "transfer.confirm.again.teaser":
      "Sie haben eine frühere Fassung der Anleitung bestätigt. Seitdem haben sich Schritte oder Material geändert. Schauen Sie noch einmal hinein?",
    "transfer.confirm.again.button": "Neue Fassung bestätigen",
    "transfer.confirm.kit": "Anleitung ansehen",
    "transfer.confirm.version":
      "Sie bestätigen die Anleitung, wie sie heute ist. Ändern sich Schritte oder Material, zählt die Bestätigung nicht mehr, und wir geben Ihnen Bescheid.",
    "transfer.confirm.done": "Sie haben bestätigt, dass die Anleitung einfach handzuhaben ist.",
    "transfer.confirm.withdraw": "Bestätigung zurücknehmen",
    "error.transfer.not-confirmable":
      "Bestätigen lassen sich nur öffentliche Projekte anderer Stadtteile, die eine Anleitung haben.",
    "error.transfer.not-confirmed": "Sie haben diese Anleitung nicht bestätigt.",
    "error.transfer.many":
      "Das waren viele Downloads auf einmal. Bitte versuchen Sie es in ein paar Minuten noch einmal.",
  },
  en: {
    "transfer.materials": "What it takes",
    "transfer.costs": "Costs",
    "transfer.lessons": "What we learnt",
    "transfer.source": "By {author}, {district}.",
    "transfer.code": "QR code, leads to {address}",
    "transfer.print.hint":
      "This page is made for printing: menu and pictures stay away, and each step has a box to tick. The QR code leads to the note on the web.",
    "transfer.download": "Download everything as a zip file",
    "transfer.missing": "So that other districts can easily do the same, this is still missing: {parts}.",
    "transfer.part.steps": "the steps",
    "transfer.part.contact": "somebody to ask",
    "transfer.part.licence": "the licence",
    "transfer.part.costs": "the costs (even if there are none)",
    "transfer.part.pitfalls": "pitfalls",
    "transfer.part.lessons": "what you learnt",
    "transfer.ready": "Ready for transfer",
    "transfer.ready.by": "“Easy to handle”, says:",
    "transfer.ready.earlier":
      "This is about an earlier version of the kit. Steps or materials have changed since then.",
    "transfer.confirm.title": "Easy to handle",
    "transfer.confirm.teaser": "Have you looked at the steps or tried them out? Tell others that they work.",
    "transfer.confirm.button": "Confirm the steps",
    "transfer.confirm.lead": "We have looked at the steps or tried them out: another district can work well with them.",
    "transfer.confirm.sentence": "Would you like to say something about it?",
    "transfer.confirm.sentence.hint": "One sentence is enough. Everybody can read it.",
    "transfer.confirm.after": "Your confirmation goes to {district} with your name. You can take it back at any time.",
    "transfer.confirm.submit": "Yes, easy to handle",
    "transfer.confirm.again.title": "There is a new version",
    "transfer.confirm.again.teaser":
      "You have confirmed an earlier version of these steps. Steps or materials have changed since then. Will you have another look?",
    "transfer.confirm.again.button": "Confirm the new version",
    "transfer.confirm.kit": "Look at the steps",
    "transfer.confirm.version":
      "You confirm the kit as it is today. When steps or materials change, the confirmation no longer counts, and we will tell you.",
    "transfer.confirm.done": "You have confirmed that the steps are easy to handle.",
    "transfer.confirm.withdraw": "Take the confirmation back",
    "error.transfer.not-confirmable": "Only public projects of other districts that have steps can be confirmed.",
    "error.transfer.not-confirmed": "You have not confirmed these steps.",
    "error.transfer.many": "That was a lot of downloads at once. Please try again in a few minutes.",
  },
});
