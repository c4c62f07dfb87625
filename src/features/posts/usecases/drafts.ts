import { and, desc, eq } from "drizzle-orm";
import type { Ctx } from "../../../platform/ctx.ts";
import { AppError } from "../../../platform/errors.ts";
import { type Id, isId } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { drafts } from "../drafts.table.ts";
import { draftNotFound } from "../posts.errors.ts";

export type Draft = typeof drafts.$inferSelect;
type Kind = Draft["kind"];

export interface DraftInput {
  /** The draft to go on with; a new one when missing. */
  readonly id?: Id | undefined;
  readonly kind: Kind;
  /** What is being edited, for a new draft only; whoever calls has checked that the viewer may edit it. */
  readonly postId?: Id | undefined;
  /** Field names of the form to what was typed; never checked. */
  readonly form: Readonly<Record<string, string | readonly string[]>>;
}

export interface SavedDraft {
  readonly id: Id;
  readonly savedAt: Date;
}

const MOST_DRAFTS = 50;

const own = (viewer: Viewer, kind: Kind, id: string) =>
  and(eq(drafts.id, isId(id) ? id : "0"), eq(drafts.accountId, viewer.accountId), eq(drafts.kind, kind));

/**
 * Keeps what was typed, as it was typed.
 * @throws AppError `posts.draft-not-found` when the draft is not the viewer's, or of another kind
 */
export async function putDraft(ctx: Ctx, viewer: Viewer, input: DraftInput): Promise<SavedDraft> {
  const { kind } = input;
  const form: Record<string, string | string[]> = Object.fromEntries(
    Object.entries(input.form).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
  );
  const updatedAt = ctx.now();
  if (input.id === undefined) {
    const id = ctx.newId();
    const { accountId } = viewer;
    await ctx.db.insert(drafts).values({ id, accountId, kind, postId: input.postId ?? null, form, updatedAt });
    return { id, savedAt: updatedAt };
  }
  const [kept] = await ctx.db
    .update(drafts)
    .set({ form, updatedAt })
    .where(own(viewer, kind, input.id))
    .returning({ id: drafts.id });
  if (!kept) throw draftNotFound();
  return { id: kept.id, savedAt: updatedAt };
}

/** As `putDraft`, into a new one when the draft is gone: what was typed is never turned away. */
export async function putDraftAnyhow(ctx: Ctx, viewer: Viewer, { id, ...input }: DraftInput): Promise<SavedDraft> {
  if (id === undefined) return putDraft(ctx, viewer, input);
  try {
    return await putDraft(ctx, viewer, { id, ...input });
  } catch (error) {
    if (!(error instanceof AppError && error.kind === "notFound")) throw error;
    return putDraft(ctx, viewer, input);
  }
}

/** A draft of the viewer's. @throws AppError `posts.draft-not-found`, also when it is somebody else's (T187) */
export async function ownDraft(ctx: Ctx, viewer: Viewer, kind: Kind, id: Id): Promise<Draft> {
  const [draft] = await ctx.db
    .select()
    .from(drafts)
    .where(own(viewer, kind, id));
  if (!draft) throw draftNotFound();
  return draft;
}

/** The viewer's drafts, of one kind or of all, the last changed first, at most 50. */
export const draftsOf = (ctx: Ctx, viewer: Viewer, kind?: Kind): Promise<Draft[]> =>
  ctx.db
    .select()
    .from(drafts)
    .where(and(eq(drafts.accountId, viewer.accountId), kind && eq(drafts.kind, kind)))
    .orderBy(desc(drafts.updatedAt), desc(drafts.id))
    .limit(MOST_DRAFTS);

/** The viewer's draft of a change to this post, the last changed one. */
export async function draftOfEdit(ctx: Ctx, viewer: Viewer, postId: Id): Promise<Draft | null> {
  const [draft] = await ctx.db
    .select()
    .from(drafts)
    .where(and(eq(drafts.accountId, viewer.accountId), eq(drafts.postId, postId)))
    .orderBy(desc(drafts.updatedAt), desc(drafts.id))
    .limit(1);
  return draft ?? null;
}

/** Throws a draft of the viewer's away; one that is not there, or not the viewer's, is no error. */
export async function dropDraft(ctx: Ctx, viewer: Viewer, kind: Kind, id: Id): Promise<void> {
  await ctx.db.delete(drafts).where(own(viewer, kind, id));
}
