import { catalogue } from "../catalogue.ts";

/** Posts that are written now and published later, by apps. */
export const composing = catalogue({
  de: {
    "composing.scheduled": "Geplante Beiträge",
    "composing.scheduled.lead":
      "Was Sie mit einer App für später geschrieben haben. Bis dahin sieht es niemand außer Ihnen.",
    "composing.scheduled.empty":
      "Es wartet kein Beitrag. In vielen Apps können Sie beim Schreiben einen Zeitpunkt wählen: Dann steht der Beitrag bis dahin hier.",
    "composing.scheduled.at": "Erscheint am {time}",
    "composing.scheduled.failed":
      "Sollte am {time} erscheinen und konnte es nicht: {reason} Wählen Sie in der App einen neuen Zeitpunkt, oder verwerfen Sie ihn.",
    "composing.scheduled.failed.other": "Das ist so nicht mehr möglich.",
    "composing.scheduled.pictures": "{count} Bilder",
    "composing.scheduled.picture": "1 Bild",
    "composing.discard": "Verwerfen",
    "composing.discard.named": "Verwerfen: {title}",
    "composing.discard.title": "Geplanten Beitrag verwerfen?",
    "composing.discard.text": "Er erscheint dann nicht, und sein Text ist weg: {title}",
    "composing.discard.confirm": "Ja, verwerfen",
    "composing.untitled": "ohne Text",
    "composing.mail.subject": "{district}: Ihr geplanter Beitrag ist nicht erschienen",
    "composing.mail.greeting": "Guten Tag {name},",
    "composing.mail.failed":
      "ein Beitrag, den Sie für jetzt geplant hatten, konnte nicht erscheinen. Der Grund: {reason}",
    "composing.mail.where": "Er ist noch da: {address}",
    "error.composing.elsewhere": "Das lässt sich nur auf seiner Seite im Browser ändern oder löschen.",
    "error.composing.visibility":
      "Für wen der Beitrag sein soll, kennen wir so nicht. Möglich sind: alle, alle ohne allgemeine Listen, Folgende, Erwähnte.",
    "error.composing.too-soon": "Wählen Sie einen Zeitpunkt, der mindestens fünf Minuten entfernt ist.",
    "error.posts.key-taken":
      "Das haben Sie schon abgeschickt, mit anderem Inhalt. Sie finden es in Ihrem Profil oder bei den geplanten Beiträgen.",
    "error.composing.too-many": "Es warten schon 300 Beiträge: mehr geht nicht.",
    "error.composing.too-many-that-day": "Für diesen Tag warten schon 25 Beiträge. Wählen Sie bitte einen anderen.",
    "error.composing.not-found": "Diesen geplanten Beitrag gibt es nicht (mehr).",
  },
  en: {
    "composing.scheduled": "Scheduled posts",
    "composing.scheduled.lead": "What you wrote with an app for later. Until then nobody sees it but you.",
    "composing.scheduled.empty":
      "No post is waiting. In many apps you can choose a time while writing: then the post stands here until that time.",
    "composing.scheduled.at": "Will be published on {time}",
    "composing.scheduled.failed":
      "Was to be published on {time} and could not be: {reason} Choose a new time in the app, or discard it.",
    "composing.scheduled.failed.other": "This is not possible any more.",
    "composing.scheduled.pictures": "{count} pictures",
    "composing.scheduled.picture": "1 picture",
    "composing.discard": "Discard",
    "composing.discard.named": "Discard: {title}",
    "composing.discard.title": "Discard the scheduled post?",
    "composing.discard.text": "It will not be published then, and its text is gone: {title}",
    "composing.discard.confirm": "Yes, discard",
    "composing.untitled": "without text",
    "composing.mail.subject": "{district}: your scheduled post was not published",
    "composing.mail.greeting": "Hello {name},",
    "composing.mail.failed": "a post that you had scheduled for now could not be published. The reason: {reason}",
    "composing.mail.where": "It is still there: {address}",
    "error.composing.elsewhere": "This can be changed or deleted on its page in the browser only.",
    "error.composing.visibility":
      "We do not know this audience. Possible are: everybody, everybody but not in general lists, followers, those mentioned.",
    "error.composing.too-soon": "Choose a time that is at least five minutes away.",
    "error.posts.key-taken":
      "You sent this already, with another content. You find it in your profile or with the scheduled posts.",
    "error.composing.too-many": "300 posts are waiting already: more is not possible.",
    "error.composing.too-many-that-day": "25 posts are waiting for that day already. Please choose another one.",
    "error.composing.not-found": "This scheduled post does not exist (any more).",
  },
});
