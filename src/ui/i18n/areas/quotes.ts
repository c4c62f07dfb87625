import { catalogue } from "../catalogue.ts";

/** Who quotes whom, and with what leave. */
export const quotes = catalogue({
  de: {
    "quotes.card": "zitiert",
    "quotes.card.open": "Zum zitierten Beitrag",
    "quotes.title": "Wer Sie zitiert",
    "quotes.lead":
      "Was Sie öffentlich schreiben, dürfen andere zitieren. Jede Erlaubnis können Sie hier zurücknehmen: Dann zeigen Server, die sich an die Regeln halten, das Zitat nicht mehr.",
    "quotes.none": "Noch hat niemand einen Ihrer Beiträge zitiert. Wenn es so weit ist, finden Sie das Zitat hier.",
    "quotes.quoting": "{handle} zitiert Sie seit {day}",
    "quotes.quoted": "Ihr Beitrag",
    "quotes.open": "Zitat ansehen",
    "quotes.revoke": "Erlaubnis zurücknehmen: {handle}",
    "error.quotes.not-found": "Diese Erlaubnis gibt es nicht (mehr), oder sie ist nicht Ihre.",
  },
  en: {
    "quotes.card": "quotes",
    "quotes.card.open": "Go to the quoted post",
    "quotes.title": "Who quotes you",
    "quotes.lead":
      "What you write for everybody, others may quote. You can take back each permission here: servers that keep to the rules then no longer show the quote.",
    "quotes.none": "Nobody has quoted a post of yours yet. When somebody does, you will find it here.",
    "quotes.quoting": "{handle} has quoted you since {day}",
    "quotes.quoted": "Your post",
    "quotes.open": "View the quote",
    "quotes.revoke": "Take back the permission: {handle}",
    "error.quotes.not-found": "This permission does not exist (any more), or it is not yours.",
  },
});
