import { catalogue } from "../catalogue.ts";

/** How to do something here from an account elsewhere. */
export const intents = catalogue({
  de: {
    "intents.search": "Sie können auf Ihrem eigenen Server auch selbst danach suchen:",
    "intents.from-outside": "Sie haben ein Konto bei Mastodon oder einem ähnlichen Dienst?",
    "intents.from-outside.answer": "Von dort antworten",
    "intents.from-outside.like": "Von dort „gefällt mir“ sagen",
    "intents.from-outside.share": "Von dort teilen",
    "intents.Follow.title": "Vom eigenen Server folgen",
    "intents.Follow.lead": "So bekommen Sie Neues von {name} dorthin, wo Sie ohnehin lesen.",
    "intents.Follow.open": "{host} öffnen und folgen",
    "intents.Follow.otherwise":
      "Nicht jeder Dienst kennt diesen Weg. Suchen Sie dann auf {host} nach dieser Adresse und drücken Sie auf „Folgen“:",
    "intents.Object.title": "Auf dem eigenen Server ansehen",
    "intents.Object.lead": "So öffnen Sie „{name}“ dort, wo Sie ohnehin lesen.",
    "intents.Object.open": "{host} öffnen und ansehen",
    "intents.Object.otherwise": "Nicht jeder Dienst kennt diesen Weg. Suchen Sie dann auf {host} nach dieser Adresse:",
    "intents.Like.title": "Vom eigenen Server aus „gefällt mir“ sagen",
    "intents.Like.lead": "So zeigen Sie, dass Ihnen „{name}“ gefällt.",
    "intents.Like.open": "{host} öffnen",
    "intents.Like.otherwise":
      "Nicht jeder Dienst kennt diesen Weg. Suchen Sie dann auf {host} nach dieser Adresse und drücken Sie auf das Herz oder den Stern:",
    "intents.Announce.title": "Vom eigenen Server aus teilen",
    "intents.Announce.lead": "So geben Sie „{name}“ an die weiter, die Ihnen folgen.",
    "intents.Announce.open": "{host} öffnen und teilen",
    "intents.Announce.otherwise":
      "Nicht jeder Dienst kennt diesen Weg. Suchen Sie dann auf {host} nach dieser Adresse und teilen Sie den Beitrag dort:",
    "intents.Create.title": "Vom eigenen Server aus antworten",
    "intents.Create.lead": "So antworten Sie auf „{name}“, ohne hier ein Konto zu haben.",
    "intents.Create.open": "{host} öffnen und antworten",
    "intents.Create.otherwise":
      "Nicht jeder Dienst kennt diesen Weg. Suchen Sie dann auf {host} nach dieser Adresse und antworten Sie dort:",
    "intents.Adopt.title": "Vom eigenen Server aus übernehmen",
    "intents.Adopt.lead": "So übernehmen Sie „{name}“ in Ihren Stadtteil: Der Entwurf liegt dann bei Ihnen.",
    "intents.Adopt.open": "{host} öffnen und übernehmen",
    "intents.Adopt.otherwise":
      "Nicht jeder Dienst kennt das Übernehmen. Suchen Sie dann auf {host} nach dieser Adresse, antworten Sie auf den Steckbrief und schreiben Sie, dass Sie ihn übernehmen möchten:",
  },
  en: {
    "intents.search": "You can also search for it yourself at your own server:",
    "intents.from-outside": "Do you have an account at Mastodon or a similar service?",
    "intents.from-outside.answer": "Answer from there",
    "intents.from-outside.like": "Like it from there",
    "intents.from-outside.share": "Share it from there",
    "intents.Follow.title": "Follow from your own server",
    "intents.Follow.lead": "How news from {name} comes to where you read anyway.",
    "intents.Follow.open": "Open {host} and follow",
    "intents.Follow.otherwise":
      "Not every service knows this way. In that case search for this address at {host} and press “Follow”:",
    "intents.Object.title": "View at your own server",
    "intents.Object.lead": "How to open “{name}” where you read anyway.",
    "intents.Object.open": "Open {host} and view",
    "intents.Object.otherwise": "Not every service knows this way. In that case search for this address at {host}:",
    "intents.Like.title": "Like from your own server",
    "intents.Like.lead": "How to show that you like “{name}”.",
    "intents.Like.open": "Open {host}",
    "intents.Like.otherwise":
      "Not every service knows this way. In that case search for this address at {host} and press the heart or star:",
    "intents.Announce.title": "Share from your own server",
    "intents.Announce.lead": "How to pass “{name}” on to those who follow you.",
    "intents.Announce.open": "Open {host} and share",
    "intents.Announce.otherwise":
      "Not every service knows this way. In that case search for this address at {host} and share the post there:",
    "intents.Create.title": "Answer from your own server",
    "intents.Create.lead": "How to answer “{name}” without an account here.",
    "intents.Create.open": "Open {host} and answer",
    "intents.Create.otherwise":
      "Not every service knows this way. In that case search for this address at {host} and answer there:",
    "intents.Adopt.title": "Adopt from your own server",
    "intents.Adopt.lead": "This is how you adopt “{name}” in your district: the draft will then be at your server.",
    "intents.Adopt.open": "Open {host} and adopt",
    "intents.Adopt.otherwise":
      "Not every service knows about adopting. In that case search for this address at {host}, answer the note and write that you would like to adopt it:",
  },
});
