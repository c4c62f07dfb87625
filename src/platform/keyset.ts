import { and, asc, type Column, desc, type SQL, sql } from "drizzle-orm";

/** A part of a list whose rows are in the order of an id that never changes. */
export interface Keyset {
  readonly limit: number;
  /** Only what is older than this. */
  readonly before?: string | undefined;
  /** Only what is newer than this: the newest of it. */
  readonly since?: string | undefined;
  /** Only what is newer than this: what comes right after it. Counts before `since`. */
  readonly after?: string | undefined;
}

/** The part as pieces of a query; what it finds goes through `newestFirst`. */
export function keysetOf(id: Column | SQL, page: Keyset): { where: SQL | undefined; order: SQL } {
  const { before, after, since } = page;
  const newerThan = after ?? since;
  return {
    where: and(
      before === undefined ? undefined : sql`${id} < ${before}::bigint`,
      newerThan === undefined ? undefined : sql`${id} > ${newerThan}::bigint`,
    ),
    order: after === undefined ? desc(id) : asc(id),
  };
}

/** Rows in the order in which they are shown, whichever way they were read. */
export const newestFirst = <Row>(rows: readonly Row[], { after }: Keyset): readonly Row[] =>
  after === undefined ? rows : rows.toReversed();
