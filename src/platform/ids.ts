/**
 * 64-bit snowflakes: 48 bits of Unix milliseconds, 16 bits of sequence. They sort by time, fit a signed `bigint`
 * and are decimal strings everywhere outside the database.
 */
export type Id = string;

const SEQUENCE_BITS = 16n;
const SEQUENCE_MASK = 0xffffn;

/**
 * Makes the id generator of one process. `now` is used when no time is given; a time given (the publication date of
 * a received post) is clamped to the past, so that a peer cannot place itself above everything to come.
 */
export function createIdGenerator(now: () => Date): (at?: Date) => Id {
  let sequence = BigInt(Math.floor(Math.random() * 0x10000));
  return (at) => {
    const present = now().getTime();
    const given = at?.getTime() ?? present;
    const millis = Number.isFinite(given) ? Math.min(Math.max(given, 0), present) : present;
    sequence = (sequence + 1n) & SEQUENCE_MASK;
    return ((BigInt(millis) << SEQUENCE_BITS) | sequence).toString();
  };
}

/** No id of that moment or a later one is smaller. */
export const firstIdAt = (at: Date): Id => (BigInt(Math.max(at.getTime(), 0)) << SEQUENCE_BITS).toString();

const ID_PATTERN = /^[1-9]\d{0,18}$/;
const LARGEST = 0x7fff_ffff_ffff_ffffn;

/** Whether a string from outside is an id that PostgreSQL's `bigint` takes. */
export function isId(text: string): boolean {
  return ID_PATTERN.test(text) && BigInt(text) <= LARGEST;
}

/** Ids as PostgreSQL reads arrays; cast it to `bigint[]`. */
export const arrayOf = (ids: readonly Id[]): string => `{${ids.join(",")}}`;
