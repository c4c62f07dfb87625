import { beforeEach, expect, test } from "vitest";
import { readHandle } from "../../../src/features/intents/intents.model.ts";
import { useCast } from "../../support/cast.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createPeer, type Peer, type Wire } from "../../support/peer.ts";
import { insertPost } from "../../support/rows.ts";

const cast = useCast();
let app: TestApp;
let home: Peer;

beforeEach(async () => {
  app = createTestApp(cast.here.ctx);
  home = await createPeer(cast.here.network, `home${cast.serial}.test`, cast.here.ctx.now);
});

/** The visitor's server gives these templates for `anna`. */
const offer = (links: Wire[]): void =>
  home.serve(`/.well-known/webfinger?resource=${encodeURIComponent(`acct:anna@${home.host}`)}`, {
    text: JSON.stringify({ subject: `acct:anna@${home.host}`, links }),
    headers: { "content-type": "application/jrd+json" },
  });
const intent = (name: string, template: string): Wire => ({ rel: `https://w3id.org/fep/3b86/${name}`, template });
/** The link of the page that shows the way. */
async function linkOn(path: string, from = `192.0.2.${cast.serial}`): Promise<string | undefined> {
  const response = await app.request(`${path}&adresse=${encodeURIComponent(`@anna@${home.host}`)}`, { from });
  expect(response.status).toBe(200);
  const html = await response.text();
  return /class="kern-btn[^"]*" href="(https:[^"]+)"|href="(https:[^"]+)"[^>]*class="kern-btn/
    .exec(html)
    ?.slice(1)
    .find(Boolean)
    ?.replaceAll("&amp;", "&");
}

test.each([
  ["@anna@post.example", "post.example"],
  ["anna@post.example", "post.example"],
  [" @Anna@Post.Example ", "post.example"],
  ["@anna@post.example:8443", "post.example:8443"],
  ["https://post.example/@anna", "post.example"],
  ["@anna", null],
  ["anna", null],
  ["@anna@", null],
  ["@anna@localhost", null],
  ["@anna@post.example/evil", null],
  ["@anna@post.example@evil.example", null],
  ["javascript:alert(1)@post.example", null],
  ["", null],
])("the server of %s is %s", (typed, host) => {
  expect(readHandle(typed)?.host ?? null).toBe(host);
});

test("9 the way to follow is the one that the visitor's server names", async () => {
  offer([intent("Follow", `${home.origin}/follow?who={object}&then={on-success}`)]);
  const id = encodeURIComponent(cast.bobActor.uri);
  expect(await linkOn(`/folgen-von-aussen?wem=${cast.bobActor.handle}`)).toBe(`${home.origin}/follow?who=${id}&then=`);
});

test.each([
  ["antworten", "Create", "inReplyTo"],
  ["gefaellt-mir", "Like", "object"],
  ["teilen", "Announce", "object"],
  ["ansehen", "Object", "object"],
])("9 a visitor who wants to %s is led to their own server", async (word, name, member) => {
  const post = await insertPost(cast.here.ctx, cast.bobActor, { title: "Lastenrad" });
  offer([intent("Delete", `${home.origin}/no?x={object}`), intent(name, `${home.origin}/do?x={${member}}`)]);
  expect(await linkOn(`/mitmachen-von-aussen?beitrag=${post.id}&was=${word}`)).toBe(
    `${home.origin}/do?x=${encodeURIComponent(post.uri)}`,
  );
});

test.each<[string, Wire[] | null]>([
  ["answers nothing", null],
  ["names no template", []],
  [
    "names a template that takes nothing",
    [{ rel: "https://w3id.org/fep/3b86/Follow", template: "https://home.test/" }],
  ],
  [
    "names what is no https address",
    [{ rel: "https://w3id.org/fep/3b86/Follow", template: "javascript:alert({object})" }],
  ],
])("9 when the visitor's server %s, the way is the usual one", async (_, links) => {
  if (links) offer(links);
  expect(await linkOn(`/folgen-von-aussen?wem=${cast.bobActor.handle}`)).toBe(
    `${home.origin}/authorize_interaction?uri=${encodeURIComponent(cast.bobActor.uri)}`,
  );
});

test("9 an older server's template for subscribing is used too", async () => {
  offer([{ rel: "http://ostatus.org/schema/1.0/subscribe", template: `${home.origin}/subscribe?to={uri}` }]);
  expect(await linkOn(`/folgen-von-aussen?wem=${cast.bobActor.handle}`)).toBe(
    `${home.origin}/subscribe?to=${encodeURIComponent(cast.bobActor.uri)}`,
  );
});

test("one visitor has us ask twenty servers in five minutes, no more", async () => {
  offer([intent("Follow", `${home.origin}/follow?who={object}`)]);
  for (let time = 0; time < 25; time += 1) await linkOn(`/folgen-von-aussen?wem=${cast.bobActor.handle}`);
  expect(home.requests).toHaveLength(20);
});

test("an address that is none comes back with what was typed and what to do", async () => {
  const response = await app.request(`/folgen-von-aussen?wem=${cast.bobActor.handle}&adresse=anna`);
  expect(response.status).toBe(422);
  const html = await response.text();
  expect(html).toContain('value="anna"');
  expect(html).toContain('<a href="#adresse">');
  expect(html).toContain('aria-invalid="true"');
});

test("who or what is not here, or not for all, is not found", async () => {
  const quiet = await insertPost(cast.here.ctx, cast.bobActor, { visibility: "followers" });
  for (const path of [
    "/folgen-von-aussen?wem=niemand",
    "/mitmachen-von-aussen?beitrag=1",
    `/mitmachen-von-aussen?beitrag=${quiet.id}`,
    "/mitmachen-von-aussen",
  ]) {
    expect((await app.request(path)).status, path).toBe(404);
  }
  const post = await insertPost(cast.here.ctx, cast.bobActor);
  expect((await app.request(`/mitmachen-von-aussen?beitrag=${post.id}&was=constructor`)).status).toBe(404);
});

test("9 a template for sharing links is none for answering: then the object is looked at", async () => {
  const post = await insertPost(cast.here.ctx, cast.bobActor, { title: "Lastenrad" });
  offer([
    intent("Create", `${home.origin}/share?url={object}&text={content}`),
    intent("Object", `${home.origin}/look?x={object}`),
  ]);
  expect(await linkOn(`/mitmachen-von-aussen?beitrag=${post.id}&was=antworten`)).toBe(
    `${home.origin}/look?x=${encodeURIComponent(post.uri)}`,
  );
});
