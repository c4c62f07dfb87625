import { AppError } from "../../platform/errors.ts";

export const postNotFound = (): AppError => new AppError("notFound", "posts.not-found", "No such post.");

export const notYourComment = (): AppError =>
  new AppError("forbidden", "posts.not-yours", "Only who wrote a comment, or a moderator, deletes it.");

export const threadLocked = (): AppError =>
  new AppError("conflict", "posts.locked", "A moderator closed this conversation.", {
    fields: { text: "error.posts.locked" },
  });

export const bannedFromGroup = (): AppError =>
  new AppError("forbidden", "posts.banned", "A moderator banned the author from this group.");

export const commentProblem = (problem: "empty" | "too-long"): AppError =>
  new AppError("invalid", `posts.comment-${problem}`, `The comment is ${problem === "empty" ? "empty" : "too long"}.`, {
    fields: { text: `error.posts.comment-${problem}` },
  });
