import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import type { KeptTag } from "../followed-tags.queries.ts";
import { featuredTags, tagFollows } from "../followed-tags.table.ts";
import { tagMalformed, tooManyTags } from "../posts.errors.ts";

/** Followed tags make the home timeline longer to find; those on a profile are for reading. */
export const MOST_TAGS = { followed: 100, featured: 10 } as const;

const TAG = /^#?([\p{L}\p{M}\p{N}_·]{1,100})$/u;

/** A tag as it was typed, with the form that it is looked up by. @throws AppError `posts.tag-malformed` */
export function readTag(typed: string): { readonly tag: string; readonly name: string } {
  const name = TAG.exec(typed.trim())?.[1];
  if (name === undefined || !/[^\p{N}_·]/u.test(name)) throw tagMalformed();
  return { tag: name.toLowerCase(), name };
}

type Kept = typeof tagFollows | typeof featuredTags;

/** Public posts with the tag stand in the viewer's home timeline from now on. Twice is once. @throws AppError as `readTag`, `posts.too-many-tags` */
export const followTag = (ctx: Ctx, viewer: Viewer, typed: string): Promise<KeptTag> =>
  keep(ctx, viewer, typed, tagFollows, MOST_TAGS.followed);

/** The tag stands on the viewer's profile. Errors as for `followTag`. */
export const featureTag = (ctx: Ctx, viewer: Viewer, typed: string): Promise<KeptTag> =>
  keep(ctx, viewer, typed, featuredTags, MOST_TAGS.featured);

/** Nothing happens when it is not followed. */
export async function unfollowTag(ctx: Ctx, viewer: Viewer, typed: string): Promise<void> {
  const { tag } = readTag(typed);
  await ctx.db.delete(tagFollows).where(and(eq(tagFollows.actorId, viewer.actorId), eq(tagFollows.tag, tag)));
}

/** Takes a tag from the viewer's profile, by the tag or the id of the entry. @returns whether it was there */
export async function unfeatureTag(ctx: Ctx, viewer: Viewer, which: { tag: string } | { id: Id }): Promise<boolean> {
  const its = "tag" in which ? eq(featuredTags.tag, readTag(which.tag).tag) : eq(featuredTags.id, which.id);
  const rows = await ctx.db
    .delete(featuredTags)
    .where(and(eq(featuredTags.actorId, viewer.actorId), its))
    .returning({ id: featuredTags.id });
  return rows.length > 0;
}

/** Removes what somebody who is gone kept. Call it inside a transaction. */
export async function forgetTags(ctx: Ctx, actorId: Id): Promise<void> {
  await ctx.db.delete(tagFollows).where(eq(tagFollows.actorId, actorId));
  await ctx.db.delete(featuredTags).where(eq(featuredTags.actorId, actorId));
}

function keep(ctx: Ctx, { actorId }: Viewer, typed: string, table: Kept, most: number): Promise<KeptTag> {
  const { tag, name } = readTag(typed);
  return inTransaction(ctx, async (tx) => {
    await tx.db.insert(table).values({ actorId, tag, name, id: tx.newId() }).onConflictDoNothing();
    if ((await tx.db.$count(table, eq(table.actorId, actorId))) > most) throw tooManyTags(most);
    const [kept] = await tx.db
      .select()
      .from(table)
      .where(and(eq(table.actorId, actorId), eq(table.tag, tag)));
    if (!kept) throw new Error("What was just kept is not there.");
    return kept;
  });
}
