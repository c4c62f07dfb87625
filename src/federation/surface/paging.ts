import type { Context } from "hono";
import { activityPubNotFound, activityPubResponse } from "../../platform/activitypub-http.ts";
import { type Id, isId } from "../../platform/ids.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { OBJECT_CONTEXTS, wireText, withContext } from "../../platform/wire.ts";

/** Entries on a page of a collection. */
export const PAGE_SIZE = 50;

/** Before every id: the first page of a collection is the one before this. */
const END_OF_TIME = "9223372036854775807";

/** Address of the page with what is older than `before`: a path, since signatures over a query are not portable. */
const pageUri = (collection: string, before: Id): string => `${collection}/vor/${before}`;

/** A collection whose entries are on pages. */
export const pagedCollection = (id: string, totalItems: number, members: JsonObject = {}): JsonObject =>
  withContext(OBJECT_CONTEXTS, {
    id,
    type: "OrderedCollection",
    ...members,
    totalItems,
    first: pageUri(id, END_OF_TIME),
  });

/** A collection with all its entries. No entry brings a context of its own. */
export const wholeCollection = (id: string, items: readonly Json[], members: JsonObject = {}): JsonObject =>
  withContext(OBJECT_CONTEXTS, {
    id,
    type: "OrderedCollection",
    ...members,
    totalItems: items.length,
    orderedItems: [...items],
  });

/** A collection of which only the size is told. */
export const countedCollection = (id: string, totalItems: number, members: JsonObject = {}): JsonObject =>
  withContext(OBJECT_CONTEXTS, { id, type: "OrderedCollection", ...members, totalItems });

/** One entry of a page and the id that it is ordered by. */
export interface PageEntry {
  readonly id: Id;
  readonly item: Json;
}

/**
 * A page of a collection, newest first.
 * @param before the id in the page's address
 * @param found up to one entry more than the page takes: that one says that there is a next page
 * @param size entries on a page
 */
export function collectionPage(
  collection: string,
  before: Id,
  found: readonly PageEntry[],
  size = PAGE_SIZE,
): JsonObject {
  const shown = found.slice(0, size);
  const last = shown.at(-1);
  return withContext(OBJECT_CONTEXTS, {
    id: pageUri(collection, before),
    type: "OrderedCollectionPage",
    partOf: collection,
    ...(found.length > size && last && { next: pageUri(collection, last.id) }),
    orderedItems: shown.map(({ item }) => item),
  });
}

/** Answers with a collection or page; null: there is no such thing. */
export function answerCollection(c: Context, document: JsonObject | null, isPublic = true): Response {
  if (document === null) return activityPubNotFound(c);
  return activityPubResponse(c, { text: wireText(document), public: isPublic });
}

/** The id in `…/vor/<id>`, or null when it is none. */
export function beforeIn(c: Context): Id | null {
  const before = c.req.param("before") ?? "";
  return isId(before) ? before : null;
}
