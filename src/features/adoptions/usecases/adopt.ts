import { and, eq, isNull } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { recordOutbox } from "../../../platform/outbox.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { type Actor, actorById, ownHost } from "../../actors/actors.queries.ts";
import { actingFor } from "../../organisations/organisations.usecases.ts";
import { type Post, postById, visiblePost } from "../../posts/posts.queries.ts";
import { posts } from "../../posts/posts.table.ts";
import type { NoteAdoption } from "../../project-notes/adopted.model.ts";
import { noteOf } from "../../project-notes/project-notes.queries.ts";
import type { ProjectNoteFields, ProjectNoteRequest } from "../../project-notes/project-notes.schemas.ts";
import { type PublishedNote, publishProjectNote } from "../../project-notes/usecases/publish.ts";
import { offerAdoption, type Pair } from "../adoptions.activitypub.ts";
import { adoptedAlready, adoptionsClosed, cannotAdopt } from "../adoptions.errors.ts";
import { seedOf } from "../adoptions.model.ts";
import { policyOf } from "../adoptions.queries.ts";
import { messageSchema } from "../adoptions.schemas.ts";
import { decideOffer, noteOffer, refreshLineage } from "../adoptions.store.ts";
import { adoptionClaims } from "../adoptions.table.ts";

/** A note, or any other public post, that can be taken over, with what an adopter's note begins with. */
export interface Adoptable {
  readonly post: Post;
  readonly author: Actor;
  readonly district: string;
  readonly seed: Partial<ProjectNoteRequest>;
  /** All that the origin says; null: it is no note of our kind. */
  readonly fields: ProjectNoteFields | null;
}

/**
 * What a member may take over: what everybody may read, opens a thread, and is not the member's own. Other software's
 * articles can be taken over too; there only title and summary are known.
 * @throws AppError `adoptions.not-adoptable`, `.closed`
 */
export async function adoptable(ctx: Ctx, viewer: Viewer, postId: Id): Promise<Adoptable> {
  const [post, open] = await Promise.all([visiblePost(ctx, viewer, postId), visiblePost(ctx, null, postId)]);
  const author = post && (await actorById(ctx, post.authorId));
  if (!post || !open || !author || post.visibility !== "public" || post.inReplyToUri !== null) throw cannotAdopt();
  if (post.local && (await policyOf(ctx, post.id)) === "closed") throw adoptionsClosed();
  const note = post.kind === "projectNote" ? await noteOf(ctx, post.id) : null;
  const plain = { title: post.title ?? "", summary: (post.summary ?? "").replaceAll("<", "").slice(0, 500) };
  const fields = note?.fields ?? null;
  return { post, author, district: note?.districtName ?? author.host, seed: seedOf(fields ?? plain), fields };
}

export interface AdoptOptions {
  /** Handle of the organisation of ours in whose name it is taken over. */
  readonly as?: string | undefined;
  /** Chosen by the caller: the same key again within a day gives the same note. */
  readonly idempotencyKey?: string | undefined;
}

/**
 * "Wir übernehmen das": publishes a short note that points back, and offers it to the origin. What is not given is taken
 * from the origin. A note of ours is asked in the same transaction.
 * @param input fields of the note as in `test/fixtures/api-project.json`, and `message`: a sentence to the origin
 * @throws AppError as `adoptable` and `publishProjectNote`, and `adoptions.already`
 */
export async function adoptProject(
  ctx: Ctx,
  viewer: Viewer,
  originId: Id,
  { message = "", ...input }: Partial<ProjectNoteRequest> & { readonly message?: unknown },
  options: AdoptOptions = {},
): Promise<PublishedNote> {
  const origin = await adoptable(ctx, viewer, originId);
  const sentence = readInput(messageSchema, message, "adoptions.message");
  const acting = options.as === undefined ? viewer : await actingFor(ctx, viewer, options.as);
  if (acting.actorId === origin.author.id) throw cannotAdopt();
  const fields = { ...origin.seed, ...input, status: "idea", outcome: "ongoing" };
  return inTransaction(ctx, async (tx) => {
    const note = await publishProjectNote(tx, viewer, fields, { ...options, adoption: adoptionOf(origin) });
    if (await isNoted(tx, note.id)) return note;
    if (await hasAdopted(tx, acting.actorId, origin.post.uri)) throw adoptedAlready();
    await noteOwnClaim(tx, note.id, origin);
    const adopter = await actorById(tx, acting.actorId);
    if (adopter) await offer(tx, { origin, note, adopter, sentence });
    await refreshLineage(tx, note.uri);
    return note;
  });
}

const adoptionOf = ({ post, author, district }: Adoptable): NoteAdoption => ({
  originUri: post.uri,
  originVersion: post.kind === "projectNote" ? post.version : null,
  state: "interested",
  adapted: [],
  reason: null,
  proofUri: null,
  named: {
    title: post.title ?? post.url,
    url: post.url,
    district,
    authorUri: author.uri,
    authorHandle: `@${author.handle}@${author.host}`,
  },
});

/** The same request again: everything was done the first time. */
async function isNoted(tx: Ctx, postId: Id): Promise<boolean> {
  const rows = await tx.db
    .select({ postId: adoptionClaims.postId })
    .from(adoptionClaims)
    .where(eq(adoptionClaims.postId, postId));
  return rows.length > 0;
}

async function hasAdopted(tx: Ctx, authorId: Id, originUri: string): Promise<boolean> {
  const rows = await tx.db
    .select({ postId: adoptionClaims.postId })
    .from(adoptionClaims)
    .innerJoin(posts, eq(posts.id, adoptionClaims.postId))
    .where(and(eq(adoptionClaims.originUri, originUri), eq(posts.authorId, authorId), isNull(posts.deletedAt)))
    .limit(1);
  return rows.length > 0;
}

async function noteOwnClaim(tx: Ctx, postId: Id, { post, author }: Adoptable): Promise<void> {
  await tx.db.insert(adoptionClaims).values({
    postId,
    originUri: post.uri,
    originTitle: post.title,
    originUrl: post.url,
    originAuthorUri: author.uri,
    state: "open",
  });
}

interface Offer {
  readonly origin: Adoptable;
  readonly note: PublishedNote;
  readonly adopter: Actor;
  readonly sentence: string;
}

async function offer(tx: Ctx, { origin: { post, author }, note, adopter, sentence }: Offer): Promise<void> {
  if (post.local) {
    const adopted = post.kind === "projectNote" ? await postById(tx, note.id) : null;
    if (!adopted) return;
    const offered = { originId: post.id, adoptedUri: note.uri, adopterId: adopter.id, offerUri: null };
    const { adoption } = await noteOffer(tx, { ...offered, message: sentence });
    return decideOffer(tx, adoption, adopted, ownHost(tx));
  }
  const group = post.groupId === null ? null : await actorById(tx, post.groupId);
  const pair: Pair = {
    originUri: post.uri,
    originAuthorUri: author.uri,
    adoptedUri: note.uri,
    adopterUri: adopter.uri,
  };
  await recordOutbox(tx, {
    actorId: adopter.id,
    activity: offerAdoption(pair, group ? [group.uri] : [], sentence, tx.now()),
    recipients: { actors: [author.id, ...(group && group.host === author.host ? [group.id] : [])] },
    // After the note itself.
    orderingKey: note.uri,
  });
}
