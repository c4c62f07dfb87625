import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { projectNoteBySlug } from "../../../src/features/project-notes/project-notes.queries.ts";
import { draftOf, listDrafts } from "../../../src/features/project-notes/usecases/drafts.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { sweepUploads } from "../../../src/features/project-notes/usecases/sweep-uploads.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { picture } from "../media/media.files.ts";
import { FULL_REQUEST } from "./notes.ts";

let ctx: TestCtx;
let app: TestApp;
let bob: Account;
let carol: Account;
let admin: Account;
let asBob: string;
let asCarol: string;
let asAdmin: string;
let photo: Buffer;

beforeAll(async () => {
  ctx = await createTestCtx();
  await setUpDistrict(ctx);
  app = createTestApp(ctx);
  [bob, carol, admin] = [
    await createMember(ctx, "bob"),
    await createMember(ctx, "carol"),
    await createMember(ctx, "ada", "admin"),
  ];
  [asBob, asCarol, asAdmin] = [await sessionOf(ctx, bob), await sessionOf(ctx, carol), await sessionOf(ctx, admin)];
  photo = await picture(80, 60).jpeg().toBuffer();
});

beforeEach(async () => {
  await ctx.db.execute(sql`delete from project_note_drafts`);
});

const SIX = {
  title: "Brotkasten am Marienplatz",
  summary: "Die Bäckerei gibt ab, was am Samstag übrig ist.",
  goal: "Kein Brot im Müll.",
  targetGroups: "Familien, Ältere",
  measures: "Zwei von uns holen um 13:30 Uhr die Kisten.",
  outcome: "mixed",
};

type Fields = Readonly<Record<string, string | string[]>>;

const press = (aktion: string, fields: Fields, session = asBob, path = "/schreiben/projekt") =>
  app.request(path, { form: { ...fields, aktion }, session });

const publish = (fields: Fields, session = asBob) => press("veroeffentlichen", fields, session);

async function published(fields: Fields = SIX, session = asBob): Promise<string> {
  const answer = await publish(fields, session);
  expect(answer.status).toBe(303);
  return (answer.headers.get("Location") ?? "").replace("/projekte/", "");
}

/** What a page holds in its fields, as a browser would send it back. */
function fieldsIn(html: string): Record<string, string> {
  const plain = (text: string) =>
    text
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&amp;/g, "&");
  const found: Record<string, string> = {};
  for (const [tag] of html.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1];
    const type = /type="([^"]*)"/.exec(tag)?.[1] ?? "text";
    const ticked = !["radio", "checkbox"].includes(type) || / checked/.test(tag);
    if (name && ticked && type !== "file") found[name] = plain(/value="([^"]*)"/.exec(tag)?.[1] ?? "");
  }
  for (const [, name = "", text = ""] of html.matchAll(/<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</g)) {
    found[name] = plain(text).replace(/^\n/, "");
  }
  for (const [, name = "", options = ""] of html.matchAll(/<select[^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/gs)) {
    found[name] = plain(/<option value="([^"]*)" selected/.exec(options)?.[1] ?? "");
  }
  return found;
}

const FULL: Fields = {
  ...SIX,
  status: "running",
  begin: "19.5.2015",
  end: "",
  checkedAt: "März 2016",
  benefit: "Man kennt sich.\n\nUnd grüßt sich.",
  effort: "Zwei Leute, eine Stunde",
  space: "Ein Kasten am Platz",
  "resources.0.kind": "room",
  "resources.0.text": "Lager",
  "resources.0.quantity": "4",
  "resources.0.unit": "m²",
  "resources.0.per": "month",
  "resources.1.kind": "time",
  "resources.1.text": "",
  "costs.0.label": "Holz",
  "costs.0.amount": "1.240,50",
  "costs.0.currency": "EUR",
  "costs.0.estimate": "ja",
  "costs.1.label": "",
  "costs.1.currency": "EUR",
  "income.0.label": "Spenden",
  "income.0.amount": "15",
  "income.0.currency": "CHF",
  "income.0.per": "month",
  "partners.0.name": "Bäckerei am Eck",
  "partners.0.sector": "business",
  "partners.0.role": "gibt Brot",
  "partners.0.gains": "neue Kundschaft\nwird genannt",
  "partners.0.actor": "https://baeckerei.example/",
  sectors: ["civic", "business"],
  "coProduction.plan": "ja",
  "place.name": "Marienplatz",
  "place.street": "Marienplatz 1",
  "place.postalCode": "70178",
  "place.city": "Stuttgart",
  "place.latitude": "48,7636",
  "place.longitude": "9,1527",
  "impact.0.name": "Brote je Woche",
  "impact.0.before": "0",
  "impact.0.after": "40",
  "impact.0.unit": "Brote",
  "lessons.worked": "Persönlich fragen",
  "lessons.didNotWork": "Bei Regen war der Kasten nass.",
  "lessons.wouldChange": "Ein Dach bauen",
  "transferKit.difficulty": "easy",
  "transferKit.duration": "6 Wochen",
  "transferKit.minimum": "Zwei Menschen, ein Kasten",
  "transferKit.prerequisites": "Eine Bäckerei",
  "transferKit.checklist": "Genehmigung\nKasten",
  "transferKit.pitfalls": "Hygiene",
  "transferKit.support": "Wir telefonieren gern",
  "transferKit.steps.0.name": "Bäckerei fragen",
  "transferKit.steps.0.text": "Am besten früh.",
  "transferKit.steps.0.duration": "1 Tag",
  "transferKit.steps.1.name": "Kasten bauen",
  "contact.name": "Bob",
  "contact.role": "Koordination",
  topics: "Lebensmittel, Repair Café",
  plainText: "Am Platz steht ein Kasten. Darin ist Brot.",
  language: "de",
  licence: "CC-BY-4.0",
};

describe("publishing", () => {
  test("six answers are enough", async () => {
    const slug = await published();
    const note = await projectNoteBySlug(ctx, null, slug);
    expect(note).toMatchObject({ slug: "brotkasten-am-marienplatz", outcome: "mixed", author: { handle: "bob" } });
    expect(note?.fields.targetGroups).toEqual(["Familien", "Ältere"]);
    const page = await app.request(`/projekte/${slug}`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("Die Bäckerei gibt ab");
  });

  test("every field arrives, and the form for editing holds what was typed", async () => {
    const answer = await publish({ ...FULL, title: "Alles", coAuthors: "@carol" });
    const slug = (answer.headers.get("Location") ?? "").replace("/projekte/", "");
    const note = await projectNoteBySlug(ctx, carol, slug);
    expect(note?.canEdit).toBe(true);
    expect(note?.fields).toEqual({
      title: "Alles",
      summary: SIX.summary,
      goal: SIX.goal,
      targetGroups: ["Familien", "Ältere"],
      measures: SIX.measures,
      outcome: "mixed",
      status: "running",
      begin: "2015-05-19",
      checkedAt: "2016-03",
      benefit: "Man kennt sich.\n\nUnd grüßt sich.",
      effort: "Zwei Leute, eine Stunde",
      space: "Ein Kasten am Platz",
      resources: [{ kind: "room", text: "Lager", quantity: "4", unit: "m²", per: "month" }],
      costs: [{ label: "Holz", amount: "1240.50", currency: "EUR", estimate: true }],
      income: [{ label: "Spenden", amount: "15", currency: "CHF", per: "month" }],
      partners: [
        {
          name: "Bäckerei am Eck",
          sector: "business",
          role: "gibt Brot",
          gains: ["neue Kundschaft", "wird genannt"],
          actor: "https://baeckerei.example/",
        },
      ],
      sectors: ["civic", "business"],
      coProduction: { plan: true, run: false, evaluate: false },
      place: {
        name: "Marienplatz",
        street: "Marienplatz 1",
        postalCode: "70178",
        city: "Stuttgart",
        latitude: 48.7636,
        longitude: 9.1527,
      },
      impact: [{ name: "Brote je Woche", before: "0", after: "40", unit: "Brote" }],
      lessons: {
        worked: ["Persönlich fragen"],
        didNotWork: ["Bei Regen war der Kasten nass."],
        wouldChange: ["Ein Dach bauen"],
      },
      transferKit: {
        difficulty: "easy",
        duration: "P6W",
        minimum: "Zwei Menschen, ein Kasten",
        prerequisites: ["Eine Bäckerei"],
        checklist: ["Genehmigung", "Kasten"],
        pitfalls: ["Hygiene"],
        support: "Wir telefonieren gern",
        steps: [{ name: "Bäckerei fragen", text: "Am besten früh.", duration: "P1D" }, { name: "Kasten bauen" }],
      },
      contact: { name: "Bob", role: "Koordination" },
      topics: ["Lebensmittel", "Repair Café"],
      plainText: "Am Platz steht ein Kasten. Darin ist Brot.",
      language: "de",
      licence: "CC-BY-4.0",
    });
    const form = fieldsIn(await (await app.request(`/projekte/${slug}/bearbeiten`, { session: asBob })).text());
    expect(form).toMatchObject({
      title: "Alles",
      begin: "19.5.2015",
      checkedAt: "März 2016",
      "costs.0.amount": "1240,50",
      "costs.0.estimate": "ja",
      "partners.0.gains": "neue Kundschaft\nwird genannt",
      "transferKit.duration": "6 Wochen",
      "place.latitude": "48,7636",
      coAuthors: "carol",
      targetGroups: "Familien, Ältere",
    });
  });

  test("a note with every field that a script can send is edited by form without losing one", async () => {
    const { slug } = await publishProjectNote(ctx, bob, FULL_REQUEST);
    const before = (await projectNoteBySlug(ctx, bob, slug))?.fields;
    const form = fieldsIn(await (await app.request(`/projekte/${slug}/bearbeiten`, { session: asBob })).text());
    const lists = { sectors: [...(before?.sectors ?? [])] };
    const path = `/projekte/${slug}/bearbeiten`;
    const answer = await press("veroeffentlichen", { ...form, ...lists, effort: "Viel" }, asBob, path);
    expect(answer.status).toBe(303);
    const exact = <T extends { estimate?: boolean | undefined }>(rows: readonly T[] | undefined) =>
      rows?.map(({ estimate, ...row }) => (estimate ? { ...row, estimate } : row));
    const after = (await projectNoteBySlug(ctx, bob, slug))?.fields;
    expect(after).toEqual({ ...before, effort: "Viel", costs: exact(before?.costs), income: exact(before?.income) });
  });

  test("the same form sent twice is one note; another text is another one", async () => {
    const form = { ...SIX, title: "Doppelt geklickt", schluessel: "17" };
    expect(await published(form)).toBe("doppelt-geklickt");
    expect(await published(form)).toBe("doppelt-geklickt");
    expect(await published({ ...form, goal: "Etwas anderes." })).toBe("doppelt-geklickt-2");
  });

  test("T188 what is no field of the form changes nothing", async () => {
    const slug = await published({ ...SIX, title: "Nichts davon", authorId: carol.actorId, id: "1", role: "admin" });
    expect((await projectNoteBySlug(ctx, null, slug))?.author.handle).toBe("bob");
  });

  test("a draft that was published is gone", async () => {
    await press("entwurf", SIX);
    const [draft] = await listDrafts(ctx, bob);
    await published({ ...SIX, title: "Aus dem Entwurf", entwurf: draft?.id ?? "" });
    expect(await listDrafts(ctx, bob)).toEqual([]);
  });
});

describe("what is wrong comes back with everything in it", () => {
  const WRONG: Fields = {
    ...FULL,
    title: "",
    summary: "x".repeat(524),
    begin: "31.2.2015",
    "costs.0.amount": "etwa 15",
    "partners.0.actor": "baeckerei",
    coAuthors: "niemand",
  };

  test("422, every value kept, each error beside its field and on top with a link", async () => {
    const answer = await publish(WRONG);
    expect(answer.status).toBe(422);
    const html = await answer.text();
    const form = fieldsIn(html);
    for (const [name, value] of Object.entries(WRONG)) {
      if (name !== "sectors" && value !== "") expect(form[name], name).toBe(value);
    }
    for (const name of ["title", "summary", "begin", "costs.0.amount", "partners.0.actor"]) {
      expect(html, name).toContain(`href="#${name}"`);
      expect(html, name).toContain(`id="${name}-fehler"`);
      expect(html, name).toMatch(
        new RegExp(`id="${name}"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="${name}"`),
      );
    }
    expect(html).toContain("Bitte kürzen Sie um 24 Zeichen. Jetzt sind es 524.");
    expect(html).not.toContain("autofocus");
  });

  test("the text is kept as a draft too", async () => {
    await publish(WRONG);
    const [draft] = await listDrafts(ctx, bob);
    expect(draft?.form).toMatchObject({ summary: "x".repeat(524), begin: "31.2.2015", sectors: ["civic", "business"] });
  });

  test("a co-author who is no member is named", async () => {
    const answer = await publish({ ...SIX, title: "Mit Unbekannten", coAuthors: "carol, niemand" });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("kein Mitglied mit dem Namen „niemand“");
  });

  test("markup is shown as it was typed, and never runs", async () => {
    const payload = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`;
    const answer = await publish({ ...SIX, title: payload, outcome: "", "partners.0.name": payload });
    const html = await answer.text();
    expect(html).not.toContain("<script>alert");
    expect(html).not.toContain("<img src=x");
    expect(fieldsIn(html).title).toBe(payload);
    const slug = await published({ ...SIX, title: payload, goal: payload, "lessons.worked": payload });
    for (const path of [`/projekte/${slug}`, `/projekte/${slug}/verlauf`, `/projekte/${slug}/verlauf/1`]) {
      const page = await (await app.request(path)).text();
      expect(page, path).not.toContain("<script>alert");
      expect(page, path).not.toContain("<img src=x");
      expect(page, path).toContain("&lt;script&gt;");
    }
  });
});

describe("drafts", () => {
  test("are kept by a button, listed, and go on where they were", async () => {
    const kept = await press("entwurf", { title: "Halb fertig", "costs.0.amount": "noch offen" });
    expect(kept.status).toBe(303);
    const path = kept.headers.get("Location") ?? "";
    expect(path).toMatch(/^\/schreiben\/projekt\/\d+\?gespeichert=1$/);
    const page = await (await app.request(path, { session: asBob })).text();
    expect(page).toContain("Entwurf gespeichert um");
    expect(fieldsIn(page)).toMatchObject({ title: "Halb fertig", "costs.0.amount": "noch offen" });
    expect(await (await app.request("/schreiben", { session: asBob })).text()).toContain("Halb fertig");
  });

  test("are saved while one types, by form and by JSON, into the same one", async () => {
    const first = await app.request("/schreiben/entwurf", { form: { ...SIX, title: "Getippt" }, session: asBob });
    expect(first.status).toBe(200);
    const saved = (await first.json()) as { id: string; path: string; savedAt: string };
    expect(saved.path).toBe(`/schreiben/projekt/${saved.id}`);
    expect(saved.savedAt).toBe(ctx.now().toISOString());
    const json = { entwurf: saved.id, title: "Getippt\u0000 und\ud800 weiter", sectors: ["civic", "church"], foo: 1 };
    const second = await app.request("/schreiben/entwurf", { json, session: asBob });
    expect(((await second.json()) as { id: string }).id).toBe(saved.id);
    const draft = await draftOf(ctx, bob, saved.id);
    expect(draft.form).toEqual({ title: "Getippt und\ufffd weiter", sectors: ["civic", "church"] });
    expect((await app.request("/schreiben/entwurf", { json: [], session: "" })).status).toBe(401);
  });

  test("T184 nobody else reads, writes, previews or discards them", async () => {
    await press("entwurf", { title: "Carols Geheimnis" }, asCarol);
    const [draft] = await listDrafts(ctx, carol);
    const id = draft?.id ?? "";
    for (const path of [id, `${id}/vorschau`, `${id}/verwerfen`]) {
      const answer = await app.request(`/schreiben/projekt/${path}`, { session: asBob });
      expect(answer.status, path).toBe(404);
      expect(await answer.text()).not.toContain("Geheimnis");
    }
    const discard = await app.request(`/schreiben/projekt/${id}/verwerfen`, { form: {}, session: asBob });
    expect(discard.status).toBe(404);
    expect(
      (await app.request("/schreiben/entwurf", { form: { entwurf: id, title: "x" }, session: asBob })).status,
    ).toBe(404);
    await press("entwurf", { entwurf: id, title: "Bobs Text" });
    expect((await draftOf(ctx, carol, id)).form).toEqual({ title: "Carols Geheimnis" });
    expect((await listDrafts(ctx, bob)).map(({ form }) => form)).toEqual([{ title: "Bobs Text" }]);
    expect(await (await app.request("/schreiben", { session: asBob })).text()).not.toContain("Geheimnis");
  });

  test("are thrown away only after asking", async () => {
    await press("entwurf", { title: "Weg damit" });
    const [draft] = await listDrafts(ctx, bob);
    const asked = await app.request(`/schreiben/projekt/${draft?.id}/verwerfen`, { session: asBob });
    expect(await asked.text()).toContain("Weg damit");
    expect(await listDrafts(ctx, bob)).toHaveLength(1);
    const gone = await app.request(`/schreiben/projekt/${draft?.id}/verwerfen`, { form: {}, session: asBob });
    expect(gone.headers.get("Location")).toBe("/schreiben");
    expect(await listDrafts(ctx, bob)).toEqual([]);
  });

  test("a preview shows the note here and on a microblog, and what is missing", async () => {
    const kept = await press("vorschau", {
      ...SIX,
      goal: "",
      topics: "Repair Café",
      "lessons.didNotWork": "Der Regen",
    });
    const path = kept.headers.get("Location") ?? "";
    expect(path).toMatch(/\/vorschau$/);
    const answer = await app.request(path, { session: asBob });
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).toContain("Der Regen");
    expect(html).toContain("#RepairCafé");
    expect(html).toContain("@bob@heslach.test");
    expect(html).toMatch(/<a href="\/schreiben\/projekt\/\d+#goal">/);
    expect((await app.request(path)).status).toBe(303);
  });

  test("a preview leaves nothing out, and switches to the plain text without losing the way", async () => {
    const extra = { effort: "6 Ehrenamtliche", "contact.name": "Das Team", plainText: "Alle können kommen." };
    const path = (await press("vorschau", { ...SIX, ...extra })).headers.get("Location") ?? "";
    const html = await (await app.request(path, { session: asBob })).text();
    expect(html).toContain("6 Ehrenamtliche");
    expect(html).toContain("Das Team");
    expect(html).toContain(`href="${path}?einfach=1"`);
    expect(html).not.toContain("Alle können kommen.");
    const plain = await (await app.request(`${path}?einfach=1`, { session: asBob })).text();
    expect(plain).toContain("Alle können kommen.");
  });

  test("without script a row is added by a button, and what was typed stays", async () => {
    const more = await press("zeile:costs", { ...SIX, "costs.0.label": "Holz", "costs.1.label": "" });
    const path = more.headers.get("Location") ?? "";
    expect(path).toContain("offen=costs#costs.2");
    const html = await (await app.request(path.split("#")[0] ?? "", { session: asBob })).text();
    expect(fieldsIn(html)).toMatchObject({ "costs.0.label": "Holz", "costs.1.label": "", "costs.2.label": "" });
    expect(html).toMatch(/<details[^>]*open[^>]*id="abschnitt-kosten"|<details[^>]*id="abschnitt-kosten"[^>]*open/);
  });
});

describe("a session that ended while writing", () => {
  test("gives the text back, to send it again after logging in; nothing is stored", async () => {
    const text = `Ein "langer" Text\nmit <Zeilen> & allem`;
    const answer = await app.request("/schreiben/projekt", {
      form: { ...SIX, goal: text, aktion: "veroeffentlichen" },
    });
    expect(answer.status).toBe(401);
    const html = await answer.text();
    const kept = fieldsIn(html);
    expect(kept).toMatchObject({ ...SIX, goal: text });
    expect(html).toContain('action="/schreiben/projekt"');
    expect(html).toContain("/anmelden?weiter=");
    expect(await ctx.db.execute(sql`select 1 from project_note_drafts`)).toHaveLength(0);
    const again = await app.request("/schreiben/projekt", { form: kept, session: asBob });
    expect(again.status).toBe(303);
    expect((await listDrafts(ctx, bob))[0]?.form).toMatchObject({ goal: text });
  });

  test("somebody who was never logged in is sent to the login page, and cannot flood us with texts", async () => {
    expect((await app.request("/schreiben/projekt")).headers.get("Location")).toBe(
      "/anmelden?weiter=%2Fschreiben%2Fprojekt",
    );
    const statuses = [];
    for (let count = 0; count < 22; count += 1) {
      statuses.push((await app.request("/schreiben/projekt", { form: SIX })).status);
    }
    expect(statuses.at(0)).toBe(401);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe("T137 a form from elsewhere is refused", () => {
  test.each(["https://evil.test", "null", undefined])("Origin %s", async (origin) => {
    const slug = await published({ ...SIX, title: `Fremd ${origin}` });
    for (const path of [
      "/schreiben/projekt",
      "/schreiben/entwurf",
      `/projekte/${slug}/loeschen`,
      `/projekte/${slug}/kommentieren`,
    ]) {
      const headers = new Headers({ Cookie: `__Host-stv=${asBob}`, ...(origin && { Origin: origin }) });
      const body = new URLSearchParams({ ...SIX, aktion: "veroeffentlichen" });
      const answer = await app.app.request(`${ctx.origin}${path}`, { method: "POST", headers, body });
      expect(answer.status, path).toBe(403);
    }
    expect(await projectNoteBySlug(ctx, null, slug)).not.toBeNull();
  });
});

describe("uploads in the form", () => {
  function withFiles(
    fields: Readonly<Record<string, string>>,
    files: readonly [string, Uint8Array, string][],
  ): FormData {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    for (const [name, bytes, fileName] of files) body.append(name, new File([new Uint8Array(bytes)], fileName));
    return body;
  }
  const send = (body: FormData, session = asBob) =>
    app.request("/schreiben/projekt", { method: "POST", body, session });

  test("pictures and files become rows; a picture needs words, or to be called decorative", async () => {
    const body = withFiles({ ...SIX, title: "Mit Bild", aktion: "hochladen:images" }, [
      ["neu:images", photo, "kasten.jpg"],
      ["neu:files", Buffer.from("%PDF-1.7"), "Plan.pdf"],
      ["neu:transferKit.files", Buffer.from("a;b"), "liste.csv"],
    ]);
    const answer = await send(body);
    expect(answer.headers.get("Location")).toContain("offen=images#images.0");
    const [draft] = await listDrafts(ctx, bob);
    const form = draft?.form ?? {};
    expect(form).toMatchObject({ "files.0.name": "Plan", "transferKit.files.0.name": "liste" });
    const page = await (await app.request(`/schreiben/projekt/${draft?.id}`, { session: asBob })).text();
    expect(page).toContain("kasten.jpg");
    expect(page).toMatch(/src="\/media\/[\w-]{22}\/klein"/);
    const refused = await publish({ ...form, entwurf: draft?.id ?? "" });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('href="#images.0.alt"');
    const slug = await published({ ...form, "images.0.alt": "Ein Kasten", entwurf: draft?.id ?? "" });
    const note = await projectNoteBySlug(ctx, null, slug);
    expect(note?.fields.images).toMatchObject([{ alt: "Ein Kasten", mediaType: "image/jpeg", width: 80, height: 60 }]);
    expect(note?.fields.files).toMatchObject([{ name: "Plan", mediaType: "application/pdf" }]);
    expect(note?.fields.transferKit?.files).toMatchObject([{ name: "liste", mediaType: "text/csv" }]);
    expect((await app.request(new URL(note?.fields.images?.[0]?.url ?? "").pathname)).status).toBe(200);
  });

  test("T177 alternative text is text, and not endless", async () => {
    await send(withFiles({ ...SIX, aktion: "entwurf" }, [["neu:images", photo, "a.jpg"]]));
    const [draft] = await listDrafts(ctx, bob);
    const refused = await publish({ ...draft?.form, "images.0.alt": "x".repeat(20_000) });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain("Bitte kürzen Sie um 18500 Zeichen.");
    const slug = await published({ ...draft?.form, title: "Alt", "images.0.alt": `"><script>alert(1)</script>` });
    expect(await (await app.request(`/projekte/${slug}`)).text()).not.toContain("<script>alert");
    const note = await projectNoteBySlug(ctx, null, slug);
    expect(note?.fields.images?.[0]?.alt).toBe(`"><script>alert(1)</script>`);
  });

  test("what is refused is said by name, and the rest is kept", async () => {
    const answer = await send(
      withFiles({ ...SIX, aktion: "veroeffentlichen" }, [
        ["neu:images", Buffer.from("<svg/>"), "logo.svg"],
        ["neu:images", photo, "gut.jpg"],
      ]),
    );
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain("logo.svg: Das Bild lässt sich nicht lesen.");
    expect(html).toContain("gut.jpg");
    expect(fieldsIn(html)["images.0.mediaId"]).toMatch(/^\d+$/);
  });

  test("a picture is taken out by a button", async () => {
    const form = {
      ...SIX,
      "images.0.mediaId": "17",
      "images.0.alt": "weg",
      "images.1.mediaId": "18",
      "images.1.alt": "da",
    };
    await press("entfernen:images.0", form);
    const [draft] = await listDrafts(ctx, bob);
    expect(draft?.form).toMatchObject({ "images.0.mediaId": "18", "images.0.alt": "da" });
    expect(draft?.form).not.toHaveProperty("images.1.mediaId");
  });

  test("T181 another member's upload is neither shown nor published", async () => {
    await send(withFiles({ ...SIX, aktion: "entwurf" }, [["neu:images", photo, "carols-foto.jpg"]]), asCarol);
    const [draft] = await listDrafts(ctx, carol);
    const stolen = { ...SIX, "images.0.mediaId": String(draft?.form["images.0.mediaId"]), "images.0.alt": "meins" };
    const answer = await publish(stolen);
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).not.toContain("carols-foto");
    expect(html).not.toContain("/media/");
  });

  test("uploads that a draft names are not swept", async () => {
    await send(withFiles({ ...SIX, aktion: "entwurf" }, [["neu:images", photo, "bleibt.jpg"]]));
    const [draft] = await listDrafts(ctx, bob);
    ctx.advance(3 * 24 * 60 * 60 * 1000);
    await sweepUploads(ctx);
    const html = await (await app.request(`/schreiben/projekt/${draft?.id}`, { session: asBob })).text();
    expect(html).toContain("bleibt.jpg");
  });
});

describe("editing", () => {
  const edit = (slug: string, fields: Fields, session = asBob) =>
    press("veroeffentlichen", fields, session, `/projekte/${slug}/bearbeiten`);

  test("by its author, its co-authors and admins; for all others there is no such page", async () => {
    const slug = await published({ ...SIX, title: "Wer darf" });
    const dora = await createMember(ctx, "dora");
    const asDora = await sessionOf(ctx, dora);
    await edit(slug, { ...SIX, title: "Wer darf", coAuthors: "carol" });
    for (const session of [asBob, asCarol, asAdmin]) {
      expect((await app.request(`/projekte/${slug}/bearbeiten`, { session })).status).toBe(200);
    }
    expect((await app.request(`/projekte/${slug}/bearbeiten`, { session: asDora })).status).toBe(404);
    expect((await edit(slug, { ...SIX, title: "Gekapert" }, asDora)).status).toBe(404);
    expect((await edit(slug, { ...SIX, title: "Von Carol", coAuthors: "dora" }, asCarol)).status).toBe(303);
    const note = await projectNoteBySlug(ctx, null, slug);
    expect(note?.fields.title).toBe("Von Carol");
    expect(note?.coAuthors.map(({ handle }) => handle)).toEqual(["carol"]);
    for (const session of [asCarol, asDora]) {
      expect((await app.request(`/projekte/${slug}/loeschen`, { session })).status).toBe(404);
      expect((await app.request(`/projekte/${slug}/loeschen`, { form: { sicher: "ja" }, session })).status).toBe(404);
    }
  });

  test("a draft of an edit goes on where it was; publishing it keeps the address", async () => {
    const slug = await published({ ...SIX, title: "Vorher" });
    const path = `/projekte/${slug}/bearbeiten`;
    const kept = await press("entwurf", { ...SIX, title: "Nachher" }, asBob, path);
    expect(kept.headers.get("Location")).toBe(`${path}?gespeichert=1`);
    const form = fieldsIn(await (await app.request(path, { session: asBob })).text());
    expect(form.title).toBe("Nachher");
    expect((await projectNoteBySlug(ctx, null, slug))?.fields.title).toBe("Vorher");
    const opened = await app.request(`/schreiben/projekt/${form.entwurf}`, { session: asBob });
    expect(opened.headers.get("Location")).toBe(path);
    expect((await edit(slug, form)).headers.get("Location")).toBe(`/projekte/${slug}`);
    expect((await projectNoteBySlug(ctx, null, slug))?.fields.title).toBe("Nachher");
    expect(await listDrafts(ctx, bob)).toEqual([]);
  });

  test("a change made meanwhile by somebody else is not overwritten unseen", async () => {
    const slug = await published({ ...SIX, title: "Zu zweit", coAuthors: "carol" });
    const opened = fieldsIn(await (await app.request(`/projekte/${slug}/bearbeiten`, { session: asBob })).text());
    await edit(slug, { ...SIX, title: "Zu zweit", goal: "Carols Ziel." }, asCarol);
    const warned = await edit(slug, { ...opened, goal: "Bobs Ziel." });
    expect(warned.status).toBe(422);
    const html = await warned.text();
    expect(html).toContain("Inzwischen hat carol");
    const again = fieldsIn(html);
    expect(again.goal).toBe("Bobs Ziel.");
    expect((await edit(slug, again)).status).toBe(303);
    expect((await projectNoteBySlug(ctx, null, slug))?.fields.goal).toBe("Bobs Ziel.");
  });

  test("the history tells who changed what", async () => {
    const slug = await published({ ...SIX, title: "Mit Verlauf" });
    await edit(
      slug,
      { ...SIX, title: "Mit Verlauf", outcome: "failed", "costs.0.label": "Holz", "costs.0.amount": "5" },
      asAdmin,
    );
    const list = await (await app.request(`/projekte/${slug}/verlauf`)).text();
    expect(list).toContain("Fassung 1");
    expect(list).toContain("von ada");
    const second = await (await app.request(`/projekte/${slug}/verlauf/2`)).text();
    expect(second).toContain("Nicht gelungen");
    expect(second).toContain("Kosten 1, Betrag");
    const first = await (await app.request(`/projekte/${slug}/verlauf/1`)).text();
    expect(first).toContain("Das ist die erste Fassung.");
    for (const version of ["3", "0", "x", "99999999"]) {
      expect((await app.request(`/projekte/${slug}/verlauf/${version}`)).status, version).toBe(404);
    }
  });
});

describe("deleting", () => {
  test("asks first, on a page that changes nothing (T139); then the note is gone for good", async () => {
    const slug = await published({ ...SIX, title: "Vergänglich" });
    const asked = await app.request(`/projekte/${slug}/loeschen`, { session: asBob });
    expect(await asked.text()).toContain("„Vergänglich“");
    expect(await projectNoteBySlug(ctx, null, slug)).not.toBeNull();
    const gone = await app.request(`/projekte/${slug}/loeschen`, { form: { sicher: "ja" }, session: asBob });
    expect(gone.status).toBe(303);
    expect((await app.request(`/projekte/${slug}`)).status).toBe(410);
    expect((await app.request(`/projekte/${slug}/verlauf`)).status).toBe(404);
  });
});

describe("comments", () => {
  const comment = (slug: string, text: string, session: string) =>
    app.request(`/projekte/${slug}/kommentieren`, { form: { text }, session });

  test("are published, answered and deleted by those who may", async () => {
    const slug = await published({ ...SIX, title: "Gespräch" });
    const written = await comment(slug, "Wie macht ihr das bei Regen?", asCarol);
    expect(written.status).toBe(303);
    const id = /#antwort-(\d+)$/.exec(written.headers.get("Location") ?? "")?.[1] ?? "";
    const answer = await app.request(`/projekte/${slug}/kommentieren`, {
      form: { text: "Mit Dach.", auf: id },
      session: asBob,
    });
    expect(answer.status).toBe(303);
    const page = await (await app.request(`/projekte/${slug}`)).text();
    expect(page).toContain("Wie macht ihr das bei Regen?");
    expect(page).toContain("Mit Dach.");
    const path = `/projekte/${slug}/kommentare/${id}/loeschen`;
    expect((await app.request(path, { form: { sicher: "ja" }, session: asBob })).status).toBe(403);
    const asked = await app.request(path, { form: {}, session: asCarol });
    expect(asked.status).toBe(200);
    expect(await (await app.request(`/projekte/${slug}`)).text()).toContain("bei Regen?");
    expect((await app.request(path, { form: { sicher: "ja" }, session: asCarol })).status).toBe(303);
    expect(await (await app.request(`/projekte/${slug}`)).text()).not.toContain("bei Regen?");
  });

  test("an empty or endless one comes back with its text", async () => {
    const slug = await published({ ...SIX, title: "Zu lang" });
    const empty = await comment(slug, "  ", asCarol);
    expect(empty.status).toBe(422);
    const long = await comment(slug, `Anfang ${"x".repeat(5000)}`, asCarol);
    expect(long.status).toBe(422);
    const html = await long.text();
    expect(html).toContain("Anfang xxx");
    expect(html).toContain("Bitte kürzen Sie um 7 Zeichen. Jetzt sind es 5007.");
  });

  test("nobody comments without a name; the text is handed back", async () => {
    const slug = await published({ ...SIX, title: "Ohne Namen" });
    ctx.advance(11 * 60 * 1000);
    const answer = await app.request(`/projekte/${slug}/kommentieren`, { form: { text: "Hallo <b>du</b>" } });
    expect(answer.status).toBe(401);
    expect(fieldsIn(await answer.text()).text).toBe("Hallo <b>du</b>");
    expect(
      (await app.request("/projekte/gibt-es-nicht/kommentieren", { form: { text: "x" }, session: asBob })).status,
    ).toBe(404);
  });
});
