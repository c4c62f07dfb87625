/** Where the districts are; nobody is asked for a time zone. */
export const TIME_ZONE = "Europe/Berlin";

const WALL = new Intl.DateTimeFormat("en-CA", {
  ...{ timeZone: TIME_ZONE, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" },
  ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
});

/** What calendars and clocks here show at some instant. */
interface WallTime {
  /** `2026-12-05` */
  readonly day: string;
  /** `18:30` */
  readonly time: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

function partsOf(at: Date): { readonly day: string; readonly time: string; readonly second: string } {
  const parts = new Map(WALL.formatToParts(at).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? "";
  return {
    day: `${of("year").padStart(4, "0")}-${of("month")}-${of("day")}`,
    time: `${of("hour")}:${of("minute")}`,
    second: of("second"),
  };
}

export function wallTime(at: Date): WallTime {
  const { day, time } = partsOf(at);
  return { day, time };
}

/** How far clocks here are ahead of UTC. Milliseconds. */
function ahead(at: Date): number {
  const { day, time, second } = partsOf(at);
  return Date.parse(`${day}T${time}:${second}Z`) - Math.floor(at.getTime() / 1000) * 1000;
}

/**
 * The instant at which calendars and clocks here show this. What they show twice is meant the first time; in the hour that
 * they skip, as if they had not. @param wall a day that there is
 */
export function instantAt({ day, time }: WallTime): Date {
  const asUtc = Date.parse(`${day}T${time}Z`);
  const before = ahead(new Date(asUtc - DAY_MS));
  const after = ahead(new Date(asUtc + DAY_MS));
  const candidates = [before, after].map((offset) => new Date(asUtc - offset));
  const shows = (at: Date): boolean => wallTime(at).day === day && wallTime(at).time === time;
  return candidates.find(shows) ?? new Date(asUtc - before);
}

/** The last moment of a day here. @param day a day that there is */
export function endOfDay(day: string): Date {
  const next = new Date(Date.parse(`${day}T00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  return new Date(instantAt({ day: next, time: "00:00" }).getTime() - 1);
}

/** A time as people write it: "18:30", "18.30 Uhr", "18 Uhr", "9". @returns `18:30`; null when it is none */
export function parseTime(text: string): string | null {
  const [, hour, minute = "00"] = /^(\d{1,2})(?:[:.](\d{2}))?\s*(?:Uhr|h)?$/i.exec(text.trim()) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return null;
  return `${hour.padStart(2, "0")}:${minute}`;
}
