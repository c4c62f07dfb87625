import type { Ctx } from "../../platform/ctx.ts";
import type { Actor } from "../actors/actors.queries.ts";
import type { Post } from "../posts/posts.queries.ts";

/** What a handle or an address led to. */
export type LookUp =
  | { readonly kind: "actor"; readonly actor: Actor }
  | { readonly kind: "post"; readonly post: Post }
  /** `unreadable`: neither handle nor address. `not-found`: its server says no. `unreachable`: it does not answer. */
  | { readonly kind: "none"; readonly reason: "unreadable" | "not-found" | "unreachable" | "blocked" };

/** Asks other servers; given by `app/`, since features do not know federation. */
export type ExplainLookUp = (ctx: Ctx, text: string, reader: { readonly actorId: string } | null) => Promise<LookUp>;

/** Whether somebody typed a handle (`@anna`, `anna@host`, `acct:…`) or an address, as opposed to words. */
export const namesSomething = (text: string): boolean =>
  !/^-?(from|has|is|in|language|before|after|during):/i.test(text) &&
  /^(https?:\/\/\S+|acct:\S+|@\S+|[^\s@]+@[^\s@]+\.\S+)$/i.test(text);
