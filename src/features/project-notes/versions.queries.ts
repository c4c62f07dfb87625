import { and, desc, eq, isNotNull, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { actors } from "../actors/actors.table.ts";
import { postRevisions, posts } from "../posts/posts.table.ts";
import { readWire } from "./note-reading.activitypub.ts";
import type { NoteVersion } from "./project-notes.model.ts";
import { projectNoteById } from "./project-notes.queries.ts";
import type { ProjectNoteFields } from "./project-notes.schemas.ts";

/** The version that replaced the one of a row: mostly the next number, but not after a backup was read in. */
const versionAfter = sql<number>`coalesce((
  select min(later.version) from post_revisions later
  where later.post_id = ${postRevisions.postId} and later.version > ${postRevisions.version}), ${posts.version})`;

/** The versions of a note of ours, newest first, at most 100 of the earlier ones. Empty if the viewer may not see it. */
export async function historyOf(ctx: Ctx, viewer: Viewer | null, id: Id): Promise<NoteVersion[]> {
  const note = await projectNoteById(ctx, viewer, id);
  if (!note?.local) return [];
  // A row says who replaced that version and when: that is who made the next one.
  const replaced = await ctx.db
    .select({ version: versionAfter, at: postRevisions.createdAt, editorName: actors.name })
    .from(postRevisions)
    .innerJoin(posts, eq(posts.id, postRevisions.postId))
    .leftJoin(accounts, eq(accounts.id, postRevisions.editorId))
    .leftJoin(actors, eq(actors.id, accounts.actorId))
    // A change without an editor is one that nobody sees.
    .where(and(eq(postRevisions.postId, id), isNotNull(postRevisions.editorId)))
    .orderBy(desc(postRevisions.version))
    .limit(100);
  // To the public an organisation speaks with one voice; its editors see who of them it was.
  const hidden = note.onBehalf && !note.actsForAuthor;
  const later = replaced.map(({ version, at, editorName }) => ({
    version,
    at,
    editorName: hidden ? note.author.name : (editorName ?? ""),
  }));
  return [...later, { version: 1, at: note.publishedAt, editorName: (note.actedBy ?? note.author).name }];
}

/** The fields of one version of a note of ours; null when there is none or the viewer may not see the note. */
export async function noteAtVersion(
  ctx: Ctx,
  viewer: Viewer | null,
  id: Id,
  version: number,
): Promise<ProjectNoteFields | null> {
  const note = await projectNoteById(ctx, viewer, id);
  if (!note?.local || !Number.isSafeInteger(version)) return null;
  if (version === note.version) return note.fields;
  const [row] = await ctx.db
    .select({ document: postRevisions.document })
    .from(postRevisions)
    .where(and(eq(postRevisions.postId, id), eq(postRevisions.version, Math.min(version, 2 ** 31 - 1))));
  return row ? readWire(JSON.parse(row.document)).fields : null;
}
