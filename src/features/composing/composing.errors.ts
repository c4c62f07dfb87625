import { AppError } from "../../platform/errors.ts";

const refused = (problem: string, message: string): AppError =>
  new AppError("invalid", `composing.${problem}`, message, { fields: { text: `error.composing.${problem}` } });

/** An answer asks nothing and quotes nothing, as on our pages. */
export const answerWithPoll = (): AppError => refused("answer-poll", "An answer cannot have a poll.");
export const answerWithQuote = (): AppError => refused("answer-quote", "An answer cannot quote another post.");

/** Of what has a title or fields apps know a teaser only. */
export const changedElsewhere = (): AppError => refused("elsewhere", "This is changed and deleted on its own page.");
/** People have voted on it. */
export const pollStays = (): AppError => refused("poll-stays", "A poll stays as it is.");

export const tooSoon = (): AppError => refused("too-soon", "It has to be at least five minutes from now.");
export const tooManyScheduled = (): AppError => refused("too-many", "Too many posts wait already.");
export const tooManyThatDay = (): AppError => refused("too-many-that-day", "Too many posts wait for that day already.");

export const scheduledNotFound = (): AppError =>
  new AppError("notFound", "composing.not-found", "No post waits there.");
