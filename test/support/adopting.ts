import { vi } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { type Adoption, type Claim, claimOf } from "../../src/features/adoptions/adoptions.queries.ts";
import { adoptions } from "../../src/features/adoptions/adoptions.table.ts";
import { adoptProject } from "../../src/features/adoptions/usecases/adopt.ts";
import { type Post, postByUri } from "../../src/features/posts/posts.queries.ts";
import { type PublishedNote, publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { resolvePost } from "../../src/federation/fetch/resolve.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import type { Districts, RunningDistrict } from "./districts.ts";
import { createMember } from "./people.ts";

/** A running district with a member. */
export interface Side extends RunningDistrict {
  readonly member: Account;
}

export async function startSide(districts: Districts, host: string): Promise<Side> {
  const side = await districts.start(host);
  return { ...side, member: await createMember(side.ctx, "anna") };
}

/** Waits for what the workers of the districts do. */
export const WITHIN = { timeout: 20_000, interval: 50 };

export const writeNote = (side: Side, title: string, more = {}): Promise<PublishedNote> =>
  publishProjectNote(side.ctx, side.member, { ...SHORT_REQUEST, title, ...more });

/** Looks a note up where it is not from, and takes it over there. */
export async function adoptFrom(side: Side, uri: string, title: string): Promise<PublishedNote> {
  const origin = await resolvePost(side.ctx, uri);
  return adoptProject(side.ctx, side.member, origin.id, { title, message: "Wir fangen mit zwei Straßen an." });
}

/** What a district knows of the claim of a note; null: nothing. */
export async function claimAt(ctx: Ctx, uri: string): Promise<Claim | null> {
  const post = await postByUri(ctx, uri);
  return post && claimOf(ctx, post.id);
}

export const untilClaim = (ctx: Ctx, uri: string, state: Claim["state"]): Promise<Claim> =>
  vi.waitFor(async () => {
    const claim = await claimAt(ctx, uri);
    if (claim?.state !== state) throw new Error(`the claim is ${claim?.state}`);
    return claim;
  }, WITHIN);

export const adoptionRows = (ctx: Ctx): Promise<Adoption[]> => ctx.db.select().from(adoptions);

export const documentOf = (post: Post | null) => JSON.parse(post?.document ?? "{}") as Record<string, unknown>;
