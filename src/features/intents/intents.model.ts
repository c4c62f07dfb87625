import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Post } from "../posts/posts.queries.ts";

/** What a visitor can do here from their own server, by its name in FEP-3b86; to adopt a project is an intent of ours. */
export type Intent = "Follow" | "Object" | "Like" | "Announce" | "Create" | "Adopt";

/** The words of our addresses for what can be done with a post. */
export const INTENT_WORDS: Readonly<Record<string, Exclude<Intent, "Follow">>> = {
  ansehen: "Object",
  "gefaellt-mir": "Like",
  teilen: "Announce",
  antworten: "Create",
  uebernehmen: "Adopt",
};

/** An address of somebody at another server. */
export interface Handle {
  /** Null when only the server could be told. */
  readonly name: string | null;
  readonly host: string;
}

/** Name and host of `@name@host`, `name@host`, `https://host/@name` or another https address; null for anything else. */
export function readHandle(text: string): Handle | null {
  const given = text.trim().toLowerCase();
  const handle = /^@?([a-z0-9_.-]+)@([^@/\s]+)$/.exec(given);
  const page = /^https:\/\/([^/\s@]+)(?:\/@([a-z0-9_.-]+))?(?:\/|$)/.exec(given);
  const [name = null, host] = handle ? [handle[1], handle[2]] : [page?.[2], page?.[1]];
  if (host === undefined || !URL.canParse(`https://${host}`)) return null;
  const url = new URL(`https://${host}`);
  const plain = url.username === "" && url.pathname === "/" && url.search === "" && url.hash === "";
  return plain && url.hostname.includes(".") ? { name, host: url.host } : null;
}

/** Most of the fediverse has this page, whether its WebFinger says so or not. */
export const usualLink = (host: string, uri: string): string =>
  `https://${host}/authorize_interaction?uri=${encodeURIComponent(uri)}`;

/** Asks the visitor's server where they do it (WebFinger); given by `app/`, since features do not know federation. */
export type FindIntentLink = (ctx: Ctx, handle: Handle, intent: Intent, uri: string) => Promise<string | null>;

/** What a member sent here by another server may do with a post there, by the words of our addresses. */
export const DEEDS = ["gefaellt-mir", "teilen", "antworten"] as const;
export type Deed = (typeof DEEDS)[number];

/** Finds a post by its address, asking its server if we do not know it; given by `app/`. */
export type FindPost = (ctx: Ctx, address: string, reader: { readonly actorId: Id }) => Promise<Post | null>;
