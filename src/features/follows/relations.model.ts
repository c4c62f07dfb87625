export type RelationKind = "block" | "mute";

const HOUR_MS = 3_600_000;

/** How long a mute may last, in hours; null: until it is lifted. */
export const MUTE_HOURS = { immer: null, tag: 24, woche: 7 * 24, monat: 30 * 24 } as const;
export type MuteLength = keyof typeof MUTE_HOURS;

/** When a mute that begins now ends; null: never by itself. */
export function endOfMute(now: Date, length: MuteLength): Date | null {
  const hours = MUTE_HOURS[length];
  return hours === null ? null : new Date(now.getTime() + hours * HOUR_MS);
}
