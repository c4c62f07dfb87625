/** For neighbours without an account, too, or for those who have one here. */
export const AUDIENCES = ["everyone", "members"] as const;

/** Characters. */
export const LONGEST_TEXT = 2000;
/** That hold at the same time: more than anybody would read. */
export const MOST_HOLDING = 20;
/** Different reactions to one announcement (Mastodon's `ReactionValidator`). */
export const MOST_REACTIONS = 8;

const ONE_EMOJI = /^\p{RGI_Emoji}$/v;

/** Whether a text is one emoji of Unicode and nothing else. */
export const isEmoji = (text: string): boolean => ONE_EMOJI.test(text);

/** The days that a whole-day announcement names, and the days and times that others do. */
export interface AnnouncedTime {
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  /** Days only: from the first moment of the one to the last of the other. */
  readonly allDay: boolean;
}

const LONGEST_HEADLINE = 120;

/** The first line of a text, by which it is known where there is no room for more. */
export function headlineOf(text: string): string {
  const [line = ""] = text.split("\n");
  const characters = [...line];
  if (characters.length <= LONGEST_HEADLINE) return text === line ? line : `${line} …`;
  return `${characters.slice(0, LONGEST_HEADLINE).join("").trimEnd()} …`;
}
