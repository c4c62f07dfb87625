import sharp from "sharp";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import type { District } from "../../src/features/district/district.model.ts";
import { updateDistrict } from "../../src/features/district/district.usecases.ts";
import { createGroup } from "../../src/features/groups/usecases/create.ts";
import { joinGroup } from "../../src/features/groups/usecases/membership.ts";
import { decide } from "../../src/features/groups/usecases/moderate.ts";
import { openThread } from "../../src/features/groups/usecases/post.ts";
import { storeUpload } from "../../src/features/media/media.usecases.ts";
import { postStats, postTags } from "../../src/features/posts/posts.table.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { indexNotes } from "../../src/features/project-notes/catalogue.store.ts";
import { topicKey } from "../../src/features/project-notes/project-notes.model.ts";
import type { ProjectNoteFields, ProjectNoteRequest } from "../../src/features/project-notes/project-notes.schemas.ts";
import { projectNotes } from "../../src/features/project-notes/project-notes.table.ts";
import { deleteProjectNote } from "../../src/features/project-notes/usecases/delete.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import type { TestCtx } from "./ctx.ts";
import { createMember, setUpDistrict } from "./people.ts";
import { insertActor, insertFollow, insertPost } from "./rows.ts";

const DAY = 24 * 60 * 60 * 1000;

/** A long table on a square, in place of a photograph. */
const TABLE = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800">
  <rect width="1200" height="800" fill="#bcd3dd"/><rect y="430" width="1200" height="370" fill="#c9b48f"/>
  <path d="M120 430V180l150-110 150 110v250zM520 430V220l120-90 120 90v210zM840 430V150l130-90 130 90v280z" fill="#e7d9c4"/>
  <path d="M100 560h1000l60 60H40z" fill="#fffdf8"/><path d="M90 620v110M1110 620v110" stroke="#7a5a38" stroke-width="26"/>
  <g fill="#9c4a2f"><circle cx="260" cy="590" r="22"/><circle cx="600" cy="590" r="22"/><circle cx="920" cy="590" r="22"/></g>
</svg>`;

/** Every field filled, an image and a file among them. */
async function schokoladenseiten(ctx: TestCtx, anna: Account): Promise<ProjectNoteRequest> {
  const picture = await sharp(Buffer.from(TABLE)).jpeg().toBuffer();
  const image = await storeUpload(ctx, anna, { bytes: picture, fileName: "tisch.jpg", imageOnly: true });
  const file = await storeUpload(ctx, anna, { bytes: Buffer.from("%PDF-1.4\n%%EOF\n"), fileName: "stempelkarte.pdf" });
  return {
    title: "Schokoladenseiten: ein Tag der offenen Türen",
    summary:
      "Einen Nachmittag lang zeigen Vereine, Läden, Werkstätten und Gemeinden ihre schönste Seite. Eine Stempelkarte führt von Tür zu Tür. Am Ende sitzen alle an einem langen Tisch.",
    goal: "Menschen, die im selben Stadtteil leben und arbeiten, sollen sich mit Namen kennen.",
    targetGroups: ["alle im Viertel", "neu Zugezogene"],
    measures:
      "Ein kleines Team geht ab Mai von Tür zu Tür und lädt ein. Jeder Ort überlegt sich eine Kleinigkeit: ein Blick in die Backstube, zehn Minuten Chorprobe, ein Fahrrad zum Flicken.\n\nAm Tag selbst liegt an drei Stellen die Stempelkarte aus. Von 14 bis 18 Uhr sind die Türen offen. Danach gibt es Suppe für alle.",
    outcome: "succeeded",
    status: "running",
    benefit: "Wer neu ist, findet an einem Tag zehn Orte, an die er oder sie wiederkommen mag.",
    begin: "2013-10",
    checkedAt: "2026-10-12",
    resources: [
      { kind: "time", text: "Sechs Leute", quantity: "90", unit: "Stunden", per: "once" },
      { kind: "room", text: "Ein Raum mit Küche für den Abend" },
      { kind: "contact", text: "Jemand, der die Läden im Viertel kennt" },
    ],
    effort: "Mittel, sechs Leute, neun Monate",
    space: "Drei Ausgabestellen, ein langer Tisch",
    costs: [
      { label: "Stempelkarten und Plakate", amount: "180.00" },
      { label: "Suppe und Geschirr", amount: "140.00" },
      { label: "Versicherung für den Tag", amount: "95.50", estimate: true },
    ],
    income: [
      { label: "Beitrag der Geschäfte, je 10 €", amount: "210.00" },
      { label: "Zuschuss Bezirksbeirat", amount: "200.00" },
    ],
    partners: [
      {
        name: "Handels- und Gewerbeverein",
        sector: "business",
        role: "Plakate, Kontakte",
        gains: ["Menschen, die zum ersten Mal über die Schwelle treten"],
      },
      {
        name: "Mehrgenerationenhaus",
        sector: "nonprofit",
        role: "Küche und langer Tisch",
        gains: ["fünf neue Ehrenamtliche"],
      },
      { name: "Bezirksamt", sector: "municipal", role: "Genehmigung für den Platz" },
    ],
    sectors: ["civic", "business", "nonprofit"],
    topics: ["Neu im Quartier", "Lokale Wirtschaft"],
    place: { name: "Rund um den Marienplatz", postalCode: "70178", city: "Stuttgart" },
    impact: [
      { name: "Offene Türen", before: "0", after: "24" },
      { name: "Besuche", after: "etwa 600" },
    ],
    coProduction: { plan: true, run: true, evaluate: true },
    lessons: {
      worked: [
        "Persönlich fragen: 20 Besuche, 17 Zusagen.",
        "Die Stempelkarte gibt auch Schüchternen einen Grund, hineinzugehen.",
      ],
      didNotWork: [
        "Rundmails: 40 verschickt, drei Antworten.",
        "Sieben Türen hatten Stufen. Das stand nicht auf der Karte.",
      ],
      wouldChange: ["Stufen auf der Karte zeigen und vorher Rampen leihen."],
    },
    contact: { name: "Anna B.", role: "Koordination" },
    transferKit: {
      difficulty: "medium",
      duration: "P9M",
      minimum: "Drei Menschen, zehn Türen, ein Tisch.",
      prerequisites: ["Genehmigung für den Platz"],
      steps: [
        { name: "Drei Leute finden", text: "Eine davon sollte die Läden im Viertel kennen.", duration: "P4W" },
        { name: "Tag festlegen", text: "Ein Samstag im Oktober, nicht in den Ferien." },
        { name: "Von Tür zu Tür einladen", text: "Zu zweit gehen, zehn Minuten Zeit lassen.", duration: "P2M" },
        { name: "Der Tag selbst", text: "Drei Ausgabestellen, ein Telefon für Notfälle.", duration: "P1D" },
      ],
      checklist: ["Rampen", "Suppenschüsseln"],
      pitfalls: ["Haftung bei Werkstätten.", "Regen: Wo steht der Tisch dann?"],
      support: "Wir kommen gern einmal vorbei.",
      files: [{ mediaId: file.id, name: "Stempelkarte, Vorlage" }],
    },
    images: [{ mediaId: image.id, alt: "Ein langer gedeckter Tisch auf dem Platz" }],
    files: [{ mediaId: file.id, name: "Infoblatt für Läden" }],
    plainText:
      "An einem Nachmittag im Oktober sind viele Türen offen.\n\nVereine und Geschäfte zeigen, was sie machen. Alle dürfen hinein. Es kostet nichts.\n\nSo lernen sich die Menschen im Stadtteil kennen.",
    language: "de",
    licence: "CC-BY-SA-4.0",
  };
}

const note = (given: Partial<ProjectNoteRequest> & { title: string; summary: string }): ProjectNoteRequest => ({
  goal: "Mehr Nachbarschaft.",
  targetGroups: ["alle"],
  measures: "Einfach anfangen.",
  outcome: "ongoing",
  ...given,
});

const OWN: readonly ProjectNoteRequest[] = [
  note({
    title: "Tauschring: eine Stunde ist eine Stunde",
    summary:
      "Fahrrad flicken gegen Formulare ausfüllen. Wir bereiten den Start vor und sammeln, was andere gelernt haben.",
    topics: ["Tauschring"],
    lessons: { didNotWork: ["Ohne feste Anlaufzeit im Café meldet sich kaum jemand."] },
  }),
  note({
    title: "Brotkasten am Marienplatz",
    summary: "Die Bäckerei gibt ab, was am Samstag übrig ist. Ein Holzkasten am Platz, jeden Samstag ab 14 Uhr.",
    outcome: "mixed",
    topics: ["Essen und Garten"],
    costs: [{ label: "Holz und Farbe", amount: "15.00", per: "month" }],
    lessons: { didNotWork: ["Bei Regen war der Kasten nach zehn Minuten nass."] },
  }),
];

const FOREIGN: readonly { host: string; district: string; fields: ProjectNoteFields }[] = [
  {
    host: "neckarvorstadt.test",
    district: "Neckarvorstadt",
    fields: {
      title: "Repair Café im Bezirk",
      summary: "Gemeinsam reparieren statt wegwerfen: Toaster, Stehlampen, Reißverschlüsse.",
      goal: "Weniger Müll.",
      outcome: "ongoing",
      topics: ["Repair Café"],
      costs: [{ label: "Werkzeug", amount: "290.00", currency: "EUR" }],
      lessons: { worked: ["Eine Haftungserklärung auf einer halben Seite nimmt den Reparierenden die Sorge."] },
      transferKit: { steps: [{ name: "Raum finden" }] },
      images: [{ url: "https://neckarvorstadt.test/media/werkbank", mediaType: "image/jpeg", alt: "Eine Werkbank" }],
    },
  },
  {
    host: "feuerbach.test",
    district: "Feuerbach",
    fields: {
      title: "Digitales Schwarzes Brett",
      summary: "Eine App sollte Zettel im Treppenhaus ersetzen. Nach vier Monaten haben wir sie abgeschaltet.",
      goal: "Aushänge, die alle erreichen.",
      outcome: "failed",
      status: "stopped",
      topics: ["Nachbarschaft"],
      costs: [{ label: "Entwicklung", amount: "2400.00", currency: "EUR" }],
      lessons: {
        didNotWork: ["Wir haben zuerst gebaut und dann gefragt. Die Leute wollten den Zettel, nur besser gepflegt."],
      },
    },
  },
];

export interface Content {
  readonly district: District;
  readonly anna: Account;
  readonly admin: Account;
  /** Paths of pages, by what they show. */
  readonly paths: {
    readonly full: string;
    readonly plain: string;
    readonly remote: string;
    readonly gone: string;
    readonly thread: string;
  };
}

/** A peer's note as it lies in the database after it came in. */
async function insertForeignNote(ctx: TestCtx, district: District, given: (typeof FOREIGN)[number]): Promise<string> {
  const handle = given.host.replace(/\..*$/, "");
  const actor = await insertActor(ctx, {
    host: given.host,
    handle,
    name: given.district,
    type: "Group",
    kind: "district",
    url: `https://${given.host}/@${handle}`,
  });
  await insertFollow(ctx, district.actorId, actor.id);
  const url = `https://${given.host}/projekte/1`;
  const { title, summary } = given.fields;
  const post = await insertPost(ctx, actor, {
    kind: "projectNote",
    type: "Article",
    title,
    summary,
    url,
    language: "de",
  });
  await ctx.db.insert(projectNotes).values({
    postId: post.id,
    status: given.fields.status ?? "running",
    outcome: given.fields.outcome ?? "ongoing",
    fields: given.fields,
    districtName: given.district,
    districtUri: actor.uri,
  });
  await ctx.db
    .insert(postTags)
    .values((given.fields.topics ?? []).map((name) => ({ postId: post.id, tag: topicKey(name), name })));
  await indexNotes(ctx);
  return `/projekte/${given.host}/${post.id}`;
}

/** A district with some months behind it: own notes and others', answers, a deleted note, whom it follows. */
export async function createContent(ctx: TestCtx): Promise<Content> {
  ctx.advance(-200 * DAY);
  const district = await setUpDistrict(ctx);
  const anna = await createMember(ctx, "anna");
  const admin = await createMember(ctx, "ada", "admin");
  await updateDistrict(ctx, admin, {
    name: district.name,
    city: district.city,
    accent: district.accent,
    about: "Unser Viertel im Süden: Altbau, Hang und ein Platz, auf dem man sich trifft.",
  });
  ctx.advance(30 * DAY);
  const full = await publishProjectNote(ctx, anna, await schokoladenseiten(ctx, anna));
  const remote: string[] = [];
  for (const given of FOREIGN) {
    ctx.advance(25 * DAY);
    remote.push(await insertForeignNote(ctx, district, given));
  }
  for (const input of OWN) {
    ctx.advance(20 * DAY);
    await publishProjectNote(ctx, anna, input);
  }
  const doomed = await publishProjectNote(ctx, anna, note({ title: "Verworfen", summary: "Ein Versuch." }));
  await deleteProjectNote(ctx, anna, doomed.id);
  await insertAnswers(ctx, anna, full.id);
  const thread = await insertGroups(ctx, anna);
  ctx.advance(40 * DAY);
  const path = `/projekte/${full.slug}`;
  return {
    district,
    anna,
    admin,
    paths: {
      full: path,
      plain: `${path}?einfach=1`,
      remote: remote[0] ?? "",
      gone: `/projekte/${doomed.slug}`,
      thread,
    },
  };
}

/** A working group with a thread that is pinned and answered, and a closed one. @returns the thread's path */
async function insertGroups(ctx: TestCtx, anna: Account): Promise<string> {
  const group = await createGroup(ctx, anna, {
    name: "Repair-Café",
    handle: "repaircafe",
    about: "Jeden dritten Samstag im alten Feuerwehrhaus: Toaster, Fahrräder, Hosen. Werkzeug ist da, Kaffee auch.",
    mode: "open",
  });
  await createGroup(ctx, anna, { name: "Sprecher:innenkreis", handle: "sprecherkreis", about: "", mode: "closed" });
  const bert = await createMember(ctx, "bert");
  await joinGroup(ctx, bert, group);
  const { id } = await openThread(ctx, bert, group, {
    title: "Wer hat einen Lötkolben übrig?",
    text: "Unserer ist beim letzten Mal durchgebrannt.\n\nEin einfacher genügt, wir haben Spitzen da.",
  });
  await openThread(ctx, anna, group, { title: "Nächster Termin", text: "Samstag, 14 bis 17 Uhr. Wer bringt Kuchen?" });
  await publishComment(ctx, anna, { postId: id, text: "Im Keller der Bücherei liegt einer. Ich frage am Montag." });
  await decide(ctx, anna, group, { action: "pin", postId: id, reason: "Damit es alle sehen" });
  return `/gruppen/repaircafe/${id}`;
}

async function insertAnswers(ctx: TestCtx, anna: Account, noteId: string): Promise<void> {
  const mehmet = await insertActor(ctx, {
    host: "post.test",
    handle: "mehmet",
    name: "Mehmet K.",
    url: "https://post.test/@mehmet",
  });
  const uri = `${ctx.origin}/ap/o/${noteId}`;
  const place = { inReplyToUri: uri, inReplyToId: noteId, rootId: noteId, language: "de" };
  const question = await insertPost(ctx, mehmet, {
    ...place,
    content: "<p>Bei uns liegen die Betriebe weit auseinander. Hat jemand einen Shuttle probiert?</p>",
  });
  ctx.advance(DAY);
  const author = { id: anna.actorId, local: true, host: new URL(ctx.origin).host };
  await insertPost(ctx, author, {
    ...place,
    inReplyToUri: question.uri,
    inReplyToId: question.id,
    content: "<p>Shuttle nein, aber zwei Rikschas vom Seniorennetzwerk. Kam besser an als jeder Bus.</p>",
  });
  await ctx.db
    .insert(postStats)
    .values({ postId: noteId, replies: 2, comments: 2, likes: 5, boosts: 2 })
    .onConflictDoUpdate({ target: postStats.postId, set: { replies: 2, comments: 2, likes: 5, boosts: 2 } });
}
