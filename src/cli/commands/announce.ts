import { announcementNotFound } from "../../features/announcements/announcements.errors.ts";
import { headlineOf } from "../../features/announcements/announcements.model.ts";
import { type Announcement, announcementsFor } from "../../features/announcements/announcements.queries.ts";
import { publishAnnouncement, takeDownAnnouncement } from "../../features/announcements/announcements.usecases.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { isId } from "../../platform/ids.ts";
import { wallTime } from "../../platform/local-time.ts";
import type { Command, Outcome } from "../command.ts";
import { OPERATOR } from "../operator.ts";

/** Of what a district's clocks show: `2026-12-05 18:30`. */
function shown(at: Date | null): string {
  if (at === null) return "";
  const { day, time } = wallTime(at);
  return `${day} ${time}`;
}

function lineOf({ id, text, audience, startsAt, endsAt }: Announcement): string {
  const when = startsAt === null && endsAt === null ? "" : `${shown(startsAt)} – ${shown(endsAt)}`.trim();
  return [id, audience, when, headlineOf(text)].filter((part) => part !== "").join("  ");
}

async function asOutcome(ctx: Ctx): Promise<Outcome> {
  const announcements = await announcementsFor(ctx, OPERATOR, { dismissed: true });
  const json = announcements.map(({ dismissed, ...announcement }) => announcement);
  return { json, text: json.length === 0 ? "Nothing is announced." : json.map(lineOf).join("\n") };
}

export const announceList: Command = {
  words: "announce list",
  summary: "Shows what is announced now.",
  usage: "",
  args: 0,
  plan: () => asOutcome,
};

/** "2026-12-05 18:30" or "2026-12-05" as the two fields of the form. */
function typedTime(text = ""): readonly [day: string, time: string] {
  const [day = "", ...time] = text.trim().split(/\s+/);
  return [day, time.join(" ")];
}

export const announcePublish: Command = {
  words: "announce publish",
  summary: "Announces the text of standard input, to everybody or to members; days and times by the clocks in Berlin.",
  usage: '[--starts "2026-12-05 18:30"] [--ends "2026-12-05 20:00"] [--members] < text.txt',
  options: { starts: { type: "string" }, ends: { type: "string" }, members: { type: "boolean" } },
  args: 0,
  async plan(given) {
    const text = await given.input();
    const [startsOn, startsAt] = typedTime(given.option("starts"));
    const [endsOn, endsAt] = typedTime(given.option("ends"));
    const audience = given.flag("members") ? "members" : "everyone";
    return async (ctx) => {
      const made = await publishAnnouncement(ctx, OPERATOR, { text, startsOn, startsAt, endsOn, endsAt, audience });
      return { json: made, text: lineOf(made) };
    };
  },
};

export const announceTakeDown: Command = {
  words: "announce take-down",
  summary: "Shows an announcement to nobody any more.",
  usage: "<id>",
  args: 1,
  plan({ args: [id = ""] }) {
    return async (ctx) => {
      if (!isId(id)) throw announcementNotFound();
      await takeDownAnnouncement(ctx, OPERATOR, id);
      return asOutcome(ctx);
    };
  },
};
