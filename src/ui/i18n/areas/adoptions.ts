import { catalogue } from "../catalogue.ts";

/** Taking a project over, and seeing where it came from and went. */
export const adoptions = catalogue({
  de: {
    "adoptions.mail.confirm.subject": "Bitte bestätigen: Sie möchten „{title}“ übernehmen",
    "adoptions.mail.confirm.text": "Guten Tag,\n\njemand hat mit dieser Adresse geschrieben, dass er oder sie „{title}“ aus {district} übernehmen möchte. Waren Sie das? Dann öffnen Sie bitte diese Seite und bestätigen es dort:\n\n{link}\n\nDanach melden sich die Vernetzer:innen von {district} bei Ihnen. Waren Sie es nicht, brauchen Sie nichts zu tun: Ohne Bestätigung erfährt niemand davon.\n",
    "adoptions.mail.request.subject": "Jemand möchte „{title}“ übernehmen",
    "adoptions.mail.request.text": "Guten Tag,\n\n{name} ({email}) möchte „{title}“ übernehmen und schreibt dazu:\n\n{message}\n\nBitte melden Sie sich dort. Alle offenen Anfragen stehen auf {page}\n",
  },
  en: {
    "adoptions.mail.confirm.subject": "Please confirm: you would like to adopt “{title}”",
    "adoptions.mail.confirm.text": "Hello,\n\nsomebody wrote with this address that they would like to adopt “{title}” from {district}. Was that you? Then please open this page and confirm it there:\n\n{link}\n\nAfter that the networkers of {district} will get in touch with you. If it was not you, there is nothing to do: without confirmation nobody hears of it.\n",
    "adoptions.mail.request.subject": "Somebody would like to adopt “{title}”",
    "adoptions.mail.request.text": "Hello,\n\n{name} ({email}) would like to adopt “{title}” and writes:\n\n{message}\n\nPlease get in touch. All open requests are listed at {page}\n",
  },
});
