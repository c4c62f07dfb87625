import type { ProjectNoteRequest } from "../features/project-notes/project-notes.schemas.ts";

/** One example. Two districts that show each other their examples each take their own half. */
export interface DemoNote {
  readonly home: "degerloch" | "moehringen";
  readonly note: ProjectNoteRequest;
}

/**
 * What the two-year balance of a neighbourhood network tells, in our own words, with what failed beside what worked.
 * Nobody in it is a real person.
 */
export const DEMO_NOTES: readonly DemoNote[] = [
  {
    home: "degerloch",
    note: {
      title: "Schokoladenseiten: unser Stadtteil auf einer Tafel",
      summary:
        "Eine fair gehandelte Schokolade mit Ansichten aus dem Stadtteil auf der Hülle. Läden am Ort verkaufen sie, der Überschuss geht an Projekte nebenan.",
      goal: "Menschen, Läden und Vereine sollen etwas Gemeinsames haben, auf das sie stolz sind und das Geld für kleine Vorhaben bringt.",
      targetGroups: ["Alle im Stadtteil", "Läden", "Vereine"],
      measures:
        "Erst sammeln wir Bilder: Wer hier wohnt, schickt seine Lieblingsansicht. Eine kleine Runde wählt aus und lässt die Hüllen drucken.\n\nDie Schokolade kommt aus fairem Handel, verpackt wird an zwei Nachmittagen gemeinsam. Verkauft wird in den Läden, auf dem Markt und bei Festen.",
      outcome: "succeeded",
      status: "running",
      begin: "2013",
      benefit:
        "Man kommt ins Gespräch: über die Bilder, über fairen Handel und darüber, was mit dem Geld geschehen soll.",
      effort: "8 Ehrenamtliche, zwei Monate Vorlauf, danach wenige Stunden in der Woche",
      costs: [
        { label: "Druck der Hüllen", amount: "380.00" },
        { label: "Schokolade, erste Lieferung", amount: "1200.00" },
      ],
      income: [{ label: "Verkauf der ersten Auflage", amount: "2100.00" }],
      partners: [
        { name: "Weltladen", sector: "business", role: "Einkauf und Verkauf", gains: ["neue Kundschaft"] },
        { name: "Bürgerverein", sector: "civic", role: "Federführung" },
        { name: "Kirchengemeinde", sector: "church", role: "Raum zum Verpacken" },
      ],
      resources: [
        { kind: "room", text: "Ein Raum mit großen Tischen, zwei Nachmittage" },
        { kind: "product", text: "Schokolade aus fairem Handel" },
        { kind: "reach", text: "Schaufenster der Läden" },
      ],
      sectors: ["civic", "business", "church"],
      topics: ["Fairer Handel", "Transferprojekt"],
      coProduction: { plan: true, run: true, evaluate: true },
      lessons: {
        worked: [
          "Die Bilder kamen aus dem Stadtteil, nicht aus einer Agentur",
          "Läden durften die Preise mitbestimmen",
        ],
        didNotWork: ["Die erste Auflage war vor Weihnachten ausverkauft, nachdrucken dauerte zu lange"],
        wouldChange: ["Früher drucken und in zwei Schritten bestellen"],
      },
      transferKit: {
        difficulty: "easy",
        duration: "P10W",
        minimum: "Drei Menschen mit Ausdauer, ein Laden, der mitmacht",
        steps: [
          { name: "Verbündete finden", text: "Ein Laden, ein Verein, jemand mit Blick für Bilder.", duration: "P2W" },
          { name: "Bilder sammeln", text: "Mit Frist und mit Einverständnis zum Abdruck.", duration: "P4W" },
          { name: "Hüllen drucken, Schokolade bestellen", duration: "P3W" },
          { name: "Zusammen verpacken und verkaufen", duration: "P1W" },
        ],
        checklist: ["Einverständnis für jedes Bild", "Angaben zu Zutaten auf der Hülle", "Kasse mit zwei Schlüsseln"],
        pitfalls: ["Im Sommer schmilzt alles: im Herbst anfangen"],
        support: "Wir zeigen unsere Druckvorlage und erzählen gern, was schiefging.",
      },
      contact: { name: "Die Schokoladen-Runde", role: "Bürgerverein" },
      plainText:
        "Es gibt eine Schokolade mit Bildern aus unserem Stadtteil. Die Läden verkaufen sie. Mit dem Geld helfen wir anderen Projekten.",
    },
  },
  {
    home: "degerloch",
    note: {
      title: "Digitales Schwarzes Brett",
      summary:
        "Eine eigene App sollte Aushänge aus dem Stadtteil sammeln. Nach einem Jahr schauten noch elf Leute hinein, dann haben wir aufgehört.",
      goal: "Wer etwas sucht oder anbietet, sollte nicht mehr durch alle Hausflure laufen müssen.",
      targetGroups: ["Alle im Stadtteil"],
      measures:
        "Wir ließen eine App anpassen, stellten sie auf zwei Festen vor und baten Vereine, ihre Aushänge dort einzustellen.",
      outcome: "failed",
      status: "stopped",
      begin: "2016-03",
      end: "2017-04",
      effort: "3 Ehrenamtliche, je 4 Stunden in der Woche",
      costs: [{ label: "Anpassung und ein Jahr Betrieb", amount: "2900.00" }],
      sectors: ["civic"],
      topics: ["Schwarzes Brett", "Digitale Werkzeuge"],
      lessons: {
        worked: ["Die Gespräche auf den Festen: danach wussten wir, was die Leute wirklich suchen"],
        didNotWork: [
          "Noch ein Ort, an dem man nachsehen muss",
          "Wer kein Telefon dafür hat, war ganz ausgeschlossen",
          "Alle Einträge kamen von denselben fünf Menschen",
        ],
        wouldChange: ["Mit dem Aushang aus Papier anfangen und ihn nur zusätzlich ins Netz stellen"],
      },
      contact: { name: "Die Brett-Gruppe" },
    },
  },
  {
    home: "degerloch",
    note: {
      title: "Seniorennetzwerk: niemand isst allein",
      summary:
        "Sechs Küchen im Stadtteil laden reihum ältere Menschen zum Mittagessen ein. Das Essen klappt, das Abholen nur manchmal.",
      goal: "Ältere, die kaum noch vor die Tür kommen, sollen einmal in der Woche in Gesellschaft essen.",
      targetGroups: ["Ältere", "Menschen, die allein leben"],
      measures:
        "Jede Woche kocht eine andere Küche: Gemeindehaus, Begegnungsstätte, Kantine der Schule, zwei Vereine, ein Gasthaus. Eine Telefonkette fragt am Tag davor, wer kommt und wer abgeholt werden möchte.",
      outcome: "mixed",
      status: "running",
      begin: "2014-10",
      effort: "12 Ehrenamtliche im Wechsel, dazu 3 Fahrdienste",
      costs: [{ label: "Lebensmittel", amount: "3.50", per: "meeting", estimate: true }],
      partners: [
        { name: "Begegnungsstätte", sector: "nonprofit", role: "Telefonkette" },
        { name: "Gasthaus am Platz", sector: "business", role: "kocht einmal im Monat", gains: ["ein voller Mittag"] },
      ],
      sectors: ["civic", "nonprofit", "church", "business"],
      topics: ["Seniorennetzwerk", "Nachbarschaftshilfe"],
      lessons: {
        worked: [
          "Reihum kochen: keine Küche wird zu sehr belastet",
          "Die Telefonkette merkt, wenn es jemandem schlecht geht",
        ],
        didNotWork: ["Abholen mit privaten Autos: zu oft sprang jemand ab"],
        wouldChange: ["Von Anfang an mit dem Bürgerbus sprechen"],
      },
      contact: { name: "Der Mittagstisch", role: "Begegnungsstätte" },
      plainText: "Ältere Menschen essen einmal in der Woche zusammen. Jede Woche kocht jemand anderes.",
    },
  },
  {
    home: "degerloch",
    note: {
      title: "Die Bücherei öffnet ihre Räume am Abend",
      summary:
        "Nach Schließung gehört der Lesesaal dem Stadtteil: Sprachcafé, Hausaufgaben, Chorprobe. Ein Schlüsselbuch und zwei Regeln genügen.",
      goal: "Gruppen ohne eigenen Raum sollen sich kostenlos treffen können, und die Bücherei soll bekannter werden.",
      targetGroups: ["Gruppen ohne Raum", "Familien", "Neuzugezogene"],
      measures:
        "Wer sich treffen will, trägt sich in das Schlüsselbuch ein. Jede Gruppe hat zwei eingewiesene Leute, die auf- und abschließen. Einmal im Vierteljahr treffen sich alle und ordnen die Zeiten.",
      outcome: "succeeded",
      status: "running",
      begin: "2015-01",
      space: "Lesesaal, 80 m², stufenlos, mit WC",
      effort: "2 Stunden im Vierteljahr, dazu das Einweisen neuer Gruppen",
      partners: [
        {
          name: "Stadtteilbücherei",
          sector: "municipal",
          role: "gibt den Raum",
          gains: ["erfährt, wonach gesucht wird", "neue Leserinnen und Leser"],
        },
      ],
      resources: [{ kind: "room", text: "Lesesaal ab 19 Uhr" }],
      sectors: ["municipal", "civic"],
      topics: ["Räume", "Bücherei"],
      impact: [{ name: "Gruppen mit festem Raum", before: "0", after: "9", unit: "Gruppen" }],
      lessons: {
        worked: ["Nur zwei Regeln: abschließen und Stühle zurückstellen"],
        didNotWork: ["Ein Kalender im Netz, den nur die Bücherei ändern konnte"],
        wouldChange: ["Die Versicherungsfrage vor dem ersten Abend klären"],
      },
      contact: { name: "Die Bücherei", role: "Ausleihe" },
    },
  },
  {
    home: "moehringen",
    note: {
      title: "Tauschring: eine Stunde ist eine Stunde",
      summary:
        "Wer etwas kann, gibt es weiter und bekommt Zeit gutgeschrieben. Der Ring entstand, weil ein anderer Stadtteil seine Erfahrungen offen erzählt hat.",
      goal: "Hilfe unter Nachbarn ohne Geld, auch für die, die sich sonst nichts schenken lassen.",
      targetGroups: ["Nachbarschaft", "Alleinstehende", "Familien"],
      measures:
        "Einmal im Monat treffen sich alle, stellen vor, was sie bieten und suchen, und verrechnen Stunden. Dazwischen vermittelt eine Zentrale am Telefon. Jede Stunde zählt gleich, ob Steuererklärung oder Fensterputzen.",
      outcome: "succeeded",
      status: "running",
      begin: "2014",
      effort: "2 Ehrenamtliche am Telefon, je 3 Stunden in der Woche",
      space: "Ein Raum für 40 Menschen, einmal im Monat",
      costs: [{ label: "Marktzeitung, Papier und Porto", amount: "25.00", per: "month" }],
      income: [{ label: "Jahresbeitrag", amount: "10.00", per: "year" }],
      sectors: ["civic"],
      topics: ["Tauschring", "Nachbarschaftshilfe", "Transferprojekt"],
      coProduction: { plan: true, run: true, evaluate: false },
      lessons: {
        worked: ["Das Treffen mit Kaffee: dort entstehen die meisten Tausche", "Eine Zentrale, die man anrufen kann"],
        didNotWork: ["Viele wollen geben, wenige trauen sich zu bitten"],
        wouldChange: ["Jede und jeder nennt beim Eintritt drei Dinge, die sie brauchen könnten"],
      },
      transferKit: {
        difficulty: "medium",
        duration: "P12W",
        minimum: "15 Mitglieder, sonst findet sich zu wenig",
        steps: [
          { name: "Zwei andere Ringe besuchen", duration: "P4W" },
          { name: "Spielregeln auf eine Seite schreiben", duration: "P2W" },
          { name: "Erster Tauschabend", duration: "P1D" },
        ],
        pitfalls: [
          "Schulden begrenzen, zum Beispiel auf zehn Stunden",
          "Handwerk mit Gefahr lieber den Fachleuten lassen",
        ],
        checklist: ["Stundenzettel", "Telefonnummer der Zentrale", "Haftpflicht geklärt"],
      },
      contact: { name: "Die Tauschzentrale" },
    },
  },
  {
    home: "moehringen",
    note: {
      title: "Der Raum, von dem niemand wusste",
      summary:
        "Im Gemeindehaus stand ein Saal an vier Tagen leer. Ein Gespräch beim Vernetzungstreffen genügte, und eine Theatergruppe zog ein.",
      goal: "Leere Räume und Gruppen ohne Raum sollen voneinander wissen.",
      targetGroups: ["Gruppen ohne Raum"],
      measures:
        "Bei jedem Treffen fragen wir in die Runde: Wer hat Platz, wer braucht Platz? Die Antworten stehen danach auf einer Liste mit Größe, Zeiten und Bedingungen.",
      outcome: "succeeded",
      status: "completed",
      begin: "2014-05",
      end: "2015-03",
      effort: "Eine Stunde nach jedem Treffen",
      sectors: ["church", "civic"],
      topics: ["Räume"],
      impact: [{ name: "Räume auf der Liste", before: "0", after: "14", unit: "Räume" }],
      lessons: {
        worked: ["Fragen, solange alle am Tisch sitzen"],
        didNotWork: ["Ein Fragebogen per Post: drei Antworten"],
        wouldChange: ["Auch fragen, was die Räume kosten und ob man hineinrollen kann"],
      },
      contact: { name: "Die Raumliste", role: "Vernetzungstreffen" },
    },
  },
  {
    home: "moehringen",
    note: {
      title: "Brot vom Tag",
      summary:
        "Eine Bäckerei gibt freitags ab, was übrig ist. Zwei Gruppen holen es ab; an Feiertagen und in den Ferien hakt es noch.",
      goal: "Gutes Brot soll gegessen werden, statt im Müll zu landen.",
      targetGroups: ["Menschen mit wenig Geld", "Jugendhaus"],
      measures:
        "Freitags um 18 Uhr stehen die Kisten bereit. Das Jugendhaus und die Vesperkirche holen abwechselnd ab. Wer nicht kann, sagt bis mittags Bescheid.",
      outcome: "mixed",
      status: "running",
      begin: "2015-02",
      effort: "Eine Stunde in der Woche",
      partners: [
        {
          name: "Bäckerei am Eck",
          sector: "business",
          role: "gibt das Brot",
          gains: ["wird genannt", "weniger Abfall"],
        },
        { name: "Jugendhaus", sector: "nonprofit", role: "holt ab" },
      ],
      resources: [{ kind: "product", text: "Brot vom Tag", quantity: "10", unit: "kg", per: "week" }],
      sectors: ["business", "nonprofit", "church"],
      topics: ["Lebensmittel", "Kooperation mit Läden"],
      lessons: {
        worked: ["Die Bäckerei gibt, was da ist, und verspricht keine Menge"],
        didNotWork: ["In den Ferien kam niemand, und das Brot blieb stehen"],
        wouldChange: ["Eine dritte Gruppe für die Ferien suchen"],
      },
      contact: { name: "Die Abholgruppe" },
    },
  },
  {
    home: "moehringen",
    note: {
      title: "Repair Café in der Neckarvorstadt",
      summary:
        "Beim nächsten Treffen am 19. Mai ist das Repair Café Thema: Wer es schon einmal versucht hat, bringt mit, was geklappt hat und was nicht.",
      goal: "Weniger wegwerfen und beim Schrauben miteinander reden.",
      targetGroups: ["Nachbarschaft", "Neuzugezogene"],
      measures:
        "Geplant ist ein Samstag im Monat mit vier Tischen: Elektro, Holz, Textil, Fahrrad. Wer etwas bringt, repariert mit. Gesucht werden zwei Elektrofachkräfte und ein Raum mit Strom.",
      outcome: "ongoing",
      status: "idea",
      resources: [
        { kind: "skill", text: "Zwei Elektrofachkräfte" },
        { kind: "room", text: "Raum mit Strom und Wasser" },
      ],
      sectors: ["civic"],
      topics: ["Repair Café", "Müllvermeidung"],
      place: { name: "Neckarvorstadt", city: "Stuttgart" },
      contact: { name: "Die Vorbereitungsgruppe" },
    },
  },
  {
    home: "moehringen",
    note: {
      title: "Nachbarschaftsfest ohne Nachbarschaft",
      summary:
        "Ein großes Straßenfest, von drei Einrichtungen gut geplant. Es kamen vor allem deren eigene Leute, die Straße selbst blieb zu Hause.",
      goal: "Menschen aus der Straße sollten sich kennenlernen.",
      targetGroups: ["Bewohnerinnen und Bewohner der Straße"],
      measures: "Bühne, Hüpfburg, Infostände. Eingeladen wurde mit Plakaten und über die Verteiler der Einrichtungen.",
      outcome: "failed",
      status: "completed",
      begin: "2015-07",
      end: "2015-07",
      effort: "6 Hauptamtliche, drei Monate",
      costs: [{ label: "Bühne, Technik, Genehmigungen", amount: "4300.00" }],
      sectors: ["nonprofit", "municipal"],
      topics: ["Straßenfest", "Beteiligung"],
      coProduction: { plan: false, run: false, evaluate: true },
      lessons: {
        worked: [
          "Danach haben wir an den Türen gefragt, warum niemand kam. Daraus wurde ein Hofkaffee, der bis heute läuft.",
        ],
        didNotWork: ["Für die Leute geplant statt mit ihnen", "Zu groß: Niemand fühlte sich gemeint"],
        wouldChange: ["Mit drei Haustüren und einem Tisch anfangen"],
      },
      contact: { name: "Das Festkomitee" },
    },
  },
];
