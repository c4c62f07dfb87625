import { TIME_ZONE } from "../../platform/local-time.ts";

/**
 * Who may post in a group and who may read it (wire §2.4): everybody; members, read by all; members only; or this
 * server's members only, without federation.
 */
export const GROUP_MODES = ["open", "members", "closed", "internal"] as const;
export type GroupMode = (typeof GROUP_MODES)[number];

/** Whether whoever wants to join is looked at by a moderator first. */
export const asksFirst = (mode: GroupMode): boolean => mode === "members" || mode === "closed";

/** Whether other servers learn anything of the group at all. */
export const isFederated = (mode: GroupMode): boolean => mode !== "internal";

/**
 * Which modes a group may take on: what it has now is one of them. None becomes internal: what was on other servers
 * cannot be fetched back, and a new group can be founded.
 */
export const modesFrom = (mode: GroupMode): readonly GroupMode[] =>
  mode === "internal" ? GROUP_MODES : GROUP_MODES.filter(isFederated);

const VISIBILITY = { open: "public", members: "public", closed: "group", internal: "local" } as const;

/** Who may read what is posted in a group of this mode. */
export const visibilityIn = (mode: GroupMode): (typeof VISIBILITY)[GroupMode] => VISIBILITY[mode];

/** What moderators do and other servers are told of. */
export const MODERATION_ACTIONS = [
  "ban",
  "unban",
  "remove",
  "restore",
  "lock",
  "unlock",
  "pin",
  "unpin",
  "appoint",
  "dismiss",
] as const;
export type ModerationAction = (typeof MODERATION_ACTIONS)[number];

/** Everything that moderators do, requests to join and first posts included: it all stands in the group's log. */
export const LOG_ACTIONS = [
  ...MODERATION_ACTIONS,
  "accept",
  "decline",
  "admit",
  "turnAway",
  "edit",
  "modeOpen",
  "modeMembers",
  "modeClosed",
  "archive",
  "reopen",
] as const;
export type LogAction = (typeof LOG_ACTIONS)[number];

/** Posts that stand at the top of a group at once: Lemmy reads `featured` whole. */
export const MOST_PINS = 5;
/** What a district passes on of its working groups within 24 hours (decision 12). */
export const BOOSTS_A_DAY = 12;
/** Posts that one digest names; the rest stands in the next one. */
export const MOST_IN_DIGEST = 50;

const HOUR_MS = 60 * 60 * 1000;
const HOUR_HERE = new Intl.DateTimeFormat("de-DE", { hour: "numeric", hourCycle: "h23", timeZone: TIME_ZONE });
const EVENING = 18;

/** When the next digest is due: the next six o'clock in the evening, where the districts are. */
export function nextEvening(now: Date): Date {
  const hours = Array.from(
    { length: 25 },
    (_, count) => new Date((Math.floor(now.getTime() / HOUR_MS) + count + 1) * HOUR_MS),
  );
  return (
    hours.find((time) => Number.parseInt(HOUR_HERE.format(time), 10) === EVENING) ??
    new Date(now.getTime() + 24 * HOUR_MS)
  );
}

/** Characters of the reason of a moderator's act. */
export const LONGEST_REASON = 500;
/** Characters of a title; longer ones are cut by Lemmy. */
export const LONGEST_TITLE = 200;

const MENTIONS_IN_FRONT = /^(?:\s*@[\p{L}\p{N}._-]+(?:@[\p{L}\p{N}.:-]+)?)+\s*/u;

/**
 * The title of a thread that was opened by mentioning the group (R5): the first line that says more than whom it is for.
 * @param text plain text; @returns null when there is none
 */
export function titleIn(text: string): string | null {
  for (const line of text.split("\n")) {
    const said = line.replace(MENTIONS_IN_FRONT, "").trim();
    if (said === "") continue;
    const letters = [...said];
    return letters.length > LONGEST_TITLE
      ? `${letters
          .slice(0, LONGEST_TITLE - 1)
          .join("")
          .trimEnd()}…`
      : said;
  }
  return null;
}
