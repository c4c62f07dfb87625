import { catalogue } from "../catalogue.ts";

/** Who quotes whom, and with what leave. */
export const quotes = catalogue({
  de: {
    "quotes.card": "zitiert",
    "quotes.card.open": "Zum zitierten Beitrag",
    "quotes.waiting": "Das Zitat wartet auf die Erlaubnis der zitierten Person.",
    "quotes.refused":
      "Hier war etwas zitiert. Die zitierte Person hat es nicht erlaubt oder die Erlaubnis zurückgenommen.",
    "quotes.quote": "Zitieren",
    "quotes.form.title": "Das zitieren Sie",
    "quotes.form.field": "Zitat",
    "quotes.form.address": "Adresse des Beitrags, den Sie zitieren",
    "quotes.form.address.hint": "Zum Beispiel aus der Adresszeile kopiert. Der Beitrag muss hier schon zu lesen sein.",
    "quotes.form.ask":
      "Mit dem Veröffentlichen fragen wir auf {host} um Erlaubnis. Bis zur Antwort steht bei Ihrem Beitrag nur ein Link. Lesen nicht alle Ihren Beitrag, sieht auch die zitierte Person ihn nicht und kann oft nicht zustimmen.",
    "quotes.form.refused.title": "Zitieren geht hier nicht",
    "quotes.form.refused":
      "Wer das geschrieben hat, möchte es nicht zitieren lassen, oder es ist nicht für alle lesbar. Sie können Ihren Beitrag ohne Zitat veröffentlichen.",
    "quotes.form.missing":
      "Was Sie zitieren möchten, gibt es nicht (mehr). Sie können Ihren Beitrag ohne Zitat veröffentlichen.",
    "quotes.quoters": "Wer darf das zitieren?",
    "quotes.quoters.hint": "Gilt für Beiträge, die alle lesen können. Alle anderen lassen sich nicht zitieren.",
    "quotes.quoters.everybody": "Alle",
    "quotes.quoters.followers": "Wer mir folgt",
    "quotes.quoters.nobody": "Nur ich",
    "quotes.title": "Wer Sie zitiert",
    "quotes.lead":
      "Was Sie öffentlich schreiben, dürfen andere zitieren. Jede Erlaubnis können Sie hier zurücknehmen: Dann zeigen Server, die sich an die Regeln halten, das Zitat nicht mehr.",
    "quotes.none": "Noch hat niemand einen Ihrer Beiträge zitiert. Wenn es so weit ist, finden Sie das Zitat hier.",
    "quotes.quoting": "{handle} zitiert Sie seit {day}",
    "quotes.quoted": "Ihr Beitrag",
    "quotes.open": "Zitat ansehen",
    "quotes.revoke": "Erlaubnis zurücknehmen: {handle}",
    "error.quotes.not-to-be-quoted": "Dieser Beitrag lässt sich nicht zitieren.",
    "error.quotes.not-found": "Diese Erlaubnis gibt es nicht (mehr), oder sie ist nicht Ihre.",
  },
  en: {
    "quotes.card": "quotes",
    "quotes.card.open": "Go to the quoted post",
    "quotes.waiting": "The quote waits for the permission of whoever is quoted.",
    "quotes.refused": "Something was quoted here. Whoever is quoted did not allow it, or took the permission back.",
    "quotes.quote": "Quote",
    "quotes.form.title": "You quote this",
    "quotes.form.field": "Quote",
    "quotes.form.address": "Address of the post that you quote",
    "quotes.form.address.hint": "For example copied from the address bar. The post has to be readable here already.",
    "quotes.form.ask":
      "When you publish, we ask {host} for permission. Until there is an answer, your post carries a link only. If not everybody reads your post, whoever is quoted does not see it either and often cannot agree.",
    "quotes.form.refused.title": "This cannot be quoted",
    "quotes.form.refused":
      "Its author does not want it quoted, or not everybody can read it. You can publish your post without the quote.",
    "quotes.form.missing":
      "What you want to quote does not exist (any more). You can publish your post without the quote.",
    "quotes.quoters": "Who may quote this?",
    "quotes.quoters.hint": "Counts for posts that everybody can read. All others cannot be quoted.",
    "quotes.quoters.everybody": "Everybody",
    "quotes.quoters.followers": "Who follows me",
    "quotes.quoters.nobody": "Only me",
    "quotes.title": "Who quotes you",
    "quotes.lead":
      "What you write for everybody, others may quote. You can take back each permission here: servers that keep to the rules then no longer show the quote.",
    "quotes.none": "Nobody has quoted a post of yours yet. When somebody does, you will find it here.",
    "quotes.quoting": "{handle} has quoted you since {day}",
    "quotes.quoted": "Your post",
    "quotes.open": "View the quote",
    "quotes.revoke": "Take back the permission: {handle}",
    "error.quotes.not-to-be-quoted": "This post cannot be quoted.",
    "error.quotes.not-found": "This permission does not exist (any more), or it is not yours.",
  },
});
