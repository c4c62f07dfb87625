import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { type Group, groupById } from "../../../src/features/groups/groups.queries.ts";
import { createGroup } from "../../../src/features/groups/usecases/create.ts";
import { decide } from "../../../src/features/groups/usecases/moderate.ts";
import { media } from "../../../src/features/media/media.table.ts";
import {
  answerInvitation,
  createOrganisation,
  inviteEditor,
} from "../../../src/features/organisations/organisations.usecases.ts";
import { drafts } from "../../../src/features/posts/drafts.table.ts";
import { postAddressees, posts } from "../../../src/features/posts/posts.table.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { sweepUploads } from "../../../src/features/project-notes/usecases/sweep-uploads.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { forgetOutgoing, outgoing } from "../../support/outbox.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../../support/rows.ts";
import { phonePhoto } from "../media/media.files.ts";

let ctx: TestCtx;
let app: TestApp;
let anna: Account;
let bela: Account;
let cara: Account;
let asAnna: string;
let asBela: string;
let asCara: string;
const groups: Record<string, Group> = {};

beforeAll(async () => {
  ctx = await createTestCtx();
  app = createTestApp(ctx);
  await setUpDistrict(ctx);
  anna = await createMember(ctx, "anna");
  bela = await createMember(ctx, "bela");
  cara = await createMember(ctx, "cara");
  [asAnna, asBela, asCara] = [await sessionOf(ctx, anna), await sessionOf(ctx, bela), await sessionOf(ctx, cara)];
  for (const mode of ["open", "members", "closed", "internal"] as const) {
    groups[mode] = await createGroup(ctx, anna, { name: `Runde ${mode}`, handle: `runde_${mode}`, about: "", mode });
  }
  await createOrganisation(ctx, anna, {
    handle: "verein",
    name: "Verein",
    about: "",
    sector: "civic",
    kind: "association",
    address: "",
    website: "",
    openForCooperation: false,
  });
  await inviteEditor(ctx, anna, "verein", "bela");
  await answerInvitation(ctx, bela, "verein", true);
});

const idOf = (mode: string): string => groups[mode]?.actor.id ?? "";
const page = async (path: string, session?: string) => {
  const answer = await app.request(path, session === undefined ? {} : { session });
  return { status: answer.status, html: await answer.text() };
};
const NEW = { text: "Hallo Nachbarschaft", fuer: "public", sprache: "de", aktion: "veroeffentlichen" };
type Fields = Record<string, string | string[]>;
const send = (form: Fields, session = asAnna, path = "/schreiben/beitrag") => app.request(path, { form, session });
const last = (text: string): string => /(\d+)$/.exec(text)?.[1] ?? "";
/** Publishes by the form; the path that it leads to. */
async function write(form: Fields, session = asAnna): Promise<string> {
  const answer = await send({ ...NEW, ...form }, session);
  expect(answer.status, await answer.clone().text()).toBe(303);
  return answer.headers.get("Location") ?? "";
}
async function rowAt(path: string) {
  const [row] = await ctx.db
    .select()
    .from(posts)
    .where(eq(posts.id, last(path)));
  if (!row) throw new Error(`no post at ${path}`);
  return { ...row, document: JSON.parse(row.document) as JsonObject };
}
const draftsOf = (account: Account) => ctx.db.select().from(drafts).where(eq(drafts.accountId, account.accountId));

async function upload(session = asAnna, more: Fields = {}): Promise<{ mediaId: string; draftId: string }> {
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...NEW, ...more, aktion: "hochladen" })) data.set(name, String(value));
  data.set("neu:bilder", new File([new Uint8Array(await phonePhoto())], "baum.jpg"));
  const answer = await app.request("/schreiben/beitrag", { method: "POST", body: data, session });
  const html = await answer.text();
  return {
    mediaId: /name="bild.0.id" value="(\d+)"/.exec(html)?.[1] ?? "",
    draftId: /name="entwurf" value="(\d+)"/.exec(html)?.[1] ?? "",
  };
}

describe("in groups", () => {
  test("the form offers every group that one may post in, and says who reads it", async () => {
    const offered = async (session: string) => {
      const { html } = await page("/schreiben/beitrag", session);
      return ["open", "members", "closed", "internal"].filter((mode) => html.includes(`value="group:${idOf(mode)}"`));
    };
    expect(await offered(asAnna)).toEqual(["open", "members", "closed", "internal"]);
    expect(await offered(asCara)).toEqual(["open", "internal"]);
    const { html } = await page("/schreiben/beitrag", asAnna);
    for (const said of [
      "Alle, über Heslach",
      "Nur Mitglieder von Runde closed",
      "Wer hier ein Konto hat, in Runde internal",
    ])
      expect(html).toContain(said);
  });

  test.each([
    ["open", "public"],
    ["members", "public"],
    ["closed", "group"],
    ["internal", "local"],
  ])("a post in a group that is %s is %s, and read at the group", async (mode, visibility) => {
    const path = await write({ fuer: `group:${idOf(mode)}`, titel: `Thema ${mode}` });
    expect(path).toBe(`/gruppen/runde_${mode}/${last(path)}`);
    expect(await rowAt(path)).toMatchObject({ groupId: idOf(mode), visibility, url: `${ctx.origin}${path}` });
    expect((await page(path, asAnna)).html).toContain(`Thema ${mode}`);
    expect((await page("/beitraege", asAnna)).html).toContain(`href="${path}"`);
    const own = await app.request(`/@anna/${last(path)}`, { session: asAnna });
    expect([own.status, own.headers.get("Location")]).toEqual([303, path]);
    const outside = visibility === "public" ? 303 : 404;
    expect((await app.request(`/@anna/${last(path)}`)).status).toBe(outside);
  });

  test("refused to who may not: no member, banned, a group elsewhere; the text stays", async () => {
    const { actor } = await createGroup(ctx, anna, { name: "Streng", handle: "streng", about: "", mode: "open" });
    await decide(ctx, anna, await groupOf(actor.id), { action: "ban", actorId: cara.actorId, reason: "Streit" });
    const elsewhere = await insertActor(ctx, { host: "g.test", type: "Group", kind: "group" });
    for (const id of [idOf("members"), idOf("closed"), actor.id, elsewhere.id, "77"]) {
      const refused = await send({ ...NEW, text: "bleibt stehen", fuer: `group:${id}` }, asCara);
      const html = await refused.text();
      expect([refused.status, html.includes("bleibt stehen"), html.includes('href="#fuer"')]).toEqual([
        422,
        true,
        true,
      ]);
    }
    expect((await page("/schreiben/beitrag", asCara)).html).not.toContain(`group:${actor.id}`);
    expect(await ctx.db.select().from(posts).where(eq(posts.authorId, cara.actorId))).toEqual([]);
  });

  test("T108 in a closed group nobody outside is told by being mentioned", async () => {
    const dora = await insertActor(ctx, { host: "d.test", handle: "dora" });
    const emil = await insertActor(ctx, { host: "e.test", handle: "emil" });
    await insertFollow(ctx, emil.id, idOf("closed"));
    await forgetOutgoing(ctx);
    const path = await write({ fuer: `group:${idOf("closed")}`, text: "Was meint @dora@d.test, was @emil@e.test?" });
    const { document } = await rowAt(path);
    expect(document.cc).toEqual([emil.uri]);
    const named = () =>
      ctx.db
        .select({ id: postAddressees.actorId })
        .from(postAddressees)
        .where(eq(postAddressees.postId, last(path)));
    expect(await named()).toEqual([{ id: emil.id }]);
    expect((await outgoing(ctx)).map(({ recipients }) => recipients.actors ?? [])).toEqual([[emil.id], []]);
    const changed = await send(
      { text: "Nun, @dora@d.test?", sprache: "de" },
      asAnna,
      `/@anna/${last(path)}/bearbeiten`,
    );
    expect(changed.status).toBe(303);
    expect(await named()).toEqual([]);
    expect(JSON.stringify((await rowAt(path)).document)).not.toContain(dora.uri);
  });

  test("a thread is edited and deleted from the group's page, by its author alone", async () => {
    const path = await write({ fuer: `group:${idOf("open")}`, titel: "Vorher", text: "eins" }, asBela);
    const own = `/@bela/${last(path)}`;
    expect((await page(path, asBela)).html).toContain(`href="${own}/bearbeiten"`);
    expect((await page(path, asCara)).html).not.toContain(`${own}/bearbeiten`);
    expect((await send({ ...NEW, titel: "Fremd" }, asCara, `${own}/bearbeiten`)).status).toBe(404);
    const saved = await send({ ...NEW, titel: "Nachher", text: "zwei" }, asBela, `${own}/bearbeiten`);
    expect(saved.headers.get("Location")).toBe(path);
    const { html } = await page(path, asBela);
    expect([html.includes("Nachher"), html.includes(`href="${own}/verlauf"`)]).toEqual([true, true]);
    const gone = await send({ sicher: "ja" }, asBela, `${own}/loeschen`);
    expect([gone.status, gone.headers.get("Location")]).toEqual([303, "/gruppen/runde_open"]);
    expect((await page("/gruppen/runde_open", asBela)).html).not.toContain("Nachher");
  });

  test("a poll in a group is voted in on the group's page", async () => {
    const path = await write({
      fuer: `group:${idOf("open")}`,
      text: "Wann?",
      wahl: ["Montag", "Dienstag"],
      dauer: "24",
    });
    expect((await page(path, asBela)).html).toContain('action="/abstimmen"');
    const voted = await send({ beitrag: last(path), wahl: ["1"], zurueck: path }, asBela, "/abstimmen");
    expect(voted.headers.get("Location")).toBe(path);
    expect((await page(path, asBela)).html).toContain("100 % (1)");
  });

  test("the small form of a group leads to the whole one with what is typed; a lost session loses nothing", async () => {
    const small = { titel: "Ein Thema", text: "Angefangen", fuer: `group:${idOf("open")}` };
    const more = await send({ ...small, aktion: "mehr" }, asBela);
    expect(more.headers.get("Location")).toMatch(/^\/schreiben\/beitrag\/\d+\?gespeichert=1$/);
    const { html } = await page(more.headers.get("Location") ?? "", asBela);
    for (const kept of ['value="Ein Thema"', "Angefangen"]) expect(html).toContain(kept);
    expect(html).toMatch(new RegExp(`value="group:${idOf("open")}" (checked|selected)`));
    const stranger = await app.request("/gruppen/runde_open", { form: small });
    expect([stranger.status, (await stranger.text()).includes("Angefangen")]).toEqual([401, true]);
  });

  test("a list shows a thread's pictures, through our own address, and its emojis", async () => {
    const peer = await insertActor(ctx, { host: "p.test", handle: "pia" });
    await insertPost(ctx, peer, {
      groupId: idOf("open"),
      title: "Hallo :blume:",
      content: "<p>Sieh :blume:</p>",
      emojis: [{ name: "blume", url: "https://p.test/blume.png" }],
      attachments: [{ url: "https://p.test/beet.jpg", mediaType: "image/jpeg", alt: "Ein Beet" }],
    });
    const { html } = await page("/gruppen/runde_open");
    expect(html).toMatch(/<img class="photo" src="\/medien\/fremd\/[^"]+" alt="Ein Beet"/);
    expect(html.match(/<img class="emoji" src="\/medien\/fremd\/[^"]+" alt=":blume:"/g)).toHaveLength(2);
    expect(html).not.toContain('src="https://p.test');
  });
});

const groupOf = async (id: string): Promise<Group> => {
  const group = await groupById(ctx, id);
  if (!group) throw new Error("no such group");
  return group;
};

describe("in the name of an organisation", () => {
  const written = "Im Namen der Organisation geschrieben von anna";

  test("a post is the organisation's; who wrote it is recorded and shown to its editors alone", async () => {
    expect((await page("/schreiben/beitrag", asAnna)).html).toContain('<option value="verein"');
    expect((await page("/schreiben/beitrag", asCara)).html).not.toContain('name="als"');
    const path = await write({ als: "verein", text: "Wir suchen Räume" });
    expect(path).toMatch(/^\/@verein\/\d+$/);
    const row = await rowAt(path);
    expect(row).toMatchObject({ actedById: anna.accountId });
    expect(row.authorId).not.toBe(anna.actorId);
    expect(JSON.stringify(row.document)).not.toContain(anna.actorId);
    expect((await page(path, asBela)).html).toContain(written);
    for (const session of [undefined, asCara]) expect((await page(path, session)).html).not.toContain(written);
  });

  test("its other editors change and delete it; nobody else does", async () => {
    const path = await write({ als: "verein", text: "Erste Fassung" });
    expect((await send({ ...NEW, text: "fremd" }, asCara, `${path}/bearbeiten`)).status).toBe(404);
    expect((await page(path, asBela)).html).toContain(`href="${path}/bearbeiten"`);
    expect((await send({ ...NEW, text: "Zweite Fassung" }, asBela, `${path}/bearbeiten`)).status).toBe(303);
    expect((await rowAt(path)).content).toContain("Zweite Fassung");
    const quieter = await send({ ...NEW, text: "x", fuer: "followers" }, asBela, `${path}/bearbeiten`);
    expect([quieter.status, (await rowAt(path)).visibility]).toEqual([422, "public"]);
    expect((await send({}, asCara, `${path}/loeschen`)).status).toBe(404);
    expect((await send({}, asBela, `${path}/loeschen`)).status).toBe(303);
    expect((await page(path)).status).toBe(410);
  });

  test("is refused to who does not write for it, and to a few readers; the text stays", async () => {
    for (const [form, session] of [
      [{ als: "verein" }, asCara],
      [{ als: "gibtsnicht" }, asAnna],
      [{ als: "verein", fuer: "followers" }, asAnna],
      [{ als: "verein", fuer: "direct", text: "bleibt stehen @bela" }, asAnna],
      [{ als: "verein", fuer: `group:${idOf("closed")}` }, asAnna],
    ] as const) {
      const refused = await send({ ...NEW, text: "bleibt stehen", ...form }, session);
      expect([refused.status, (await refused.text()).includes("bleibt stehen")], JSON.stringify(form)).toEqual([
        422,
        true,
      ]);
    }
  });

  test("answers, and is sent as the organisation's; who is banned does not come back by it", async () => {
    const question = await write({ fuer: `group:${idOf("open")}`, titel: "Frage", text: "Wer hilft?" });
    await forgetOutgoing(ctx);
    const path = await write({ auf: last(question), als: "verein", text: "Wir helfen" }, asBela);
    expect(path).toBe(`${question}#antwort-${last(path)}`);
    const row = await rowAt(path);
    expect(row).toMatchObject({ actedById: bela.accountId, inReplyToId: last(question) });
    expect((await outgoing(ctx))[0]).toMatchObject({ type: "Create", actorId: row.authorId });
    await decide(ctx, anna, await groupOf(idOf("open")), { action: "ban", actorId: bela.actorId, reason: "Streit" });
    const again = await send({ ...NEW, auf: last(question), als: "verein", text: "Doch noch" }, asBela);
    expect([again.status, (await again.text()).includes("Doch noch")]).toEqual([422, true]);
    const thread = await send({ ...NEW, als: "verein", fuer: `group:${idOf("open")}` }, asBela);
    expect(thread.status).toBe(422);
    await decide(ctx, anna, await groupOf(idOf("open")), { action: "unban", actorId: bela.actorId, reason: "Gut" });
  });
});

describe("an answer", () => {
  test("has pictures with words, a warning and a language, as posts have", async () => {
    const question = await write({ text: "Wie sieht es aus?" });
    const { html } = await page(`/schreiben/beitrag?auf=${last(question)}`, asBela);
    expect([html.includes("Wie sieht es aus?"), html.includes('name="titel"')]).toEqual([true, false]);
    const { mediaId } = await upload(asBela, { auf: last(question) });
    const answer = { auf: last(question), text: "So", warnung: "Unfall", sprache: "en", "bild.0.id": mediaId };
    const wordless = await send({ ...NEW, ...answer, "bild.0.alt": "" }, asBela);
    expect([wordless.status, (await wordless.text()).includes('href="#bild.0.alt"')]).toEqual([422, true]);
    const path = await write({ ...answer, "bild.0.alt": "Eine Beule" }, asBela);
    expect(path).toBe(`${question}#antwort-${last(path)}`);
    const { document, ...row } = await rowAt(path);
    expect(row).toMatchObject({ language: "en", summary: "Unfall", sensitive: true });
    expect(document).toMatchObject({
      type: "Note",
      summary: "Unfall",
      sensitive: true,
      contentMap: { en: expect.stringContaining("So") },
      attachment: [{ type: "Image", name: "Eine Beule" }],
    });
    expect(document).not.toHaveProperty("name");
    const [used] = await ctx.db.select().from(media).where(eq(media.id, mediaId));
    expect(used?.attachedAt).not.toBeNull();
    expect((await page(question)).html).toMatch(/<bdi>Unfall<\/bdi><\/summary>.*alt="Eine Beule"/s);
    const edit = await page(`/@bela/${last(path)}/bearbeiten`, asBela);
    for (const kept of ['value="Unfall"', 'value="Eine Beule"', '<option value="en" selected']) {
      expect(edit.html).toContain(kept);
    }
  });

  test("asks something and quotes something, by its address; a bad address is said and nothing typed is lost", async () => {
    const question = await write({ text: "Wann denn?" });
    const quoted = await write({ text: "Im Mai blüht alles" });
    const { html } = await page(`/schreiben/beitrag?auf=${last(question)}`, asBela);
    for (const name of ['name="wahl"', 'name="zitat"', 'name="verdeckt"', 'name="zitierende"'])
      expect(html).toContain(name);
    const answer = { ...NEW, auf: last(question), text: "Sagt doch mal", wahl: ["Mai", "Juni"], dauer: "24" };
    const lost = await send({ ...answer, zitat: `${ctx.origin}/@anna/1` }, asBela);
    const shown = await lost.text();
    expect([lost.status, shown.includes("Sagt doch mal"), shown.includes('value="Juni"')]).toEqual([422, true, true]);
    expect(shown).toContain(`value="${ctx.origin}/@anna/1"`);
    const path = await write({ ...answer, zitat: `${ctx.origin}${quoted}`, verdeckt: "ja" }, asBela);
    expect((await rowAt(path)).document).toMatchObject({
      type: "Question",
      oneOf: [{ name: "Mai" }, { name: "Juni" }],
      quote: `${ctx.origin}/ap/o/${last(quoted)}`,
    });
    const thread = (await page(question)).html;
    expect([thread.includes("Im Mai blüht alles"), thread.includes("Juni")]).toEqual([true, true]);
  });

  test("is never wider than what it answers, and needs something that is there (T108)", async () => {
    const few = await publishPost(ctx, anna, { text: "Nur für @bela", visibility: "direct" });
    const wider = await send({ ...NEW, auf: few.id, text: "laut", fuer: "public" }, asBela);
    expect([wider.status, (await wider.text()).includes("laut")]).toEqual([422, true]);
    for (const auf of [few.id, "12345", "keine-zahl"]) {
      const unseen = await send({ ...NEW, auf, text: "ins Leere" }, asCara);
      const html = await unseen.text();
      expect([unseen.status, html.includes("ins Leere"), html.includes("nicht mehr da")], auf).toEqual([
        422,
        true,
        true,
      ]);
      expect(html).not.toContain("Nur für");
      expect(html).not.toContain('value="veroeffentlichen"');
    }
    expect(await ctx.db.select().from(posts).where(eq(posts.authorId, cara.actorId))).toEqual([]);
  });

  test("sent twice it is one; changed it is another", async () => {
    const question = await write({ text: "Doppelt?" });
    const form = { auf: last(question), text: "einmal", schluessel: "5" };
    const [one, two] = [await write(form, asBela), await write(form, asBela)];
    expect(two).toBe(one);
    expect(await write({ ...form, text: "anders" }, asBela)).not.toBe(one);
  });

  test("of a peer whose text was cleaned away says so and leads to the original", async () => {
    const question = await write({ text: "Was sagst du?" });
    const peer = await insertActor(ctx, { host: "p.test", handle: "peter" });
    await insertPost(ctx, peer, {
      content: "<p> </p>",
      url: "https://p.test/@peter/1",
      inReplyToUri: `${ctx.origin}/ap/o/${last(question)}`,
      inReplyToId: last(question),
      rootId: last(question),
    });
    const { html } = await page(question);
    expect(html).toContain("enthält keinen Text, den wir zeigen können");
    expect(html).toContain('href="https://p.test/@peter/1"');
  });
});

describe("drafts", () => {
  test("what is refused is kept, goes on at its own address, and goes when it is published", async () => {
    await ctx.db.delete(drafts);
    const refused = await send({ ...NEW, titel: "T", warnung: "W", text: "Mühsam getippt" });
    expect(refused.status).toBe(422);
    const [kept] = await draftsOf(anna);
    expect(kept).toMatchObject({ kind: "post", postId: null, form: { text: ["Mühsam getippt"], warnung: ["W"] } });
    const path = `/schreiben/beitrag/${kept?.id}`;
    expect((await page(path, asAnna)).html).toContain("Mühsam getippt");
    const list = await page("/schreiben", asAnna);
    expect([list.html.includes(`href="${path}"`), list.html.includes("Beitrag ·")]).toEqual([true, true]);
    await write({ titel: "T", text: "Mühsam getippt", entwurf: kept?.id ?? "" });
    expect(await draftsOf(anna)).toEqual([]);
  });

  test("the script saves while one types, into one draft, of a change only for who may make it", async () => {
    await ctx.db.delete(drafts);
    const save = async (form: Fields, session = asAnna) => send(form, session, "/schreiben/beitrag/entwurf");
    expect((await save({ text: " " })).status).toBe(204);
    const first = (await (await save({ text: "A", secret: "nein" })).json()) as { id: string; path: string };
    expect(first.path).toBe(`/schreiben/beitrag/${first.id}`);
    await save({ text: "AB", entwurf: first.id });
    expect(await draftsOf(anna)).toMatchObject([{ id: first.id, form: { text: ["AB"] } }]);
    const post = await write({ text: "Steht schon" });
    expect((await save({ text: "fremd", notiz: last(post) }, asCara)).status).toBe(404);
    await save({ text: "Wird anders", notiz: last(post) });
    expect((await page(`${post}/bearbeiten`, asAnna)).html).toContain("Wird anders");
    expect((await page(post)).html).toContain("Steht schon");
    await send({ sicher: "ja" }, asAnna, `${post}/loeschen`);
    expect(
      await ctx.db
        .select()
        .from(drafts)
        .where(eq(drafts.postId, last(post))),
    ).toEqual([]);
    expect((await app.request("/schreiben/beitrag/entwurf", { form: { text: "x" } })).status).toBe(401);
  });

  test("T187 nobody else opens, changes or discards one, nor does the form of another kind", async () => {
    await ctx.db.delete(drafts);
    await send({ ...NEW, text: "Nur meins", aktion: "entwurf" });
    const [{ id } = { id: "" }] = await draftsOf(anna);
    for (const path of [`/schreiben/beitrag/${id}`, `/schreiben/beitrag/${id}/verwerfen`]) {
      expect((await page(path, asBela)).status).toBe(404);
    }
    expect((await send({}, asBela, `/schreiben/beitrag/${id}/verwerfen`)).status).toBe(404);
    await send({ ...NEW, text: "Übernommen", entwurf: id, aktion: "entwurf" }, asBela);
    expect(await draftsOf(anna)).toMatchObject([{ id, form: { text: ["Nur meins"] } }]);
    expect(await draftsOf(bela)).toMatchObject([{ form: { text: ["Übernommen"] } }]);
    expect((await page(`/schreiben/projekt/${id}`, asAnna)).status).toBe(404);
    expect((await page(`/schreiben/beitrag/${id}/verwerfen`, asAnna)).html).toContain("Nur meins");
    const gone = await send({}, asAnna, `/schreiben/beitrag/${id}/verwerfen`);
    expect([gone.headers.get("Location"), await draftsOf(anna)]).toEqual(["/schreiben", []]);
  });

  test("of an answer goes on as one; without what it answers it is never published as a post", async () => {
    await ctx.db.delete(drafts);
    const question = await write({ text: "Verschwindet bald" });
    const more = await send({ auf: last(question), text: "Vertrauliche Antwort", aktion: "mehr" }, asBela);
    const path = (more.headers.get("Location") ?? "").split("?")[0] ?? "";
    expect((await page(path, asBela)).html).toContain("Verschwindet bald");
    expect((await page("/schreiben", asBela)).html).toContain("Antwort ·");
    await send({}, asAnna, `${question}/loeschen`);
    const { html } = await page(path, asBela);
    expect([html.includes("Vertrauliche Antwort"), html.includes("nicht mehr da")]).toEqual([true, true]);
    const sent = await send({ ...NEW, auf: last(question), text: "Vertrauliche Antwort", entwurf: last(path) }, asBela);
    expect(sent.status).toBe(422);
    expect(await draftsOf(bela)).toHaveLength(1);
  });

  test("an uploaded picture is not swept away while a draft names it", async () => {
    await ctx.db.delete(drafts);
    const { mediaId, draftId } = await upload();
    expect(await draftsOf(anna)).toMatchObject([{ id: draftId }]);
    ctx.advance(3 * 24 * 60 * 60 * 1000);
    const there = () => ctx.db.select().from(media).where(eq(media.id, mediaId));
    await sweepUploads(ctx);
    expect(await there()).toHaveLength(1);
    await ctx.db.delete(drafts);
    await sweepUploads(ctx);
    expect(await there()).toHaveLength(0);
  });
});
