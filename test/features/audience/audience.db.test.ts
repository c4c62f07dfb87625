import { sql } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Actor } from "../../../src/features/actors/actors.queries.ts";
import { canSee, type Reader } from "../../../src/features/audience/audience.model.ts";
import { visibleTo } from "../../../src/features/audience/audience.queries.ts";
import { district } from "../../../src/features/district/district.table.ts";
import { putRelation } from "../../../src/features/follows/relations.store.ts";
import { hostBlocks } from "../../../src/features/follows/relations.table.ts";
import { partners } from "../../../src/features/partners/partners.table.ts";
import type { Post } from "../../../src/features/posts/posts.queries.ts";
import type { Ctx } from "../../../src/platform/ctx.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { blockHost, insertActor, insertFollow, insertPost } from "../../support/rows.ts";

type FollowState = "pending" | "accepted" | "rejected";

const HOSTS = [undefined, "one.test", "sub.blocked.test", "notblocked.test"] as const;

const world = fc.record({
  actors: fc.array(
    fc.record({
      host: fc.constantFrom(...HOSTS),
      suspended: fc.nat(4).map((n) => n === 0),
    }),
    { minLength: 2, maxLength: 5 },
  ),
  posts: fc.array(
    fc.record({
      author: fc.nat(4),
      visibility: fc.constantFrom(
        ...(["public", "unlisted", "followers", "direct", "group", "local", "partners"] as const),
      ),
      group: fc.option(fc.nat(4)),
      deleted: fc.nat(5).map((n) => n === 0),
      removed: fc.nat(5).map((n) => n === 0),
      addressed: fc.array(fc.nat(4), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  follows: fc.array(
    fc.tuple(fc.nat(4), fc.nat(4), fc.constantFrom<FollowState>("pending", "accepted", "accepted", "rejected")),
    { maxLength: 6 },
  ),
  /** What stands between our district and the one on each of the hosts. */
  partners: fc.array(fc.constantFrom("mutual", "one-way", "asked", "paused"), { minLength: 3, maxLength: 3 }),
  relations: fc.array(fc.tuple(fc.nat(4), fc.nat(4), fc.constantFrom("block" as const, "mute" as const)), {
    maxLength: 3,
  }),
  /** Servers that some of them block. */
  hostBlocks: fc.array(fc.tuple(fc.nat(4), fc.constantFrom("one.test", "blocked.test", "test")), { maxLength: 2 }),
});

test("T104 the condition in SQL and the rule for a row at hand say the same, for every reader", async () => {
  const ctx = await createTestCtx();
  await blockHost(ctx, "blocked.test");
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      // Not truncated: that would cost a file for each of the many tables that refer to these.
      for (const table of [
        "host_blocks",
        "post_addressees",
        "posts",
        "follows",
        "relations",
        "partners",
        "district",
        "actors",
      ]) {
        await ctx.db.execute(sql`delete from ${sql.identifier(table)}`);
      }
      const partnerHosts = await putPartners(ctx, given.partners);
      const pick = <T>(list: readonly T[], index: number): T => list[index % list.length]!;
      const people: Actor[] = [];
      for (const one of given.actors) {
        people.push(
          await insertActor(ctx, {
            ...(one.host && { host: one.host }),
            suspendedAt: one.suspended ? ctx.now() : null,
          }),
        );
      }
      const following = new Map<string, FollowState>();
      for (const [from, to, state] of given.follows) {
        const pair: [Actor, Actor] = [pick(people, from), pick(people, to)];
        const key = `${pair[0].id} ${pair[1].id}`;
        if (pair[0].id === pair[1].id || following.has(key)) continue;
        following.set(key, state);
        await insertFollow(ctx, pair[0].id, pair[1].id, state);
      }
      const parted = new Set<string>();
      for (const [from, to, kind] of given.relations) {
        const [actorId, targetId] = [pick(people, from).id, pick(people, to).id];
        if (actorId === targetId) continue;
        await putRelation(ctx, { actorId, targetId, kind });
        parted.add(`${actorId} ${targetId} ${kind}`);
      }
      const shut = new Map<string, string[]>();
      for (const [from, host] of given.hostBlocks) {
        const { id: actorId } = pick(people, from);
        await ctx.db.insert(hostBlocks).values({ actorId, host, id: ctx.newId() }).onConflictDoNothing();
        shut.set(actorId, [...(shut.get(actorId) ?? []), host]);
      }
      const hidesHost = (reader: string, { host }: Actor): boolean =>
        (shut.get(reader) ?? []).some((name) => host === name || host.endsWith(`.${name}`));
      const hides = (reader: string, target: string | null): boolean =>
        parted.has(`${reader} ${target} block`) || parted.has(`${reader} ${target} mute`);
      const written: { post: Post; author: Actor; named: Set<string> }[] = [];
      for (const one of given.posts) {
        const author = pick(people, one.author);
        const named = new Set(one.addressed.map((index) => pick(people, index).id));
        const more = {
          visibility: one.visibility,
          groupId: one.group === null ? null : pick(people, one.group).id,
          deletedAt: one.deleted ? ctx.now() : null,
          removedAt: one.removed ? ctx.now() : null,
        };
        written.push({ post: await insertPost(ctx, author, more, [...named]), author, named });
      }
      const readers: Reader[] = [
        null,
        ...people.map(({ id }) => ({ actorId: id })),
        ...new Set(people.map(({ host }) => host)).values().map((host) => ({ host })),
      ];
      for (const reader of readers) {
        const rows = await ctx.db.execute<{ id: string }>(sql`select id from posts where ${visibleTo(reader)}`);
        const inSql = new Set(rows.map(({ id }) => id));
        const who = people.filter((one) =>
          reader === null ? false : "host" in reader ? one.host === reader.host : one.id === reader.actorId,
        );
        const byRule = written.filter(({ post, author, named }) =>
          canSee(post, reader, {
            authorHost: author.host,
            parted:
              reader !== null &&
              "actorId" in reader &&
              (hides(reader.actorId, author.id) ||
                hidesHost(reader.actorId, author) ||
                hides(reader.actorId, post.groupId) ||
                parted.has(`${author.id} ${reader.actorId} block`)),
            authorHidden: author.suspendedAt !== null || author.host.endsWith(".blocked.test"),
            followsAuthor: who.some((one) => following.get(`${one.id} ${author.id}`) === "accepted"),
            addressed: who.some((one) => named.has(one.id)),
            inGroup: who.some((one) => following.get(`${one.id} ${post.groupId}`) === "accepted"),
            partner: who.some((one) => partnerHosts.has(one.host)),
            member: reader !== null && "actorId" in reader && who.some((one) => one.local),
          }),
        );
        expect([...inSql].sort()).toEqual(byRule.map(({ post }) => post.id).sort());
      }
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 60) },
  );
});

/** A district of ours and one on each of the other hosts. @returns hosts of those that are partners */
async function putPartners(ctx: Ctx, given: readonly string[]): Promise<Set<string>> {
  const own = await insertActor(ctx, { type: "Group", kind: "district" });
  await ctx.db.insert(district).values({
    actorId: own.id,
    instanceActorId: own.id,
    city: "Stuttgart",
    accent: "#205a3c",
    origin: ctx.origin,
    createdAt: ctx.now(),
  });
  const hosts = new Set<string>();
  for (const [index, state] of given.entries()) {
    const host = HOSTS[index + 1]!;
    const other = await insertActor(ctx, { type: "Group", kind: "district", host });
    await insertFollow(ctx, own.id, other.id);
    if (state !== "one-way") await insertFollow(ctx, other.id, own.id, state === "asked" ? "pending" : "accepted");
    if (state === "paused") await ctx.db.insert(partners).values({ actorId: other.id, pausedAt: ctx.now() });
    if (state === "mutual" && !host.endsWith(".blocked.test")) hosts.add(host);
  }
  return hosts;
}
