import { customType, timestamp } from "drizzle-orm/pg-core";
import type { Id } from "./ids.ts";

/** A snowflake: `bigint` in PostgreSQL, a decimal string here. */
export const snowflake = customType<{ data: Id; driverData: string }>({
  dataType: () => "bigint",
});

/** A point in time, UTC, as a `Date`. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date", precision: 3 });
