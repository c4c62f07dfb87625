import { and, inArray, or } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { addressesIn } from "../../platform/html.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { type Mentioned, memberTextToHtml, mentionsIn } from "../posts/member-text.model.ts";
import { mentionedActors } from "../posts/mentions.queries.ts";
import { posts } from "../posts/posts.table.ts";

/** Whom some texts name, by `handleKey`: one statement for all. */
export const peopleIn = (ctx: Ctx, texts: readonly string[]): Promise<Map<string, Actor>> =>
  mentionedActors(ctx, texts.flatMap(mentionsIn));

/** The text of an announcement as HTML, as that of a post. */
export const announcementHtml = (ctx: Ctx, text: string, people: ReadonlyMap<string, Mentioned>): string =>
  memberTextToHtml(text, { origin: ctx.origin, people });

/**
 * The posts for everybody to whose pages or documents some texts link, by address: one statement for all.
 * @param viewer null: as anybody sees them
 */
export async function openPostsIn(ctx: Ctx, viewer: Viewer | null, texts: readonly string[]): Promise<Map<string, Id>> {
  const addresses = [...new Set(texts.flatMap(addressesIn))];
  if (addresses.length === 0) return new Map();
  const rows = await ctx.db
    .select({ id: posts.id, uri: posts.uri, url: posts.url })
    .from(posts)
    .where(
      and(
        or(inArray(posts.uri, addresses), inArray(posts.url, addresses)),
        inArray(posts.visibility, ["public", "unlisted"]),
        visibleTo(viewer),
      ),
    );
  return new Map(rows.flatMap(({ id, uri, url }) => [uri, url].map((address) => [address, id] as const)));
}
