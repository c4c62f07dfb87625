/** Relays: what they are, what comes from them, and what goes to them. */
export const relays = {
  de: {
    "relays.title": "Relays",
    "relays.count.none": "keines abonniert",
    "relays.count": "{count} abonniert",
    "relays.what.title": "Was ein Relay ist",
    "relays.what":
      "Ein Relay ist ein Verteiler zwischen vielen Servern. Wer mitmacht, bekommt die öffentlichen Beiträge der anderen, ohne jemandem zu folgen. Das hilft, wenn ein Thema weit über die eigenen Partner hinaus gesucht wird.",
    "relays.comes.title": "Was dann zu uns kommt",
    "relays.comes":
      "Beiträge, um die hier niemand gebeten hat. Sie stehen nur in Listen, in denen öffentliche Beiträge fremder Server stehen dürfen, und Projekte im Verzeichnis der Projekte, nie auf der Startseite eines Mitglieds. Jeden Beitrag holen wir selbst bei dem Server, von dem er stammt. Gesperrte und stumm gestellte Server bleiben draußen.",
    "relays.leaves.title": "Was unseren Stadtteil verlässt",
    "relays.leaves":
      "Das Relay erfährt, dass es unseren Server gibt. Von unseren Beiträgen bekommt es keinen, solange Sie das bei ihm nicht einschalten. Dann gehen alle neuen öffentlichen Beiträge unserer Mitglieder, Gruppen und Organisationen dorthin und weiter an Server, die wir nicht kennen. Was verteilt ist, lässt sich nicht sicher zurückholen. Alles andere, auch nicht Gelistetes, geht nie an ein Relay.",
    "relays.partners": "Für den Austausch mit bestimmten Stadtteilen braucht es kein Relay:",
    "relays.rest.title": "Relays ruhen zurzeit",
    "relays.rest":
      "So, wie der Austausch eingestellt ist, nehmen wir nichts von Relays und geben ihnen nichts. Dafür braucht es „Offen“ oder „Nur Server auf unserer Liste“.",
    "relays.list.title": "Unsere Relays",
    "relays.list.none": "Noch ist kein Relay abonniert. Im Formular darunter können Sie eines fragen.",
    "relays.state.asked": "Gefragt am {at}. Das Relay hat noch nicht geantwortet.",
    "relays.state.accepted": "Zugesagt am {at}.",
    "relays.state.refused": "Abgelehnt am {at}. Mit derselben Adresse können Sie noch einmal fragen.",
    "relays.dialect.mastodon": "Art: Verteiler nach dem Vorbild von Mastodon",
    "relays.dialect.litepub": "Art: Verteiler nach dem Vorbild von Pleroma (LitePub)",
    "relays.last": "Zuletzt kam etwas am {at}.",
    "relays.last.never": "Bisher kam nichts.",
    "relays.week": "Diese Woche: {received} Hinweise, davon {kept} neu aufgenommen.",
    "relays.week.dropped":
      "Nicht angesehen haben wir {dropped}: In einer Stunde fragen wir für ein Relay höchstens {limit} Beiträge ab.",
    "relays.own.on": "Unsere öffentlichen Beiträge gehen an dieses Relay.",
    "relays.own.off": "Unsere Beiträge gehen nicht an dieses Relay.",
    "relays.own.start": "Eigene öffentliche Beiträge weitergeben: {host}",
    "relays.own.stop": "Eigene Beiträge nicht mehr weitergeben: {host}",
    "relays.leave": "Relay abbestellen: {host}",
    "relays.leave.title": "{host} abbestellen?",
    "relays.leave.text":
      "Wir sagen dem Relay ab und nehmen nichts mehr von ihm. Was von dort schon hier ist, bleibt. Was von uns dort schon verteilt wurde, bleibt ebenfalls.",
    "relays.leave.submit": "Abbestellen",
    "relays.add.title": "Ein Relay abonnieren",
    "relays.add.address": "Adresse des Relays",
    "relays.add.address.hint":
      "Wie das Relay sie nennt, zum Beispiel https://relay.example/inbox oder https://relay.example/actor",
    "relays.add.submit": "Relay fragen",
    "relays.done.asked": "Das Relay ist gefragt",
    "relays.done.left": "Das Relay ist abbestellt",
    "relays.done.sharing": "Neue öffentliche Beiträge gehen an das Relay",
    "relays.done.not-sharing": "Es geht nichts mehr an das Relay",
    "error.relays.address":
      "Das ist keine vollständige Adresse. Sie beginnt mit https://, zum Beispiel https://relay.example/inbox",
    "error.relays.self": "Das ist unser eigener Server.",
    "error.relays.blocked": "Mit diesem Server tauschen wir uns nicht aus.",
    "error.relays.nobody":
      "Unter dieser Adresse antwortet kein Relay. Bitte prüfen Sie sie, oder versuchen Sie es später noch einmal.",
    "error.relays.known": "Dieses Relay ist schon abonniert.",
    "error.relays.many": "Mehr als 20 Relays gehen nicht. Bestellen Sie zuerst eines ab.",
    "error.relays.rest":
      "So, wie der Austausch eingestellt ist, ruhen Relays. Stellen Sie ihn zuerst auf „Offen“ oder auf die Liste um.",
    "error.relays.limited": "Das waren viele Anfragen. Bitte warten Sie ein paar Minuten.",
  },
  en: {
    "relays.title": "Relays",
    "relays.count.none": "none subscribed to",
    "relays.count": "{count} subscribed to",
    "relays.what.title": "What a relay is",
    "relays.what":
      "A relay hands out posts between many servers. Whoever takes part gets the public posts of the others without following anybody. That helps when a topic is looked for far beyond one's own partners.",
    "relays.comes.title": "What comes to us then",
    "relays.comes":
      "Posts that nobody here asked for. They stand only in lists where public posts of strangers' servers may stand, and projects in the catalogue of projects, never on a member's front page. We fetch each post ourselves from the server that it comes from. Blocked and silenced servers stay out.",
    "relays.leaves.title": "What leaves our district",
    "relays.leaves":
      "The relay learns that our server exists. It gets none of our posts unless you switch that on for it. Then all new public posts of our members, groups and organisations go there, and on to servers that we do not know. What has been handed out cannot be taken back with certainty. Everything else, unlisted posts too, never goes to a relay.",
    "relays.partners": "To exchange with certain districts no relay is needed:",
    "relays.rest.title": "Relays are at rest",
    "relays.rest":
      "The way the exchange is set, we take nothing from relays and give them nothing. That needs “Open” or “Only servers on our list”.",
    "relays.list.title": "Our relays",
    "relays.list.none": "No relay is subscribed to yet. With the form below you can ask one.",
    "relays.state.asked": "Asked on {at}. The relay has not answered yet.",
    "relays.state.accepted": "Accepted on {at}.",
    "relays.state.refused": "Refused on {at}. You can ask once more with the same address.",
    "relays.dialect.mastodon": "Kind: relay after the model of Mastodon",
    "relays.dialect.litepub": "Kind: relay after the model of Pleroma (LitePub)",
    "relays.last": "Something came last on {at}.",
    "relays.last.never": "Nothing has come so far.",
    "relays.week": "This week: {received} hints, {kept} of them new and taken in.",
    "relays.week.dropped":
      "Not looked at: {dropped}. In an hour we ask for {limit} posts at most on the word of one relay.",
    "relays.own.on": "Our public posts go to this relay.",
    "relays.own.off": "Our posts do not go to this relay.",
    "relays.own.start": "Pass on our own public posts: {host}",
    "relays.own.stop": "Stop passing on our own posts: {host}",
    "relays.leave": "Unsubscribe from the relay: {host}",
    "relays.leave.title": "Unsubscribe from {host}?",
    "relays.leave.text":
      "We take back our request and take nothing more from the relay. What came from there stays here. What of ours was handed out there stays there, too.",
    "relays.leave.submit": "Unsubscribe",
    "relays.add.title": "Subscribe to a relay",
    "relays.add.address": "Address of the relay",
    "relays.add.address.hint":
      "As the relay names it, for example https://relay.example/inbox or https://relay.example/actor",
    "relays.add.submit": "Ask the relay",
    "relays.done.asked": "The relay has been asked",
    "relays.done.left": "The subscription has ended",
    "relays.done.sharing": "New public posts go to the relay",
    "relays.done.not-sharing": "Nothing goes to the relay any more",
    "error.relays.address":
      "That is no complete address. It begins with https://, for example https://relay.example/inbox",
    "error.relays.self": "That is our own server.",
    "error.relays.blocked": "We exchange nothing with this server.",
    "error.relays.nobody": "No relay answers at this address. Please check it, or try again later.",
    "error.relays.known": "This relay is subscribed to already.",
    "error.relays.many": "More than 20 relays are not possible. Unsubscribe from one first.",
    "error.relays.rest": "The way the exchange is set, relays are at rest. Set it to “Open” or to the list first.",
    "error.relays.limited": "Those were many look-ups. Please wait a few minutes.",
  },
};
