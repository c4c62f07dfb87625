import { sql } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isHandler } from "../../src/app/middleware/guard.ts";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorById } from "../../src/features/actors/actors.queries.ts";
import { canSee, type Reader } from "../../src/features/audience/audience.model.ts";
import { putRelation } from "../../src/features/follows/relations.store.ts";
import type { Post } from "../../src/features/posts/posts.queries.ts";
import { postTags } from "../../src/features/posts/posts.table.ts";
import { indexNotes } from "../../src/features/project-notes/catalogue.store.ts";
import { projectNotes } from "../../src/features/project-notes/project-notes.table.ts";
import { isClientApi } from "../../src/mastodon/access.ts";
import { AS2, type RemoteSigner, remoteSigner, signedGet } from "../federation/surface/surface.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../support/people.ts";
import { blockHost, insertFollow, insertPost } from "../support/rows.ts";

const ctx = await createTestCtx();
const { app, request } = createTestApp(ctx);
const district = await setUpDistrict(ctx);
const members = [await createMember(ctx, "anna"), await createMember(ctx, "bob")];
const signer = (host: string, handle: string, type: "Person" | "Application" = "Person"): Promise<RemoteSigner> =>
  remoteSigner(ctx, { host, handle, type, kind: type === "Person" ? "person" : "instance" });
const signers = [
  await signer("fern.test", "doris"),
  await signer("fern.test", "instanz", "Application"),
  await signer("gesperrt.test", "frieda"),
];
await blockHost(ctx, "gesperrt.test");
const actorOf = async ({ actorId }: Account): Promise<Actor> => (await actorById(ctx, actorId))!;
const people: Actor[] = [...(await Promise.all(members.map(actorOf))), ...signers.map(({ actor }) => actor)];

/** A word that all posts have in common: what is searched for. */
const WORD = "Kuchentafel";

const world = fc.record({
  posts: fc.array(
    fc.record({
      author: fc.nat(people.length - 1),
      kind: fc.constantFrom("projectNote" as const, "note" as const),
      visibility: fc.constantFrom<Post["visibility"]>(
        ...(["public", "unlisted", "followers", "direct", "group", "local", "partners"] as const),
      ),
      removed: fc.nat(5).map((n) => n === 0),
      deleted: fc.nat(5).map((n) => n === 0),
      inDistrict: fc.boolean(),
      answers: fc.option(fc.nat(4), { nil: null }),
      addressed: fc.array(fc.nat(people.length - 1), { maxLength: 2 }),
    }),
    { minLength: 4, maxLength: 5 },
  ),
  relations: fc.array(
    fc.tuple(fc.nat(people.length - 1), fc.nat(people.length - 1), fc.constantFrom<"block" | "mute">("block", "mute")),
    { maxLength: 2 },
  ),
  inGroup: fc.subarray(people.map(({ id }) => id)),
  follows: fc.array(fc.tuple(fc.nat(people.length - 1), fc.nat(people.length - 1), fc.boolean()), { maxLength: 6 }),
});

interface Written {
  readonly post: Post;
  readonly author: Actor;
  readonly named: ReadonlySet<string>;
  /** In its title, text and document, and nowhere else. */
  readonly mark: string;
}

let serial = 0;

async function write(
  given: Parameters<Parameters<typeof world.map>[0]>[0]["posts"][number],
  earlier: readonly Written[],
): Promise<Written> {
  const author = people[given.author]!;
  const named = new Set(given.addressed.map((index) => people[index]!.id));
  serial += 1;
  const mark = `Marke${serial}xyz`;
  const parent = given.answers === null ? undefined : earlier[given.answers]?.post;
  const id = ctx.newId();
  const uri = author.local ? `${ctx.origin}/ap/o/${id}` : `https://${author.host}/notes/${id}`;
  const text = `${WORD} ${mark}`;
  const post = await insertPost(
    ctx,
    author,
    {
      id,
      uri,
      url: author.local && given.kind === "projectNote" ? `${ctx.origin}/projekte/p-${id}` : uri,
      kind: given.kind,
      type: given.kind === "note" ? "Note" : "Article",
      title: given.kind === "note" ? null : text,
      slug: author.local && given.kind === "projectNote" ? `p-${id}` : null,
      content: `<p>${text}</p>`,
      visibility: given.visibility,
      deletedAt: given.deleted ? ctx.now() : null,
      removedAt: given.removed ? ctx.now() : null,
      groupId: given.inDistrict ? district.actorId : null,
      inReplyToUri: parent?.uri ?? null,
      inReplyToId: parent?.id ?? null,
      rootId: parent?.rootId ?? parent?.id ?? id,
      document: JSON.stringify(
        given.deleted
          ? { id: uri, type: "Tombstone" }
          : {
              id: uri,
              type: "Note",
              attributedTo: author.uri,
              to: [`${author.uri}/followers`],
              content: text,
              published: ctx.now().toISOString(),
            },
      ),
    },
    [...named],
  );
  if (given.kind === "projectNote") {
    await ctx.db.insert(projectNotes).values({
      postId: id,
      status: "running",
      outcome: "ongoing",
      fields: { title: text, summary: text, goal: text },
      districtName: author.local ? "Heslach" : "Fern",
      districtUri: author.local ? district.actorUri : `https://${author.host}/d`,
    });
    await ctx.db.insert(postTags).values({ postId: id, tag: "kuchen", name: "Kuchen" });
    await indexNotes(ctx);
  }
  return { post, author, named, mark };
}

/** Everything that the parameters of a route can stand for; for one that is new here, all that we have. */
function candidates(name: string, pattern: string, written: readonly Written[]): readonly string[] {
  const ids = written.map(({ post }) => post.id);
  const slugs = written.flatMap(({ post }) => post.slug ?? []);
  const known: Readonly<Record<string, readonly string[]>> = {
    id: pattern.startsWith("/ap/a/")
      ? [...people.filter(({ local }) => local).map(({ id }) => id), district.actorId]
      : ids,
    slug: slugs,
    host: [...new Set(signers.map(({ actor }) => actor.host))],
    topic: ["kuchen"],
    version: ["1"],
    before: [ctx.newId()],
    address: ["@anna", "@heslach", ...signers.map(({ actor }) => `@${actor.handle}@${actor.host}`)],
    file: ["x"],
    key: ["x"],
  };
  return known[name] ?? [...ids, ...slugs, "anna", "heslach"];
}

/** The paths of a route, every parameter filled in with everything. */
function pathsOf(pattern: string, written: readonly Written[]): string[] {
  const found = /:(\w+)(?:\{[^}]*\})?/.exec(pattern);
  if (found === null) return [pattern.replace("*", "x"), ...searchesIn(pattern)];
  return candidates(found[1]!, pattern, written).flatMap((value) => pathsOf(pattern.replace(found[0], value), written));
}

const SEARCHES: Readonly<Record<string, readonly string[]>> = {
  "/suche": [`?q=${WORD}`, `?q=${encodeURIComponent("@anna")}`],
  "/projekte": [`?q=${WORD}`, "?thema=kuchen"],
  "/api/v1/stadtteil/projects": [`?q=${WORD}`, "?topic=kuchen"],
};
const searchesIn = (path: string): string[] => (SEARCHES[path] ?? []).map((query) => `${path}${query}`);

const patterns = [
  ...new Set(app.routes.filter((route) => isHandler(route) && route.method !== "POST").map(({ path }) => path)),
];

interface Looking {
  readonly reader: Reader;
  /** Who it is, for the message of a failure. */
  readonly name: string;
  ask(path: string): Promise<Response>;
}

async function viewers(): Promise<Looking[]> {
  const asMember = await Promise.all(
    members.flatMap((member) => [
      sessionOf(ctx, member).then(
        (session): Looking => ({
          reader: member,
          name: member.handle,
          ask: (path) => request(path, { session }),
        }),
      ),
      tokenOf(ctx, member, ["read"]).then(
        (token): Looking => ({
          reader: member,
          name: `${member.handle}'s script`,
          ask: (path) => request(path, { token }),
        }),
      ),
    ]),
  );
  const asPeer = signers.map(
    (one): Looking => ({
      reader: one.actor.type === "Application" ? { host: one.actor.host } : { actorId: one.actor.id },
      name: `${one.actor.handle}@${one.actor.host}`,
      ask: (path) => request(path, { headers: signedGet(ctx, one, path) }),
    }),
  );
  return [
    { reader: null, name: "nobody", ask: (path) => request(path) },
    { reader: null, name: "nobody, for documents", ask: (path) => request(path, { headers: { Accept: AS2 } }) },
    ...asMember,
    ...asPeer,
  ];
}

/** Peers sign only what is theirs to ask for; scripts have the APIs. */
const concerns = ({ name }: Looking, path: string): boolean => {
  if (name.includes("@") || name.includes("documents"))
    return path.startsWith("/ap/") || /^\/(@|projekte|$)/.test(path);
  // In the client API a session counts for nothing.
  if (isClientApi(path)) return name === "nobody" || name.includes("script");
  return !name.includes("script") || path.startsWith("/api/");
};

const isBlocked = (host: string): boolean => host === "gesperrt.test";
const NOBODY = { parted: false, inGroup: false, member: false, partner: false, followsAuthor: false, addressed: false };

const COUNTING = /^\/ap\/.*\/(outbox|projekte|antworten|kontext)$/;

test("T097 T103 T104 no reading route shows, names or counts a post to anybody who may not see it", async () => {
  const looking = await viewers();
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      await ctx.db.execute(sql`truncate posts, post_addressees, follows, relations cascade`);
      const following = new Set<string>();
      for (const [from, to, accepted] of given.follows) {
        const [follower, followee] = [people[from]!, people[to]!];
        const key = `${follower.id} ${followee.id}`;
        if (from === to || following.has(key) || !accepted) continue;
        following.add(key);
        await insertFollow(ctx, follower.id, followee.id);
      }
      for (const id of given.inGroup) {
        following.add(`${id} ${district.actorId}`);
        await insertFollow(ctx, id, district.actorId);
      }
      const parted = new Set<string>();
      for (const [from, to, kind] of given.relations) {
        const [actorId, targetId] = [people[from]!.id, people[to]!.id];
        if (actorId === targetId) continue;
        await putRelation(ctx, { actorId, targetId, kind });
        parted.add(`${actorId} ${targetId} ${kind}`);
      }
      const hides = (reader: string, target: string | null): boolean =>
        parted.has(`${reader} ${target} block`) || parted.has(`${reader} ${target} mute`);
      const written: Written[] = [];
      for (const one of given.posts) written.push(await write(one, written));
      const paths = patterns.flatMap((pattern) => pathsOf(pattern, written));
      const leaks: string[] = [];
      let asked = 0;
      for (const viewer of looking) {
        const { reader } = viewer;
        const who = people.filter((one) =>
          reader === null ? false : "host" in reader ? one.host === reader.host : one.id === reader.actorId,
        );
        // A blocked server's people are nobody.
        const asWhom = who.some(({ host }) => isBlocked(host)) ? null : reader;
        const isPeer = viewer.name.includes("@");
        const seen = written.filter(
          ({ post, author, named }) =>
            // A document that is for all is served to all: who signs is not even looked at.
            (isPeer &&
              canSee(post, null, { ...NOBODY, authorHost: author.host, authorHidden: isBlocked(author.host) })) ||
            canSee(post, asWhom, {
              authorHost: author.host,
              parted:
                asWhom !== null &&
                "actorId" in asWhom &&
                (hides(asWhom.actorId, author.id) ||
                  hides(asWhom.actorId, post.groupId) ||
                  parted.has(`${author.id} ${asWhom.actorId} block`)),
              inGroup: who.some((one) => following.has(`${one.id} ${post.groupId}`)),
              member: asWhom !== null && "actorId" in asWhom && who.some(({ local }) => local),
              partner: false,
              authorHidden: isBlocked(author.host),
              followsAuthor: who.some((one) => following.has(`${one.id} ${author.id}`)),
              addressed: who.some((one) => named.has(one.id)),
            }),
        );
        const hidden = written.filter((one) => !seen.includes(one));
        for (const path of paths.filter((one) => concerns(viewer, one))) {
          // Nobody asks as much as this: the limits of requests are looked at elsewhere.
          asked += 1;
          if (asked % 200 === 0) ctx.advance(5 * 60_000);
          const response = await viewer.ask(path);
          expect(response.status, path).not.toBe(429);
          const body = await bodyOf(response);
          for (const { post, mark } of hidden) {
            const isNamed = body.includes(mark) || (!path.includes(post.id) && body.includes(post.id));
            // A tombstone tells of a post that everybody could see; it has its id and nothing else.
            const isTombstone = post.deletedAt !== null && ["public", "unlisted"].includes(post.visibility);
            if (isNamed && !(isTombstone && !body.includes(mark)))
              leaks.push(`${viewer.name} ${path}: ${post.visibility} ${post.kind}`);
          }
          if (COUNTING.test(path) && response.status === 200) {
            const { totalItems } = JSON.parse(body) as { totalItems: number };
            if (totalItems > seen.length) leaks.push(`${viewer.name} ${path} counts ${totalItems}`);
          }
          expect(response.status, path).toBeLessThan(500);
        }
        await expectShown(viewer, seen);
      }
      expect(leaks).toEqual([]);
    }),
    { numRuns: Number(process.env.ROUTE_RUNS ?? 2), endOnFailure: true },
  );
}, 300_000);

/** The text of an answer; of a stream, which never ends, how it begins. */
async function bodyOf(response: Response): Promise<string> {
  if (response.headers.get("Content-Type") !== "text/event-stream") return response.text();
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value);
}

/** What somebody may see they do see, at its own address: otherwise the test above could not fail. */
async function expectShown(viewer: Looking, seen: readonly Written[]): Promise<void> {
  for (const { post, mark } of seen) {
    const path = !post.local
      ? null
      : viewer.name.includes("@") || viewer.name.includes("documents")
        ? `/ap/o/${post.id}`
        : post.slug !== null && !viewer.name.includes("script")
          ? `/projekte/${post.slug}`
          : null;
    if (path !== null) expect(await (await viewer.ask(path)).text(), `${viewer.name} ${path}`).toContain(mark);
  }
}
