import { AppError } from "../../platform/errors.ts";

export const postNotFound = (): AppError => new AppError("notFound", "posts.not-found", "No such post.");

export const draftNotFound = (): AppError =>
  new AppError("notFound", "posts.draft-not-found", "There is no such draft.");

export const notYourPost = (): AppError =>
  new AppError("forbidden", "posts.not-yours", "Only who wrote a post changes or deletes it.");

export const cannotPin = (): AppError =>
  new AppError("invalid", "posts.cannot-pin", "Only what followers may read is put at the top of a page.", {
    fields: { beitrag: "error.posts.cannot-pin" },
  });

export const tooManyPins = (): AppError =>
  new AppError("invalid", "posts.too-many-pins", "Five posts stand at the top already.", {
    fields: { beitrag: "error.posts.too-many-pins" },
  });

export const threadLocked = (): AppError =>
  new AppError("conflict", "posts.locked", "A moderator closed this conversation.", {
    fields: { text: "error.posts.locked" },
  });

export const groupArchived = (): AppError =>
  new AppError("conflict", "posts.archived", "The group of this conversation can only be read.", {
    fields: { text: "error.posts.archived" },
  });

export const bannedFromGroup = (): AppError =>
  new AppError("forbidden", "posts.banned", "A moderator banned the author from this group.");

export const commentProblem = (problem: "empty" | "too-long"): AppError =>
  new AppError("invalid", `posts.comment-${problem}`, `The comment is ${problem === "empty" ? "empty" : "too long"}.`, {
    fields: { text: `error.posts.comment-${problem}` },
  });

const atField = (field: string, problem: string, message: string): AppError =>
  new AppError("invalid", `posts.${problem}`, message, { fields: { [field]: `error.posts.${problem}` } });

/** An idempotency key under which something else was written. */
export const keyTaken = (): AppError =>
  atField("text", "key-taken", "Something else was published under this key already.");

/** A message only to those mentioned, that mentions nobody, or somebody who cannot be found. */
export const nobodyMentioned = (): AppError => atField("text", "nobody-mentioned", "The text mentions nobody.");
export const unknownMention = (): AppError => atField("text", "unknown-mention", "Somebody mentioned is not known.");
/** A message below what not everybody may read, to somebody who may not. */
export const mentionedShutOut = (): AppError =>
  atField("text", "mentioned-shut-out", "Somebody mentioned may not read what this answers.");
export const tooManyMentions = (): AppError => atField("text", "many-mentions", "The text mentions too many people.");

export const noSuchGroup = (): AppError => atField("groupId", "no-such-group", "No group that the author may post in.");

/** In the name of an organisation nobody writes to a few. */
export const organisationIsOpen = (): AppError =>
  atField("visibility", "organisation-open", "What an organisation writes is for all, or for a group.");

/** An upload that does not exist, is another member's or is no picture (T181). */
export const noSuchPicture = (index: number): AppError =>
  atField(`images.${index}.mediaId`, "no-such-picture", "The upload is no picture of yours.");

/** Who may read a post, or an answer, can only become fewer (T108). */
export const neverWider = (): AppError =>
  atField("visibility", "never-wider", "That would be more readers than before.");

/** Of answers and polls the readers stay who they were. */
export const readersStay = (): AppError => atField("visibility", "readers-stay", "The audience of this cannot change.");

/** A post that asks nothing never will: peers would not show it. */
export const pollOver = (): AppError =>
  atField("poll.hours", "poll-over", "What is asked anew needs time for answers.");

/** A long post keeps its title, a short one gets none. */
export const titleStays = (missing: boolean): AppError =>
  atField("title", missing ? "title-missing" : "title-new", "Whether a post has a title cannot change.");

/** What only some may read is passed on by nobody (T061). */
export const notForAll = (): AppError =>
  new AppError("forbidden", "posts.not-for-all", "Only what everybody may read is shared.");

export const voteRefused = (
  problem: "poll-ended" | "voted-already" | "vote-empty" | "vote-one" | "own-poll",
): AppError =>
  new AppError(
    problem === "vote-empty" || problem === "vote-one" ? "invalid" : "conflict",
    `posts.${problem}`,
    `The vote does not count: ${problem}.`,
  );

export const tagMalformed = (): AppError =>
  new AppError("invalid", "posts.tag-malformed", "A tag is letters and numbers, with at least one letter.");

export const tooManyTags = (most: number): AppError =>
  new AppError("invalid", "posts.too-many-tags", `At most ${most} tags.`);

export const talkNotFound = (): AppError => new AppError("notFound", "posts.talk-not-found", "No such conversation.");
