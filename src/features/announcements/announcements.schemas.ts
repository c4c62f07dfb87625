import { z } from "zod";
import { parseDate } from "../../platform/dates.ts";
import { endOfDay, instantAt, parseTime } from "../../platform/local-time.ts";
import { line, paragraphs } from "../../platform/text-schemas.ts";
import { type AnnouncedTime, AUDIENCES, LONGEST_TEXT } from "./announcements.model.ts";

const WHOLE_DAY = /^\d{4}-\d{2}-\d{2}$/;
/** Nothing that is announced now is later. */
const LAST_YEAR = 9000;

/** A day as people write it, as `2026-12-05`; undefined for none. */
const day = line(40).transform((text, check) => {
  if (text === "") return undefined;
  const parsed = parseDate(text);
  if (parsed !== null && WHOLE_DAY.test(parsed) && Number(parsed.slice(0, 4)) <= LAST_YEAR) return parsed;
  check.addIssue({ code: "custom", message: "error.announcements.day-malformed" });
  return z.NEVER;
});

/** A time as people write it, as `18:30`; undefined for none. */
const time = line(20).transform((text, check) => {
  if (text === "") return undefined;
  const parsed = parseTime(text);
  if (parsed !== null) return parsed;
  check.addIssue({ code: "custom", message: "error.announcements.time-malformed" });
  return z.NEVER;
});

interface Typed {
  readonly startsOn: string | undefined;
  readonly startsAt: string | undefined;
  readonly endsOn: string | undefined;
  readonly endsAt: string | undefined;
}

function announcedTime({ startsOn, startsAt, endsOn, endsAt }: Typed): AnnouncedTime {
  const end = (on: string): Date => (endsAt === undefined ? endOfDay(on) : instantAt({ day: on, time: endsAt }));
  return {
    startsAt: startsOn === undefined ? null : instantAt({ day: startsOn, time: startsAt ?? "00:00" }),
    endsAt: endsOn === undefined ? null : end(endsOn),
    allDay: (startsOn ?? endsOn) !== undefined && startsAt === undefined && endsAt === undefined,
  };
}

/**
 * What is announced: days and times as people write them, by the clocks here. A day without a time is the whole of it.
 * Fields: `text`, `startsOn`, `startsAt`, `endsOn`, `endsAt`, `audience`.
 */
export const announcementSchema = z
  .strictObject({
    text: paragraphs(LONGEST_TEXT).pipe(z.string().min(1, { error: "error.errors.missing" })),
    startsOn: day,
    startsAt: time,
    endsOn: day,
    endsAt: time,
    audience: z.enum(AUDIENCES, { error: "error.errors.missing" }),
  })
  .transform(({ text, audience, ...typed }, check) => {
    for (const which of ["starts", "ends"] as const) {
      if (typed[`${which}At`] === undefined || typed[`${which}On`] !== undefined) continue;
      check.addIssue({ code: "custom", path: [`${which}On`], message: "error.announcements.day-missing" });
    }
    const announced = announcedTime(typed);
    const { startsAt, endsAt } = announced;
    if (startsAt !== null && endsAt !== null && endsAt <= startsAt) {
      check.addIssue({ code: "custom", path: ["endsOn"], message: "error.announcements.end-first" });
    }
    return { text, audience, ...announced };
  });

export type AnnouncementInput = z.input<typeof announcementSchema>;
