import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { tell } from "../follows/telling.store.ts";
import type { Post } from "../posts/posts.queries.ts";
import { projectNoteAuthors } from "./project-notes.table.ts";

/** Its author (of an organisation its editors are told), and who wrote it together with them. */
async function peopleOf(ctx: Ctx, { id, authorId }: Pick<Post, "id" | "authorId">): Promise<Id[]> {
  const coAuthors = await ctx.db
    .select({ id: accounts.actorId })
    .from(projectNoteAuthors)
    .innerJoin(accounts, eq(accounts.id, projectNoteAuthors.accountId))
    .where(eq(projectNoteAuthors.postId, id));
  return [authorId, ...coAuthors.map((row) => row.id)];
}

/** What there is to tell of a note. */
export interface NoteNews {
  /** One of `NOTIFICATION_TYPES` of the feature `notifications`. */
  readonly type: string;
  /** Who did it; null: nobody in particular. */
  readonly from: Id | null;
  /** Below the note's page; default: the page itself. */
  readonly place?: string;
}

/** Tells the people of a note of ours, in the transaction of the change. */
export async function tellPeopleOf(tx: Ctx, post: Post, { type, from, place = "" }: NoteNews): Promise<void> {
  if (!post.local || post.slug === null) return;
  const path = `/projekte/${post.slug}${place}`;
  await tell(tx, { type, to: await peopleOf(tx, post), from, path, title: post.title, postId: post.id });
}
