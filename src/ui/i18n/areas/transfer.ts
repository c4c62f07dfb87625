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
    "error.transfer.many": "That was a lot of downloads at once. Please try again in a few minutes.",
  },
});
