import { catalogue } from "../catalogue.ts";

/** Imprint, privacy, accessibility: true to what the software does, so a change of behaviour changes the text. */
export const legal = catalogue({
  de: {
    "legal.imprint.title": "Impressum",
    "legal.imprint.lead": "Wer für diese Seiten verantwortlich ist.",
    "legal.imprint.provider": "Anbieter:in nach § 5 DDG",
    "legal.imprint.representative": "Vertreten durch",
    "legal.imprint.contact": "So erreichen Sie uns",
    "legal.imprint.email": "E-Mail",
    "legal.imprint.phone": "Telefon",
    "legal.imprint.responsible": "Verantwortlich für den Inhalt nach § 18 Abs. 2 MStV",
    "legal.imprint.others": "Beiträge aus anderen Stadtteilen",
    "legal.imprint.others.text":
      "Hier erscheinen auch Beiträge, die auf anderen Servern geschrieben wurden. Bei jedem steht, woher er kommt. Wenn einer Ihre Rechte verletzt, schreiben Sie uns: Wir nehmen ihn hier heraus.",
    "legal.imprint.missing.title": "Das Impressum fehlt noch",
    "legal.imprint.missing.text":
      "Wer diesen Server betreut, trägt es in der Verwaltung unter „Stadtteil und Impressum“ nach. Bis dahin verbindet sich dieser Stadtteil nicht mit anderen.",

    "legal.privacy.title": "Datenschutz",
    "legal.privacy.lead": "Wir sammeln so wenig wie möglich. Hier steht, was genau und wozu.",
    "legal.privacy.who": "Wer verantwortlich ist",
    "legal.privacy.who.missing": "Das steht im Impressum.",
    "legal.privacy.reading": "Wenn Sie nur lesen",
    "legal.privacy.reading.1":
      "Es wird kein Cookie gesetzt. Es gibt keine Auswertung, keine Zählpixel und keine Werbung.",
    "legal.privacy.reading.2":
      "Alles kommt von diesem einen Server: auch Schriften und Zeichnungen. Ihr Browser fragt sonst niemanden.",
    "legal.privacy.reading.3":
      "Ihre IP-Adresse wird zum Antworten gebraucht und nicht gespeichert. Nur um Missbrauch zu bremsen (zum Beispiel beim Anmelden), zählt der Server kurz mit: unter einer Kennzahl, aus der sich die Adresse nicht zurückrechnen lässt.",
    "legal.privacy.reading.4":
      "Wenn Sie die Sprache umstellen, merkt sich das ein Cookie namens „sprache“ für ein Jahr. Es enthält nur „de“ oder „en“.",
    "legal.privacy.member": "Wenn Sie ein Konto haben",
    "legal.privacy.member.1":
      "Wir speichern Ihre E-Mail-Adresse (nur wer verwaltet, sieht sie), Ihren Namen, Ihr Profil und einen Prüfwert Ihres Passworts (argon2id). Das Passwort selbst kennt der Server nicht.",
    "legal.privacy.member.2":
      "Beim Anmelden wird ein Cookie gesetzt, das Sie angemeldet hält. Es gilt höchstens 90 Tage und endet nach 14 Tagen ohne Besuch oder wenn Sie sich abmelden.",
    "legal.privacy.member.3":
      "Entwürfe sieht nur, wer sie schreibt. Bilder werden neu gespeichert, ohne Aufnahmeort und andere versteckte Angaben.",
    "legal.privacy.member.4":
      "Was andere mit Ihren Beiträgen tun, steht in Ihren Mitteilungen; nach 180 Tagen wird es gelöscht. Verschickt dieser Server E-Mails, bekommen Sie höchstens einmal am Tag eine mit dem, was neu ist. Das können Sie bei den Mitteilungen und mit dem Link in jeder E-Mail abstellen.",
    "legal.privacy.public": "Was Sie veröffentlichen",
    "legal.privacy.public.1":
      "Veröffentlichtes ist für alle lesbar. Es wird an die Server derer geschickt, die {district} oder Ihnen folgen, und dort gespeichert. So kann ein Stadtteil vom anderen lernen.",
    "legal.privacy.public.2":
      "Wenn Sie etwas ändern oder löschen, teilen wir das allen Servern mit, die es von uns bekommen haben. Ob sie es befolgen, können wir nicht erzwingen.",
    "legal.privacy.public.3":
      "Gelöschtes hinterlässt hier nur die Adresse mit dem Vermerk „gelöscht“. Das ist nötig, damit andere Server die Löschung erkennen.",
    "legal.privacy.public.4":
      "Was wir verschicken, ist unterschrieben (signiert), damit andere Server prüfen können, dass es von Ihnen kommt. Wer es bekommen hat, kann das deshalb auch später und anderen gegenüber belegen, auch bei Nachrichten, die nur für wenige waren, und auch nach dem Löschen.",
    "legal.privacy.public.5":
      "Wenn die Verwaltung es eingeschaltet hat, gehen öffentliche Beiträge auch an Verteiler, sogenannte Relays, und über sie an Server, die wir nicht kennen. Beiträge mit engerem Kreis und nicht gelistete gehen nie dorthin.",
    "legal.privacy.others": "Was wir von anderen Servern bekommen",
    "legal.privacy.others.1":
      "Öffentliche Beiträge und Profile aus Stadtteilen, denen wir folgen, Antworten auf unsere Beiträge, und wer uns folgt; wenn die Verwaltung es eingeschaltet hat, auch öffentliche Beiträge, auf die ein Relay hinweist. Ändert oder löscht ein Server etwas davon, tun wir es auch.",
    "legal.privacy.others.2":
      "Bilder, Filme und Töne von anderen Servern holt unser Server für Sie; von Bildern hebt er 14 Tage eine kleine Fassung auf. Der andere Server erfährt dabei nichts von Ihnen. Erst wenn Sie einem Link zum Original folgen, hört er von Ihnen.",
    "legal.privacy.reports": "Wenn Sie etwas melden",
    "legal.privacy.reports.1":
      "Wir speichern Ihre Meldung, den gemeldeten Inhalt, wie er in diesem Moment war, und, wenn Sie ihn angeben, Ihren Namen und Ihre E-Mail-Adresse. Das sieht nur, wer moderiert. Wer gemeldet wurde, erfährt nicht, von wem.",
    "legal.privacy.reports.2":
      "12 Monate nach der letzten Entscheidung wird das alles gelöscht. So lange können beide Seiten widersprechen oder ein Gericht anrufen. Im öffentlichen Protokoll bleibt nur, was entschieden wurde, ohne Namen.",
    "legal.privacy.legal": "Rechtsgrundlagen",
    "legal.privacy.legal.text":
      "Lesen und Missbrauch bremsen: Art. 6 Abs. 1 Buchst. f DSGVO. Konto und Veröffentlichen: Art. 6 Abs. 1 Buchst. b DSGVO. Meldungen: Art. 6 Abs. 1 Buchst. c DSGVO mit Art. 16 bis 20 des Gesetzes über digitale Dienste. Die beiden Cookies braucht, was Sie ausdrücklich wollen: § 25 Abs. 2 Nr. 2 TDDDG.",
    "legal.privacy.rights": "Ihre Rechte",
    "legal.privacy.rights.text":
      "Sie können Auskunft, Berichtigung, Löschung und eine Kopie Ihrer Daten verlangen, der Nutzung widersprechen und sich bei einer Aufsichtsbehörde für den Datenschutz beschweren. Schreiben Sie uns einfach.",

    "legal.access.title": "Barrierefreiheit",
    "legal.access.lead": "Diese Seiten sind für alle da. Wenn etwas hakt, wollen wir es wissen.",
    "legal.access.goal": "Was wir zusagen",
    "legal.access.goal.1": "Wir richten uns nach den Regeln WCAG 2.2, Stufe AA, und nach der BITV 2.0.",
    "legal.access.goal.2":
      "Alles geht mit der Tastatur, mit Vorleseprogrammen, bei 200 % Vergrößerung und auf einem kleinen Telefon.",
    "legal.access.goal.3": "Alles geht ohne JavaScript, auch das Schreiben.",
    "legal.access.goal.4": "Dunkle Darstellung, hoher Kontrast und wenig Bewegung richten sich nach Ihrem Gerät.",
    "legal.access.goal.5": "Zeichnungen stehen nie allein: Was sie zeigen, steht auch als Text da.",
    "legal.access.known": "Was noch nicht gut ist",
    "legal.access.known.1": "Nicht jedes Projekt hat einen Text in Einfacher Sprache.",
    "legal.access.known.2": "Beschreibungen von Bildern schreiben die Mitglieder selbst. Manche sind knapp.",
    "legal.access.known.3": "Beiträge von anderen Servern zeigen wir, wie sie ankommen.",
    "legal.access.known.4": "Gebärdensprache gibt es noch nicht.",
    "legal.access.contact": "Sagen Sie uns Bescheid",
    "legal.access.contact.text":
      "Sie stoßen auf ein Hindernis oder brauchen etwas in anderer Form? Wir antworten so schnell wie möglich.",
    "legal.access.contact.none": "Wie Sie uns erreichen, steht im Impressum.",
    "legal.access.test": "So wird geprüft",
    "legal.access.test.text":
      "Jede Änderung der Software wird automatisch mit axe geprüft, auf jeder Seite, hell und dunkel, groß und klein, und mit der Tastatur durchlaufen. Menschen mit Behinderung haben sie noch nicht geprüft.",
  },
  en: {
    "legal.imprint.title": "Imprint",
    "legal.imprint.lead": "Who is responsible for these pages.",
    "legal.imprint.provider": "Provider (§ 5 DDG, German law)",
    "legal.imprint.representative": "Represented by",
    "legal.imprint.contact": "How to reach us",
    "legal.imprint.email": "E-mail",
    "legal.imprint.phone": "Telephone",
    "legal.imprint.responsible": "Responsible for the content (§ 18 (2) MStV, German law)",
    "legal.imprint.others": "Posts from other districts",
    "legal.imprint.others.text":
      "Posts written on other servers appear here too. Each says where it comes from. If one violates your rights, write to us: we take it out here.",
    "legal.imprint.missing.title": "The imprint is still missing",
    "legal.imprint.missing.text":
      "Whoever looks after this server adds it under “Administration”, “District and imprint”. Until then this district does not connect to others.",

    "legal.privacy.title": "Privacy",
    "legal.privacy.lead": "We collect as little as we can. Here is what exactly, and what for.",
    "legal.privacy.who": "Who is responsible",
    "legal.privacy.who.missing": "The imprint says so.",
    "legal.privacy.reading": "If you only read",
    "legal.privacy.reading.1": "No cookie is set. There is no analysis, no tracking pixel and no advertising.",
    "legal.privacy.reading.2":
      "Everything comes from this one server, fonts and drawings included. Your browser asks nobody else.",
    "legal.privacy.reading.3":
      "Your IP address is needed to answer you and is not stored. Only to slow down abuse (at the login, for instance) the server counts for a short while, under a number from which the address cannot be computed.",
    "legal.privacy.reading.4":
      "If you change the language, a cookie named “sprache” remembers that for a year. It holds only “de” or “en”.",
    "legal.privacy.member": "If you have an account",
    "legal.privacy.member.1":
      "We store your e-mail address (only administrators see it), your name, your profile and a check value of your password (argon2id). The server does not know the password itself.",
    "legal.privacy.member.2":
      "When you log in, a cookie is set that keeps you logged in. It lasts 90 days at most and ends after 14 days without a visit, or when you log out.",
    "legal.privacy.member.3":
      "Drafts are seen only by who writes them. Pictures are stored anew, without the place where they were taken and other hidden data.",
    "legal.privacy.member.4":
      "What others do with your posts stands in your notifications; after 180 days it is deleted. If this server sends e-mails, you get at most one a day with what is new. You can stop that at the notifications and by the link in each e-mail.",
    "legal.privacy.public": "What you publish",
    "legal.privacy.public.1":
      "What is published can be read by everybody. It is sent to the servers of those who follow {district} or you, and stored there. That is how one district can learn from another.",
    "legal.privacy.public.2":
      "If you change or delete something, we tell all servers that got it from us. Whether they comply we cannot enforce.",
    "legal.privacy.public.3":
      "What was deleted leaves only its address here, marked as deleted. That is needed so that other servers can see the deletion.",
    "legal.privacy.public.4":
      "What we send is signed, so that other servers can check that it comes from you. Whoever received it can therefore prove this later and to others, too: also of messages that were meant for a few only, and also after they were deleted.",
    "legal.privacy.public.5":
      "If the administration has switched it on, public posts also go to relays, and through them to servers that we do not know. Unlisted posts and those for a narrower circle never go there.",
    "legal.privacy.others": "What we get from other servers",
    "legal.privacy.others.1":
      "Public posts and profiles from districts that we follow, answers to our posts, and who follows us; if the administration has switched it on, also public posts that a relay points to. When a server changes or deletes some of it, so do we.",
    "legal.privacy.others.2":
      "Our server fetches pictures, films and sounds from other servers for you; of pictures it keeps a small version for 14 days. The other server learns nothing of you. Only when you follow a link to the original does it hear of you.",
    "legal.privacy.reports": "If you report something",
    "legal.privacy.reports.1":
      "We store your report, the reported content as it was at that moment and, if you give them, your name and e-mail address. Only moderators see that. Whoever was reported does not learn by whom.",
    "legal.privacy.reports.2":
      "12 months after the latest decision all of it is deleted. Until then both sides can object or go to court. Of it the public log keeps only what was decided, without names.",
    "legal.privacy.legal": "Legal basis",
    "legal.privacy.legal.text":
      "Reading and slowing down abuse: Art. 6 (1) (f) GDPR. Account and publishing: Art. 6 (1) (b) GDPR. Reports: Art. 6 (1) (c) GDPR with Art. 16 to 20 of the Digital Services Act. The two cookies are needed for what you explicitly want: § 25 (2) no. 2 TDDDG.",
    "legal.privacy.rights": "Your rights",
    "legal.privacy.rights.text":
      "You can ask for information, correction, deletion and a copy of your data, object to its use, and complain to a data protection authority. Just write to us.",

    "legal.access.title": "Accessibility",
    "legal.access.lead": "These pages are for everybody. If something gets in your way, we want to know.",
    "legal.access.goal": "What we promise",
    "legal.access.goal.1": "We follow the guidelines WCAG 2.2, level AA, and the German BITV 2.0.",
    "legal.access.goal.2": "Everything works by keyboard, with screen readers, at 200 % zoom and on a small phone.",
    "legal.access.goal.3": "Everything works without JavaScript, writing included.",
    "legal.access.goal.4": "Dark mode, high contrast and reduced motion follow your device.",
    "legal.access.goal.5": "Drawings never stand alone: what they show is there as text too.",
    "legal.access.known": "What is not good yet",
    "legal.access.known.1": "Not every project has a text in plain language.",
    "legal.access.known.2": "Members write the descriptions of pictures themselves. Some are terse.",
    "legal.access.known.3": "Posts from other servers are shown as they arrive.",
    "legal.access.known.4": "There is no sign language yet.",
    "legal.access.contact": "Tell us",
    "legal.access.contact.text":
      "Something is in your way, or you need something in another form? We answer as soon as we can.",
    "legal.access.contact.none": "The imprint says how to reach us.",
    "legal.access.test": "How it is checked",
    "legal.access.test.text":
      "Each change of the software is checked automatically with axe, on every page, light and dark, large and small, and walked through by keyboard. People with disabilities have not checked it yet.",
  },
});
