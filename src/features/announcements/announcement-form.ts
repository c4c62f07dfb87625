import { endOfDay, wallTime } from "../../platform/local-time.ts";
import type { FormValues } from "../../ui/forms/read-form.ts";
import type { Announcement } from "./announcements.queries.ts";

/** An announcement as its form shows it: what the form gives back means the same again. */
export function announcementForm({ text, audience, startsAt, endsAt, allDay }: Announcement): FormValues {
  const start = startsAt === null ? { day: "", time: "" } : wallTime(startsAt);
  const end = endsAt === null ? { day: "", time: "" } : wallTime(endsAt);
  const isWholeDay = endsAt !== null && endOfDay(end.day).getTime() === endsAt.getTime();
  return {
    ...{ text: [text], audience: [audience] },
    startsOn: [start.day],
    startsAt: [allDay ? "" : start.time],
    endsOn: [end.day],
    endsAt: [isWholeDay ? "" : end.time],
  };
}
