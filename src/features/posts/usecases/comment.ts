import { objectUri } from "../../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { actorNotFound } from "../../actors/actors.errors.ts";
import { type Actor, actorById } from "../../actors/actors.queries.ts";
import { isBannedFrom } from "../../audience/bans.queries.ts";
import { actingFor } from "../../organisations/organisations.usecases.ts";
import { countedLength, hashtagsIn } from "../member-text.model.ts";
import { addresseesOf, mentionedActors } from "../mentions.queries.ts";
import { type OnceOptions, writtenBefore } from "../once.store.ts";
import {
  bannedFromGroup,
  commentProblem,
  groupArchived,
  mentionedShutOut,
  neverWider,
  nobodyMentioned,
  organisationIsOpen,
  postNotFound,
  threadLocked,
  unknownMention,
} from "../posts.errors.ts";
import { isOpen, type Visibility } from "../posts.model.ts";
import { canActIn, isConfided, repliesTo } from "../posts.policy.ts";
import { type Post, visiblePost, whoMayRead } from "../posts.queries.ts";
import { type AnswerInput, answerInput, MAX_NOTE_LENGTH } from "../posts.schemas.ts";
import { addPost } from "../posts.store.ts";
import type { PostParts } from "../writing.activitypub.ts";
import { emojisOf, exchangeUploads, handlesIn, pageOf, picturesOf, wholeSecond, writePost } from "../written.store.ts";
import { ask, newPoll } from "./ask.ts";
import { type PublishedPost, type PublishOptions, type Quoting, textsOf } from "./publish.ts";
import { tellOfNewReply } from "./send.ts";

/** What is said (`text`: up to 5000 characters as `countedLength` counts, none below pictures only), in what language, behind what warning, with which pictures or which poll; and to what. */
export interface CommentInput extends AnswerInput, OnceOptions {
  readonly postId: Id;
  /** Never more readers than what is answered has (T108); default: as many. */
  readonly visibility?: Visibility | undefined;
  /** Handle of the organisation of ours in whose name it is written; the viewer's own name when missing. */
  readonly as?: string | undefined;
  /** Makes a quote of it; given by the feature of quotes, told who writes. */
  readonly quote?: PublishOptions["quote"];
  /** Row id of the app that it was written in. */
  readonly applicationId?: Id | null | undefined;
}

/**
 * Answers a post, ours or a peer's, as the viewer. Read by as many people as what it answers, never by more.
 * @throws AppError `posts.not-found`, `posts.comment-empty`, `posts.comment-too-long`, `posts.never-wider`,
 *   `posts.nobody-mentioned`, `posts.unknown-mention`, `posts.mentioned-shut-out`, `posts.many-mentions`, `posts.locked`, `posts.archived`,
 *   `posts.banned`, `posts.invalid`, `posts.no-such-picture`, `posts.organisation-open`, those of `quote`; `organisations.not-found`, `organisations.not-editor`
 */
export async function publishComment(ctx: Ctx, viewer: Viewer, input: CommentInput): Promise<PublishedPost> {
  const { postId, visibility: wanted, as, idempotencyKey, fingerprint, quote, applicationId = null, ...given } = input;
  const said = checkSaid({ ...given, quotes: quote !== undefined });
  const acting = as === undefined ? viewer : await actingFor(ctx, viewer, as);
  const parent = await readableBy(ctx, [viewer, acting], postId);
  const visibility = visibilityFor(acting, parent, wanted);
  if (acting !== viewer && !canActIn(visibility)) throw organisationIsOpen();
  const thread = await threadAround(ctx, acting, parent);
  await checkGroup(ctx, thread, [viewer.actorId, acting.actorId]);
  const handles = handlesIn(said.text);
  const [people, images] = await Promise.all([mentionedActors(ctx, handles), picturesOf(ctx, viewer, said.images)]);
  const told = isConfided(visibility, parent.visibility, parent.authorId === acting.actorId)
    ? await confidants(ctx, thread, people, handles.length)
    : await toldOf(ctx, thread, people, visibility);
  const quoting = quote ? await quote(ctx, thread.author) : null;
  return inTransaction(ctx, async (tx) => {
    const newId = tx.newId();
    const earlier = await writtenBefore(tx, viewer, { idempotencyKey, fingerprint }, newId);
    if (earlier) return { id: earlier.id, uri: earlier.uri, url: earlier.url };
    const actedById = acting === viewer ? null : viewer.accountId;
    const { values, document, poll } = await written(tx, newId, thread, {
      ...{ said, people, told, visibility, images, quoting },
    });
    await exchangeUploads(tx, viewer, [], images);
    const post = await addPost(
      tx,
      { ...values, actedById, applicationId },
      {
        tags: hashtagsIn(said.text),
        addressees: [
          ...told,
          ...(thread.group && (isOpen(visibility) || visibility === "group") ? [thread.group] : []),
        ].map(({ uri }) => uri),
      },
    );
    if (!post) throw new Error("A fresh id was taken.");
    if (poll) await ask(tx, post.id, poll);
    await tellOfNewReply(tx, { post, group: thread.group, named: told.map((actor) => actor.id) }, document);
    const published = { id: post.id, uri: post.uri, url: post.url };
    await quoting?.alongside(tx, published, document);
    return published;
  });
}

function checkSaid(given: AnswerInput) {
  const text = given.text.trim();
  if (text === "" && (given.images ?? []).length === 0 && !given.quotes) throw commentProblem("empty");
  if (countedLength(text) > MAX_NOTE_LENGTH) throw commentProblem("too-long");
  return readInput(answerInput, { ...given, text }, "posts.invalid");
}

/** What is answered must be there for whoever writes, and for the organisation in whose name. */
async function readableBy(ctx: Ctx, readers: readonly Viewer[], id: Id): Promise<Post> {
  const [post, ...others] = await Promise.all([...new Set(readers)].map((reader) => visiblePost(ctx, reader, id)));
  if (!post || others.includes(null)) throw postNotFound();
  return post;
}

/** Who is banned does not come back in the name of an organisation. */
async function checkGroup(ctx: Ctx, { root, group }: Thread, actorIds: readonly Id[]): Promise<void> {
  if (root.lockedAt !== null) throw threadLocked();
  if (group?.archivedAt) throw groupArchived();
  for (const id of new Set(group ? actorIds : [])) {
    if (group && (await isBannedFrom(ctx, group.id, id))) throw bannedFromGroup();
  }
}

function visibilityFor(viewer: Viewer, parent: Post, wanted: Visibility | undefined): Visibility {
  const [widest, ...narrower] = repliesTo(parent.visibility, parent.authorId === viewer.actorId);
  if (wanted !== undefined && wanted !== widest && !narrower.includes(wanted)) throw neverWider();
  return wanted ?? widest;
}

/** The comment's surroundings: everything that must be read before the transaction. */
interface Thread {
  readonly author: Actor;
  readonly parent: Post;
  readonly parentAuthor: Actor;
  readonly root: Post;
  readonly rootAuthor: Actor;
  readonly group: Actor | null;
}

async function threadAround(ctx: Ctx, viewer: Viewer, parent: Post): Promise<Thread> {
  const root = (parent.rootId && (await visiblePost(ctx, viewer, parent.rootId))) || parent;
  const group = root.groupId ? await actorById(ctx, root.groupId) : null;
  const [author, parentAuthor, rootAuthor] = await Promise.all([
    actorById(ctx, viewer.actorId),
    actorById(ctx, parent.authorId),
    actorById(ctx, root.authorId),
  ]);
  if (!author || !parentAuthor || !rootAuthor) throw actorNotFound();
  return { author, parent, parentAuthor, root, rootAuthor, group };
}

type People = ReadonlyMap<string, Actor>;

/**
 * Who is told by name: the author of what is answered and whom the text mentions; of an open answer the author of the
 * post at the top as well. Where only some may read what is answered, nobody else hears of the answer (T108); one's own
 * message is continued with those whom it went to.
 */
async function toldOf(ctx: Ctx, thread: Thread, people: People, visibility: Visibility): Promise<Actor[]> {
  const { author, parent, parentAuthor, rootAuthor } = thread;
  const open = isOpen(parent.visibility);
  const mentioned = open ? [...people.values()] : await whoMayRead(ctx, parent.id, [...people.values()]);
  const continued = !open && parentAuthor.id === author.id ? await addresseesOf(ctx, parent.id) : [];
  const all = [parentAuthor, ...mentioned, ...continued, ...(isOpen(visibility) ? [rootAuthor] : [])];
  return [...new Map(all.map((actor) => [actor.id, actor])).values()].filter(({ id }) => id !== author.id);
}

/**
 * Who is told of an answer that more could have read: those named, nobody besides; whoever is answered where none is. All
 * of them must be reached, and may read what it answers (T108).
 * @param handles how many the text names
 */
async function confidants(ctx: Ctx, { author, parent, parentAuthor }: Thread, people: People, handles: number) {
  if (handles === 0 && parentAuthor.id === author.id) throw nobodyMentioned();
  if (handles === 0) return [parentAuthor];
  if (people.size < handles) throw unknownMention();
  const named = [...new Map([...people.values()].map((actor) => [actor.id, actor])).values()];
  if ((await whoMayRead(ctx, parent.id, named)).length < named.length) throw mentionedShutOut();
  return named.filter(({ id }) => id !== author.id);
}

interface Reply {
  readonly said: ReturnType<typeof checkSaid>;
  readonly people: People;
  readonly told: readonly Actor[];
  readonly visibility: Visibility;
  readonly images: PostParts["images"];
  readonly quoting: Quoting | null;
}

async function written(tx: Ctx, id: Id, thread: Thread, { said, people, told, visibility, images, quoting }: Reply) {
  const { author, parent, root, rootAuthor, group } = thread;
  const uri = objectUri(tx.origin, id);
  const url = replyPage(tx, thread, id);
  const now = wholeSecond(tx.now());
  const poll = said.poll ? newPoll(said.poll, now) : null;
  const linked = new Map([...people].filter(([, { id: actorId }]) => told.some((actor) => actor.id === actorId)));
  const texts = textsOf(tx, said, linked);
  const { document, values } = writePost({
    origin: tx.origin,
    uri,
    url,
    author,
    visibility,
    groupUri: group?.uri ?? null,
    mentioned: mentionedIn(thread, told, linked),
    copyTo: isOpen(visibility) ? [rootAuthor.uri] : [],
    inReplyTo: parent.uri,
    context: contextOf(parent),
    ...texts,
    images,
    poll,
    emojis: await emojisOf(tx, { ...texts, poll }),
    quote: quoting?.parts,
    quoters: said.quoters,
    publishedAt: now,
    updatedAt: now,
    version: 1,
    now,
  });
  const row = {
    id,
    uri,
    url,
    local: true,
    authorId: author.id,
    groupId: root.groupId,
    inReplyToUri: parent.uri,
    inReplyToId: parent.id,
    rootId: parent.rootId,
    publishedAt: now,
    ...values,
  };
  return { values: row, document, poll };
}

/** All who are told, but for the author at the top: a copy is enough, unless it is answered or named. */
const mentionedIn = ({ parent, rootAuthor }: Thread, told: readonly Actor[], linked: People): Actor[] =>
  told.filter(
    ({ id }) => id !== rootAuthor.id || id === parent.authorId || [...linked.values()].some((one) => one.id === id),
  );

/** Answers to a project, and in a group's thread, stand on its page; all others have one of their own. */
function replyPage(ctx: Ctx, { author, root, rootAuthor }: Thread, id: Id): string {
  const isOnPage = root.kind === "projectNote" || (root.local && root.url.startsWith(`${ctx.origin}/gruppen/`));
  if (!isOnPage) return pageOf(ctx, author, id);
  return `${root.local ? root.url : `${ctx.origin}/projekte/${rootAuthor.host}/${root.id}`}#antwort-${id}`;
}

/** The conversation that a post says it belongs to. */
function contextOf(post: Post): string | null {
  const document: JsonObject = JSON.parse(post.document);
  return typeof document.context === "string" ? document.context : null;
}
