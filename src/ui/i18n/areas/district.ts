import { catalogue } from "../catalogue.ts";

/** The district at a glance, and how to follow it from elsewhere. */
export const district = catalogue({
  de: {
    "district.title": "Der Stadtteil auf einen Blick",
    "district.description":
      "Was {district} ausprobiert, können andere Stadtteile nachmachen: Projekte, gelungene und gescheiterte.",
    "district.hero": "Was ein Stadtteil lernt, hilft allen anderen.",
    "district.lead":
      "Nachbar:innen, Vereine, Läden und Ämter aus {district} schreiben hier auf, was gelungen ist und was nicht. Sie können alles lesen, nachmachen und weitererzählen. Ohne Anmeldung.",
    "district.hero.projects": "Projekte ansehen",
    "district.hero.new": "Neu hier?",
    "district.about": "{district}, {city}",
    "district.about.none": "Hier stellt sich {district} bald vor.",
    "district.about.more": "Mehr über uns",
    "district.news": "Neu aufgeschrieben",
    "district.news.note.own": "Aus {district}, Neuestes zuerst",
    "district.news.note.all": "Aus {district} und den Stadtteilen, denen wir folgen, Neuestes zuerst",
    "district.news.all": "Alle Projekte",
    "district.news.write": "Ein Projekt aufschreiben (10 Minuten)",
    "district.news.empty.title": "Hier beginnt etwas",
    "district.news.empty.text":
      "Noch ist kein Projekt aufgeschrieben. Was haben Sie in {district} schon ausprobiert? Sechs Fragen, etwa zehn Minuten. Auch was nicht gelungen ist, hilft anderen.",
    "district.news.empty.login": "Anmelden und das erste Projekt aufschreiben",
    "district.news.empty.write": "Das erste Projekt aufschreiben",
    "district.posts": "Aus dem Netz",
    "district.topics.all": "Alle Themen",
    "district.topics": "Themen",
    "district.partners": "Stadtteile, denen wir folgen",
    "district.partners.text": "Was dort aufgeschrieben wird, erscheint auch hier.",
    "district.new": "Neu hier?",
    "district.new.text":
      "Die Stadtteilvernetzer:innen treffen sich jedes Vierteljahr in einem anderen Stadtteil. Wer etwas ausprobiert hat, erzählt davon. Wer etwas sucht, fragt. Auf diesen Seiten steht, was dabei herausgekommen ist.",
    "district.new.read": "Einfach lesen",
    "district.new.read.text":
      "Alles hier ist offen. Schauen Sie sich die {projects} an, und drucken Sie aus, was Ihnen hilft.",
    "district.new.read.projects": "Projekte",
    "district.new.write": "Mitschreiben",
    "district.new.write.text":
      "Konten gibt es auf Einladung, damit man sich kennt. Fragen Sie jemanden aus dem Netzwerk oder {contact}.",
    "district.new.write.contact": "schreiben Sie uns",
    "district.new.follow": "Von zu Hause folgen",
    "district.new.follow.text":
      "Sie haben schon ein Konto bei Mastodon oder einem ähnlichen Dienst? Suchen Sie dort nach:",

    "district.follow.title": "Vom eigenen Server folgen",
    "district.follow.label": "Ihre Adresse bei Mastodon oder einem ähnlichen Dienst",
    "district.follow.hint": "Zum Beispiel @anna@post.example. Wir speichern sie nicht.",
    "district.follow.button": "Weg zeigen",
    "district.follow.error":
      "Bitte geben Sie Ihre ganze Adresse ein, mit Namen und Server, zum Beispiel @anna@post.example.",
    "district.follow.ready": "Der Weg zu Ihrem Server",
    "district.follow.ready.text": "Der Link führt zu Ihrem eigenen Server. Dort melden Sie sich an und bestätigen.",
    "district.follow.otherwise": "Wenn das nicht klappt",
    "error.district.follow-unknown": "Diesen Namen gibt es hier nicht.",

    "district.easy.title": "Das Wichtigste in einfachen Sätzen",

    "district.aboutPage.title": "Über uns",
    "district.aboutPage.description":
      "Wer hinter den Seiten von {district} steht und wie das Netz der Stadtteile funktioniert.",
    "district.aboutPage.network": "Ein Netz aus Stadtteilen",
    "district.aboutPage.network.text":
      "Jeder Stadtteil betreibt seinen eigenen Server. Was ein Stadtteil aufschreibt, können alle anderen lesen, bei sich zeigen und nachmachen. Es gibt keine Plattform in der Mitte, keine Werbung und keine Rangliste.",
    "district.aboutPage.rules": "Woran wir uns halten",
    "district.aboutPage.rules.failure":
      "Gescheitertes zählt so viel wie Gelungenes. Bei jedem Projekt steht, was nicht geklappt hat.",
    "district.aboutPage.rules.open":
      "Alles Nützliche ist ohne Anmeldung zu lesen, auch ohne JavaScript und auf alten Geräten.",
    "district.aboutPage.rules.people":
      "Hier sammelt niemand Punkte. Sortiert wird nach Datum, Ort oder Thema, nie nach Beliebtheit.",
    "district.aboutPage.rules.data": "Wir verkaufen keine Daten und beobachten niemanden.",
    "district.aboutPage.reach": "Erreichbar",
    "district.aboutPage.reach.handle": "Im Netz heißen wir",
    "district.aboutPage.reach.contact": "Wer verantwortlich ist, steht im {imprint}.",
  },
  en: {
    "district.title": "The district at a glance",
    "district.description":
      "What {district} tries out, other districts can copy: projects that worked out and projects that did not.",
    "district.hero": "What one district learns helps all the others.",
    "district.lead":
      "Neighbours, clubs, shops and offices in {district} write down here what worked out and what did not. You can read, copy and retell all of it. No login needed.",
    "district.hero.projects": "See the projects",
    "district.hero.new": "New here?",
    "district.about": "{district}, {city}",
    "district.about.none": "{district} will introduce itself here soon.",
    "district.about.more": "More about us",
    "district.news": "Newly written",
    "district.news.note.own": "From {district}, newest first",
    "district.news.note.all": "From {district} and the districts we follow, newest first",
    "district.news.all": "All projects",
    "district.news.write": "Write up a project (10 minutes)",
    "district.news.empty.title": "Something begins here",
    "district.news.empty.text":
      "No project has been written up yet. What have you tried out in {district}? Six questions, about ten minutes. What did not work out helps others too.",
    "district.news.empty.login": "Log in and write up the first project",
    "district.news.empty.write": "Write up the first project",
    "district.posts": "From the network",
    "district.topics.all": "All topics",
    "district.topics": "Topics",
    "district.partners": "Districts we follow",
    "district.partners.text": "What is written there appears here too.",
    "district.new": "New here?",
    "district.new.text":
      "The neighbourhood networkers meet every quarter in another district. Whoever has tried something tells about it. Whoever is looking for something asks. These pages hold what came of it.",
    "district.new.read": "Just read",
    "district.new.read.text": "Everything here is open. Look at the {projects}, and print what helps you.",
    "district.new.read.projects": "projects",
    "district.new.write": "Write with us",
    "district.new.write.text":
      "Accounts are by invitation, so that people know each other. Ask somebody from the network, or {contact}.",
    "district.new.write.contact": "write to us",
    "district.new.follow": "Follow from home",
    "district.new.follow.text": "You have an account at Mastodon or a similar service already? Search there for:",

    "district.follow.title": "Follow from your own server",
    "district.follow.label": "Your address at Mastodon or a similar service",
    "district.follow.hint": "For example @anna@post.example. We do not store it.",
    "district.follow.button": "Show the way",
    "district.follow.error": "Please enter your whole address, with name and server, for example @anna@post.example.",
    "district.follow.ready": "The way to your server",
    "district.follow.ready.text": "The link leads to your own server. Log in there and confirm.",
    "district.follow.otherwise": "If that does not work",
    "error.district.follow-unknown": "There is nobody of that name here.",

    "district.easy.title": "The main things in short sentences (German)",

    "district.aboutPage.title": "About us",
    "district.aboutPage.description":
      "Who stands behind the pages of {district}, and how the network of districts works.",
    "district.aboutPage.network": "A network of districts",
    "district.aboutPage.network.text":
      "Each district runs its own server. What one district writes up, all others can read, show on their own pages and copy. There is no platform in the middle, no advertising and no ranking.",
    "district.aboutPage.rules": "What we hold to",
    "district.aboutPage.rules.failure": "Failure counts as much as success. Each project says what did not work.",
    "district.aboutPage.rules.open":
      "Everything useful can be read without logging in, without JavaScript and on old devices.",
    "district.aboutPage.rules.people":
      "Nobody collects points here. Lists are sorted by date, place or topic, never by popularity.",
    "district.aboutPage.rules.data": "We sell no data and watch nobody.",
    "district.aboutPage.reach": "How to reach us",
    "district.aboutPage.reach.handle": "In the network we are called",
    "district.aboutPage.reach.contact": "Who is responsible is said in the {imprint}.",
  },
});
