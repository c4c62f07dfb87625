import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { tell } from "../follows/telling.store.ts";
import type { Post } from "../posts/posts.queries.ts";
import { projectNoteAuthors } from "../project-notes/project-notes.table.ts";

/** Telling the members who stand behind a note of ours. Call these inside the transaction of the change. */

/** Its author (of an organisation its editors are told), and who wrote it together with them. */
async function peopleOf(ctx: Ctx, { id, authorId }: Pick<Post, "id" | "authorId">): Promise<Id[]> {
  const coAuthors = await ctx.db
    .select({ id: accounts.actorId })
    .from(projectNoteAuthors)
    .innerJoin(accounts, eq(accounts.id, projectNoteAuthors.accountId))
    .where(eq(projectNoteAuthors.postId, id));
  return [authorId, ...coAuthors.map((row) => row.id)];
}

/** What there is to tell of an adoption. */
export interface News {
  /** `adoption`: somebody took over; `_asked`: somebody would like to; `_progress`: it went on; `_answer`: to one's own. */
  readonly type: "adoption" | "adoption_asked" | "adoption_progress" | "adoption_answer";
  /** Who did it; null: nobody in particular. */
  readonly from: Id | null;
  /** Below the note's page; default: the page itself. */
  readonly place?: string;
}

/** Tells the people of a note of ours. */
export async function tellPeopleOf(tx: Ctx, post: Post, { type, from, place = "" }: News): Promise<void> {
  if (!post.local || post.slug === null) return;
  const path = `/projekte/${post.slug}${place}`;
  await tell(tx, { type, to: await peopleOf(tx, post), from, path, title: post.title, postId: post.id });
}
