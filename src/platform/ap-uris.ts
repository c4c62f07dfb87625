import { type Id, isId } from "./ids.ts";

/** ActivityPub ids are built from row ids alone, never from names: `/ap/a/<id>` and `/ap/o/<id>` (decision 14). */
export const actorUri = (origin: string, id: Id): string => `${origin}/ap/a/${id}`;
export const objectUri = (origin: string, id: Id): string => `${origin}/ap/o/${id}`;
/** The id of an emoji of ours, also where its document is asked for. */
export const emojiUri = (origin: string, id: Id): string => `${origin}/emojis/${id}`;
export const sharedInboxUri = (origin: string): string => `${origin}/ap/inbox`;

export const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";

/** The row id in an actor id of ours, or null when it is not one. */
export const localActorId = (origin: string, uri: string): Id | null => idBehind(actorUri(origin, ""), uri);

/** The row id in an object id of ours, or null when it is not one. */
export const localObjectId = (origin: string, uri: string): Id | null => idBehind(objectUri(origin, ""), uri);

function idBehind(prefix: string, uri: string): Id | null {
  if (!uri.startsWith(prefix)) return null;
  const id = uri.slice(prefix.length);
  return isId(id) ? id : null;
}

/** Host (with port, A-label, lower case) of an address, or null when it is no http(s) address. */
export function hostOf(uri: string): string | null {
  const url = URL.parse(uri);
  if (url === null) return null;
  return url.protocol === "https:" || url.protocol === "http:" ? url.host.replace(/\.$/, "") : null;
}

/** A host, without its port, and every domain above it: `a.b.example:8443` → itself, a.b.example, b.example, example. */
export function hostAndParents(host: string): string[] {
  const labels = host.replace(/:\d+$/, "").split(".");
  return [host, ...labels.map((_, index) => labels.slice(index).join("."))];
}
