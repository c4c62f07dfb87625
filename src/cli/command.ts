import type { ParseArgsOptionsConfig } from "node:util";
import { accountNotFound } from "../features/accounts/accounts.errors.ts";
import { type Account, accountByLogin } from "../features/accounts/accounts.queries.ts";
import type { Ctx } from "../platform/ctx.ts";

/** How the command ended, for the shell. */
export const EXIT = { done: 0, failed: 1, usage: 2, notSetUp: 3, noDatabase: 4 } as const;

/** The command was called in a way that cannot work. */
export class UsageError extends Error {}

/** What a command has to say: for scripts (`--json`) and for people, on standard output. */
export interface Outcome {
  readonly json: unknown;
  readonly text: string;
}

/** What stood on the command line, read but not yet looked at. */
export interface Given {
  readonly args: readonly string[];
  /** Value of an option with a text, or undefined. */
  option(name: string): string | undefined;
  /** @throws UsageError when the option is missing */
  required(name: string): string;
  flag(name: string): boolean;
  /** All of standard input, without the line break at its end. */
  input(): Promise<string>;
}

export type Work = (ctx: Ctx) => Promise<Outcome>;

export interface Command {
  /** What is typed to call it: `token create`. */
  readonly words: string;
  readonly summary: string;
  /** Arguments and options, as the help shows them. */
  readonly usage: string;
  readonly options?: ParseArgsOptionsConfig;
  /** How many arguments follow the words. */
  readonly args: number;
  /** Only `setup` runs without a district. */
  readonly beforeSetup?: boolean;
  /** Reads the command line, before any database is opened, and gives back what is to be done. */
  plan(given: Given): Work | Promise<Work>;
}

/** @throws AppError `accounts.not-found` */
export async function accountCalled(ctx: Ctx, who: string): Promise<Account> {
  const account = await accountByLogin(ctx, who);
  if (!account) throw accountNotFound(who);
  return account;
}

/** The password, from standard input: on the command line others could read it. */
export async function passwordFrom(given: Given): Promise<string> {
  if (!given.flag("password-stdin")) {
    throw new UsageError("Give --password-stdin and write the password to standard input.");
  }
  return given.input();
}
