import { AppError } from "../../platform/errors.ts";

const refused = (problem: string, message: string): AppError =>
  new AppError("invalid", `composing.${problem}`, message, { fields: { text: `error.composing.${problem}` } });

/** Of what has a title or fields apps know a teaser only. */
export const changedElsewhere = (): AppError => refused("elsewhere", "This is changed and deleted on its own page.");

export const tooSoon = (): AppError => refused("too-soon", "It has to be at least five minutes from now.");
export const tooManyScheduled = (): AppError => refused("too-many", "Too many posts wait already.");
export const tooManyThatDay = (): AppError => refused("too-many-that-day", "Too many posts wait for that day already.");

export const scheduledNotFound = (): AppError =>
  new AppError("notFound", "composing.not-found", "No post waits there.");
