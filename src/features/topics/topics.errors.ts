import { AppError } from "../../platform/errors.ts";

export const topicNotFound = (): AppError =>
  new AppError("notFound", "topics.not-found", "There is no such topic page.");

export const onlyNetworkers = (): AppError =>
  new AppError("forbidden", "topics.only-networkers", "Only admins and moderators speak for the district on a topic.");

export const notYourTopic = (): AppError =>
  new AppError("forbidden", "topics.not-yours", "Only its author and admins change a topic page.");

/** @param field where the word or the topic stands that another page is about */
export const topicTaken = (field: "name" | "words" | "wikidata"): AppError =>
  new AppError("conflict", "topics.taken", "Another page of ours is about this.", {
    fields: { [field]: `error.topics.taken-${field}` },
  });

/** A topic page that says of no word which topic it means. */
export const nothingToTake = (): AppError =>
  new AppError("conflict", "topics.nothing-to-take", "This page names no topic by its id.");
