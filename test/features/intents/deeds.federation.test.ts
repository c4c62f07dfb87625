import { beforeEach, expect, test } from "vitest";
import { statsOf, threadOf } from "../../../src/features/posts/posts.queries.ts";
import { reactionBy } from "../../../src/features/posts/reactions.store.ts";
import { useCast } from "../../support/cast.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createMember, sessionOf } from "../../support/people.ts";
import { insertPost } from "../../support/rows.ts";

const cast = useCast();
let app: TestApp;
let session: string;

beforeEach(async () => {
  app = createTestApp(cast.here.ctx);
  session = await sessionOf(cast.here.ctx, cast.bob);
});

/** A post at Alice's server that we do not know yet; its id. */
function served(more = {}): string {
  const note = cast.alice.note("Kommt alle", more);
  cast.victim.serve(new URL(note.id).pathname, note);
  return note.id;
}
const at = (was: string, objekt: string, rest = {}) => `/mitmachen?${new URLSearchParams({ was, objekt, ...rest })}`;
const stored = async (id: string) => (await cast.stored({ id }))!;
const templates = async (name: string): Promise<string> => {
  const { handle } = cast.bobActor;
  const resource = encodeURIComponent(`acct:${handle}@${new URL(cast.here.ctx.origin).host}`);
  const { links } = (await (await app.request(`/.well-known/webfinger?resource=${resource}`)).json()) as {
    links: { rel: string; template?: string }[];
  };
  return links.find(({ rel }) => rel.endsWith(`/${name}`))?.template ?? "";
};

test.each([
  ["Like", "gefaellt-mir", "like", "Gefällt Ihnen das?"],
  ["Announce", "teilen", "boost", "Möchten Sie das teilen?"],
] as const)(
  "9 the address of %s leads to a page that asks, and does it by its button only",
  async (name, was, kind, title) => {
    const uri = served();
    const path = (await templates(name)).replace(cast.here.ctx.origin, "").replace("{object}", encodeURIComponent(uri));
    const page = await app.request(path, { session });
    const html = await page.text();
    expect(page.status).toBe(200);
    for (const part of [title, "Kommt alle", `value="${was}"`]) expect(html).toContain(part);
    const { id } = await stored(uri);
    const own = { postId: id, actorId: cast.bob.actorId, kind };
    expect(await reactionBy(cast.here.ctx, own)).toBeNull();
    const done = await app.request("/mitmachen", { session, form: { was, beitrag: id } });
    expect([done.status, done.headers.get("Location")]).toEqual([303, `/beitraege/victim.test/${id}`]);
    expect(await reactionBy(cast.here.ctx, own)).not.toBeNull();
    expect(await (await app.request(path, { session })).text()).toContain("haben Sie schon");
  },
);

test("9 the address of Create leads to an answer, with the text that was brought along; a refused one is kept", async () => {
  const uri = served();
  const path = (await templates("Create"))
    .replace(cast.here.ctx.origin, "")
    .replace("{inReplyTo}", encodeURIComponent(uri))
    .replace("{content}", encodeURIComponent("Wir <sind> dabei"));
  const html = await (await app.request(path, { session })).text();
  expect(html).toContain("Möchten Sie darauf antworten?");
  expect(html).toContain("Wir &lt;sind&gt; dabei");
  const { id } = await stored(uri);
  const empty = await app.request("/mitmachen", { session, form: { was: "antworten", beitrag: id, text: " " } });
  expect([empty.status, (await empty.text()).includes('href="#text"')]).toEqual([422, true]);
  const form = { was: "antworten", beitrag: id, text: "Wir sind dabei" };
  expect((await app.request("/mitmachen", { session, form })).status).toBe(303);
  expect((await threadOf(cast.here.ctx, cast.bob, id)).map(({ post }) => post.content)).toEqual([
    "<p>Wir sind dabei</p>",
  ]);
  const alone = await app.request(at("antworten", "", { text: "Für sich" }), { session });
  expect(alone.headers.get("Location")).toBe("/schreiben/beitrag?text=F%C3%BCr+sich");
});

test("9 whoever is not logged in is sent to the login and back; a text sent without a session is given back", async () => {
  const uri = served();
  const path = at("gefaellt-mir", uri);
  const answer = await app.request(path);
  expect([answer.status, answer.headers.get("Location")]).toEqual([
    303,
    `/anmelden?weiter=${encodeURIComponent(path)}`,
  ]);
  expect(cast.victim.at(new URL(uri).pathname)).toEqual([]);
  const kept = await app.request("/mitmachen", { form: { was: "antworten", beitrag: "1", text: "Bitte behalten" } });
  expect(await kept.text()).toContain("Bitte behalten");
});

test("9 what is not there, not for the member, or no deed is not found and has no effect", async () => {
  const { ctx } = cast.here;
  const quiet = await insertPost(ctx, cast.bobActor, { visibility: "direct" });
  const stranger = await sessionOf(ctx, await createMember(ctx, `fremd${cast.serial}`));
  for (const path of [
    at("gefaellt-mir", `${cast.victim.origin}/notes/nowhere`),
    at("gefaellt-mir", "javascript:alert(1)"),
    at("gefaellt-mir", quiet.uri),
    at("constructor", quiet.uri),
    "/mitmachen",
  ]) {
    expect((await app.request(path, { session: stranger })).status, path).toBe(404);
  }
  for (const was of ["gefaellt-mir", "teilen", "antworten"]) {
    const form = { was, beitrag: quiet.id, text: "x" };
    expect((await app.request("/mitmachen", { session: stranger, form })).status, was).toBe(404);
  }
  expect((await statsOf(ctx, [quiet.id])).get(quiet.id)).toEqual({ replies: 0, comments: 0, likes: 0, boosts: 0 });
  const closed = await app.request(at("teilen", quiet.uri), { session });
  expect(await closed.text()).toContain("Teilen lässt sich nur, was alle lesen können.");
});
