import type { Logger } from "@logtape/logtape";
import type { Sql } from "postgres";
import type { Config } from "./config.ts";
import type { Db } from "./db.ts";
import type { Id } from "./ids.ts";
import type { Vault } from "./vault.ts";

/** Everything a use case or query needs from outside, in one plain object. */
export interface Ctx {
  /** The pool, or the transaction in progress. */
  readonly db: Db;
  /** The pool itself, for LISTEN and for the queue's hot statements. Never inside a transaction. */
  readonly sql: Sql;
  readonly config: Config;
  /** Same as `config.origin`: canonical, no trailing slash. */
  readonly origin: string;
  /** The only clock. UTC. */
  now(): Date;
  newId(at?: Date): Id;
  /** Encrypts what must not be readable in a database dump. */
  readonly vault: Vault;
  readonly log: Logger;
}

/** Runs `work` in one transaction; what it writes with the ctx handed to it is committed together or not at all. */
export function inTransaction<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  return ctx.db.transaction((db) => work({ ...ctx, db }));
}
