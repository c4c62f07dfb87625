import type { Context } from "hono";
import { isId } from "../platform/ids.ts";
import type { Keyset } from "../platform/keyset.ts";
import type { AppEnv } from "../ui/env.ts";
import { one, type Parameters } from "./parameters.ts";

/** How many entries clients get without and at most with asking: of statuses, of everything else. */
export const STATUSES = { usual: 20, most: 40 };
export const OTHERS = { usual: 40, most: 80 };

/**
 * `max_id`, `since_id`, `min_id` and `limit`; what is no id or number counts as not said.
 * docs.joinmastodon.org/api/guidelines, "Pagination"
 */
export function readPage(parameters: Parameters, { usual, most }: { usual: number; most: number }): Keyset {
  const id = (name: string): string | undefined => {
    const text = one(parameters, name) ?? "";
    return isId(text) ? text : undefined;
  };
  return {
    limit: Math.min(Math.abs(Number.parseInt(one(parameters, "limit") ?? "", 10)) || usual, most),
    before: id("max_id"),
    since: id("since_id"),
    // Nothing has this id: all that there is comes right after it.
    after: one(parameters, "min_id") === "0" ? "0" : id("min_id"),
  };
}

/** How many entries `offset` passes over, at most so many; what is no number counts as not said. */
export const offsetIn = (parameters: Parameters, most: number): number =>
  Math.min(Math.max(0, Number.parseInt(one(parameters, "offset") ?? "", 10) || 0), most);

/** `always`: in both directions from every page with something on it (timelines); `full`: on only from a full page. */
export type Linking = "always" | "full";

/**
 * The header `Link` of a page: `next` first, since toot reads no other order; from the configured origin, with all other
 * parameters kept. Nothing on an empty page.
 * @param ids what the entries are paged by, newest first
 */
export function linkPage(c: Context<AppEnv>, ids: readonly string[], { limit }: Keyset, linking: Linking): void {
  const [newest, oldest] = [ids[0], ids.at(-1)];
  if (newest === undefined || oldest === undefined) return;
  const { pathname, searchParams } = new URL(c.req.url);
  for (const name of ["max_id", "since_id", "min_id"]) searchParams.delete(name);
  const link = (rel: string, name: string, id: string): string => {
    const query = new URLSearchParams(searchParams);
    query.set(name, id);
    return `<${c.var.ctx.origin}${pathname}?${query}>; rel="${rel}"`;
  };
  const hasMore = linking === "always" || ids.length >= limit;
  const links = [...(hasMore ? [link("next", "max_id", oldest)] : []), link("prev", "min_id", newest)];
  c.header("Link", links.join(", "));
}
