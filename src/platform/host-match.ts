import { type SQL, sql } from "drizzle-orm";

/** Whether a host, with or without its port, is `name` or lies below it: rules for a name cover what is below it (A31). */
export const isAtOrBelow = (host: SQL, name: SQL): SQL =>
  sql`(${host} = ${name} or right('.' || split_part(${host}, ':', 1), length(${name}) + 1) = '.' || ${name})`;
