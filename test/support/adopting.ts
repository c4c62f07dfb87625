import { expect, vi } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { peers } from "../../src/features/actors/actors.table.ts";
import { type Adoption, type Claim, claimOf } from "../../src/features/adoptions/adoptions.queries.ts";
import type { ProgressInput } from "../../src/features/adoptions/adoptions.schemas.ts";
import { adoptions } from "../../src/features/adoptions/adoptions.table.ts";
import { storedLineage } from "../../src/features/adoptions/lineage.queries.ts";
import { adoptProject } from "../../src/features/adoptions/usecases/adopt.ts";
import { type Post, postByUri } from "../../src/features/posts/posts.queries.ts";
import { type PublishedNote, publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { resolveActor, resolvePost } from "../../src/federation/fetch/resolve.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import type { Districts, RunningDistrict } from "./districts.ts";
import { createMember } from "./people.ts";
import { insertFollow } from "./rows.ts";

/** A running district with a member. */
export interface Side extends RunningDistrict {
  readonly member: Account;
}

export async function startSide(districts: Districts, host: string): Promise<Side> {
  const side = await districts.start(host);
  return { ...side, member: await createMember(side.ctx, "anna") };
}

/** One district follows another one: whatever comes from its group reaches it, in the form for servers of our kind. */
export async function followDistrict(follower: Side, followed: Side): Promise<void> {
  const there = await resolveActor(follower.ctx, followed.district.actorUri);
  const here = await resolveActor(followed.ctx, follower.district.actorUri);
  await insertFollow(follower.ctx, follower.district.actorId, there.id);
  await insertFollow(followed.ctx, here.id, followed.district.actorId);
  const wrapped = { host: follower.host, announceForm: "wrapped" as const };
  await followed.ctx.db.insert(peers).values(wrapped).onConflictDoUpdate({ target: peers.host, set: wrapped });
}

/** Puts a host on the list of trusted ones. */
export async function trust({ ctx }: Pick<Side, "ctx">, host: string): Promise<void> {
  const trustedAt = ctx.now();
  await ctx.db.insert(peers).values({ host, trustedAt }).onConflictDoUpdate({ target: peers.host, set: { trustedAt } });
}

/** Waits for what the workers of the districts do. */
export const WITHIN = { timeout: 30_000, interval: 50 };

export const writeNote = (side: Side, title: string, more = {}): Promise<PublishedNote> =>
  publishProjectNote(side.ctx, side.member, { ...SHORT_REQUEST, title, ...more });

/** Looks a note up where it is not from, and takes it over there. */
export async function adoptFrom(side: Side, uri: string, title: string): Promise<PublishedNote> {
  const origin = await resolvePost(side.ctx, uri);
  return adoptProject(side.ctx, side.member, origin.id, { title, message: "Wir fangen mit zwei Straßen an." });
}

/** An answer to how far an adoption is. */
export const progress = (more: Partial<ProgressInput>): ProgressInput => ({
  state: "running",
  outcome: "ongoing",
  reason: "",
  adapted: [],
  worked: [],
  didNotWork: [],
  wouldChange: [],
  ...more,
});

/** What a district knows of the claim of a note; null: nothing. */
export async function claimAt(ctx: Ctx, uri: string): Promise<Claim | null> {
  const post = await postByUri(ctx, uri);
  return post && claimOf(ctx, post.id);
}

export const untilClaim = (ctx: Ctx, uri: string, state: Claim["state"]): Promise<Claim> =>
  vi.waitFor(async () => {
    const claim = await claimAt(ctx, uri);
    if (claim?.state !== state) throw new Error(`the claim of ${uri} is ${claim?.state}`);
    return claim;
  }, WITHIN);

/** What an origin knows of a note that was taken over from it. */
async function adoptionAt(ctx: Ctx, adoptedUri: string): Promise<Adoption | undefined> {
  const rows = await ctx.db.select().from(adoptions);
  return rows.find((row) => row.adoptedUri === adoptedUri);
}

export const untilAdoption = (ctx: Ctx, adoptedUri: string, state: Adoption["state"]): Promise<Adoption> =>
  vi.waitFor(async () => {
    const row = await adoptionAt(ctx, adoptedUri);
    if (row?.state !== state) throw new Error(`the adoption of ${adoptedUri} is ${row?.state}`);
    return row;
  }, WITHIN);

/** The titles in the stored tree around a note, each with the one above it. */
export async function treeAt(ctx: Ctx, uri: string): Promise<Record<string, string | null>> {
  const nodes = (await storedLineage(ctx, uri))?.nodes ?? [];
  const titles = new Map(nodes.map((node) => [node.uri, node.title]));
  return Object.fromEntries(
    nodes.map(({ title, parentUri }) => [title, parentUri === null ? null : (titles.get(parentUri) ?? null)]),
  );
}

export const untilTree = (ctx: Ctx, uri: string, wanted: Record<string, string | null>): Promise<void> =>
  vi.waitFor(async () => expect(await treeAt(ctx, uri)).toEqual(wanted), WITHIN);

export const documentOf = (post: Post | null) => JSON.parse(post?.document ?? "{}") as Record<string, unknown>;
