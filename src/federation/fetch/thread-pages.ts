import { asList, httpUrl, idOf, isObject } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Json, JsonObject } from "../../platform/json.ts";

/** Longer addresses are passed over: hundreds of them are carried from step to step. */
const LONGEST_ADDRESS = 500;

/** What a collection or page of a thread holds. */
export interface ThreadPage {
  /** Ids of posts, on whatever hosts. */
  readonly objects: readonly string[];
  /** Where to read on, on the collection's host. */
  readonly pages: readonly string[];
}

const NOTHING: ThreadPage = { objects: [], pages: [] };

/**
 * Reads a collection or page, as a document or embedded in one. Only ids are taken: what is embedded says what somebody
 * else wrote, and is read at its origin.
 * @param host of the post or group whose collection it is
 */
export function readThreadPage(page: Json | undefined, host: string | null): ThreadPage {
  if (!isObject(page)) return NOTHING;
  const items = [...asList(page.items), ...asList(page.orderedItems)];
  const first = isObject(page.first) ? readThreadPage(page.first, host) : NOTHING;
  const pages = [page.first, page.next].flatMap((value) => addressOf(value, host) ?? []);
  return {
    objects: [...new Set([...items.flatMap((item) => objectIn(item) ?? []), ...first.objects])],
    pages: [...new Set([...first.pages, ...pages])],
  };
}

/** The collection that a post names as its replies: what is embedded of it, and its address. */
export function repliesOf(document: JsonObject): ThreadPage {
  const host = hostOf(idOf(document.id) ?? "");
  const address = addressOf(document.replies, host);
  const { objects, pages } = readThreadPage(document.replies, host);
  // Whose first page is embedded has said in it where to read on.
  return { objects, pages: address === null || pages.length > 0 ? pages : [address] };
}

/** The collection of the whole thread that a post names (FEP-7888), if it lies on one of these hosts. */
export function contextOf(document: JsonObject, hosts: readonly (string | null)[]): string | null {
  const uri = addressOf(document.context, null);
  return uri !== null && hosts.includes(hostOf(uri)) ? uri : null;
}

/** A list of the thread's posts has an owner (FEP-f228); anything else under that name groups things in another way. */
export const isThread = ({ type, attributedTo }: JsonObject): boolean =>
  (type === "OrderedCollection" || type === "Collection") && idOf(attributedTo) !== null;

function addressOf(value: Json | undefined, host: string | null): string | null {
  const uri = httpUrl(idOf(value));
  if (uri === null || uri.length > LONGEST_ADDRESS) return null;
  return host === null || hostOf(uri) === host ? uri : null;
}

const CARRIERS = new Set(["Create", "Announce", "Add"]);

/** An entry is a post, its id, or the activity that tells of it. */
function objectIn(item: Json): string | null {
  if (isObject(item) && item.type === "Tombstone") return null;
  const carried = isObject(item) && typeof item.type === "string" && CARRIERS.has(item.type);
  return addressOf(carried ? item.object : item, null);
}
