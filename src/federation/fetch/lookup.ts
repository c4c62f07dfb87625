import { eq } from "drizzle-orm";
import { readActorDocument } from "../../features/actors/actor-reading.activitypub.ts";
import { type Actor, actorByHandle, actorByUri, isStanding, ownHost } from "../../features/actors/actors.queries.ts";
import { actors } from "../../features/actors/actors.table.ts";
import { districtOf } from "../../features/district/district.queries.ts";
import { isInternal } from "../../features/groups/groups.queries.ts";
import { type Post, visiblePostAt, visiblePostOnPage } from "../../features/posts/posts.queries.ts";
import type { LookUp } from "../../features/search/search.model.ts";
import { asList, httpUrl, isObject, textOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { isBarredHost } from "../peer-rules.ts";
import { type FetchedDocument, fetchDocument, fetchJson, newFetchBudget } from "./fetch-document.ts";
import { arrivalOf, keepActor, keepArrival, resolveActor, resolveParents } from "./resolve.ts";

/** Documents that one search may fetch: the thing itself, its author, and the conversation above it. */
const SEARCH_BUDGET = 12;

const none = (reason: (LookUp & { kind: "none" })["reason"]): LookUp => ({ kind: "none", reason });

/**
 * Finds whom or what somebody means by `@handle@host`, `acct:…`, or the address of an actor, a post or the page of one;
 * asks its server if we do not know it. Never throws for what others do wrong.
 * @param reader who asks: posts that they may not see are not found
 */
export async function explainLookUp(
  ctx: Ctx,
  text: string,
  reader: { readonly actorId: string } | null = null,
): Promise<LookUp> {
  const typed = text.trim();
  const handle = handleIn(typed);
  const address = handle === null && typed.length <= 2000 ? httpUrl(typed) : null;
  try {
    const found = await find(ctx, { handle, address }, reader);
    const hidden = found.kind === "actor" && reader === null && (await isInternal(ctx, found.actor));
    return hidden ? none("not-found") : found;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // Not what was typed: it may be somebody's e-mail address.
    ctx.log.debug("A look-up failed: {code}", { code: error.code });
    if (error.kind === "forbidden") return none("blocked");
    return none(error.kind === "upstream" || error.kind === "limited" ? "unreachable" : "not-found");
  }
}

async function find(
  ctx: Ctx,
  { handle, address }: { readonly handle: Handle | null; readonly address: string | null },
  reader: { readonly actorId: string } | null,
): Promise<LookUp> {
  if (handle !== null) return byHandle(ctx, handle);
  return address === null ? none("unreadable") : byAddress(ctx, address, reader);
}

/** As `explainLookUp`, for whoever needs no reason: null when nothing was found. */
export async function lookUp(
  ctx: Ctx,
  text: string,
  reader: { readonly actorId: string } | null = null,
): Promise<Actor | Post | null> {
  const found = await explainLookUp(ctx, text, reader);
  return found.kind === "actor" ? found.actor : found.kind === "post" ? found.post : null;
}

/** A post by its address or the one of its page, if the reader may see it; null when it cannot be had. */
export async function lookUpPost(
  ctx: Ctx,
  address: string,
  reader: { readonly actorId: string } | null,
): Promise<Post | null> {
  const found = await explainLookUp(ctx, address, reader);
  return found.kind === "post" ? found.post : null;
}

/** An account by handle or address, as its server describes it now; null when it cannot be had. */
export async function lookUpActor(ctx: Ctx, text: string): Promise<Actor | null> {
  const found = await explainLookUp(ctx, text);
  if (found.kind !== "actor") return null;
  try {
    return await resolveActor(ctx, found.actor.uri, { maxAgeMs: 0 });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return null;
  }
}

interface Handle {
  readonly name: string;
  /** A-label, with its port if it has one. */
  readonly host: string | null;
}

/** `@anna`, `@anna@host`, `anna@host`, `acct:anna@host`; a bare word is none. */
function handleIn(text: string): Handle | null {
  const match = /^(?:acct:|@)?([\p{L}\p{N}_.~-]{1,128})(?:@([^@/\s?#]+))?$/iu.exec(text);
  if (!match?.[1] || (match[2] === undefined && !text.startsWith("@"))) return null;
  const host = match[2] === undefined ? null : hostOf(`https://${match[2]}`);
  return match[2] !== undefined && host === null ? null : { name: match[1].toLowerCase(), host };
}

async function byHandle(ctx: Ctx, { name, host }: Handle): Promise<LookUp> {
  const known = await actorByHandle(ctx, name, host ?? ownHost(ctx));
  if (known && !isStanding(known)) return none("not-found");
  if (known?.local) return { kind: "actor", actor: known };
  if (known && (await isBarredHost(ctx, known.host))) return none("blocked");
  if (host === null || host === ownHost(ctx)) return none("not-found");
  if (known) return { kind: "actor", actor: await resolveActor(ctx, known.uri) };
  const uri = await askWebFinger(ctx, name, host);
  return uri === null ? none("not-found") : { kind: "actor", actor: await resolveActor(ctx, uri) };
}

/** The actor that a server names for a handle (RFC 7033); it may lie on another host of the same people. */
export async function askWebFinger(ctx: Ctx, name: string, host: string): Promise<string | null> {
  const resource = encodeURIComponent(`acct:${name}@${host}`);
  const url = `https://${host}/.well-known/webfinger?resource=${resource}`;
  const document = await fetchJson(ctx, url, "application/jrd+json, application/json", true);
  for (const link of asList(document.links)) {
    if (!isObject(link) || link.rel !== "self") continue;
    const type = textOf(link.type) ?? "";
    const uri = httpUrl(textOf(link.href));
    if (uri !== null && /^application\/(activity\+json|ld\+json)/.test(type)) return uri;
  }
  return null;
}

async function byAddress(ctx: Ctx, address: string, reader: { readonly actorId: string } | null): Promise<LookUp> {
  const ownDistrict = new URL(address).href === new URL(ctx.origin).href ? await districtOf(ctx) : null;
  const known = (await actorByUri(ctx, ownDistrict?.actorUri ?? address)) ?? (await actorAtPage(ctx, address));
  if (known) {
    if (!isStanding(known)) return none("not-found");
    if (!known.local && (await isBarredHost(ctx, known.host))) return none("blocked");
    return { kind: "actor", actor: known.local ? known : await resolveActor(ctx, known.uri) };
  }
  const isOurs = hostOf(address) === hostOf(ctx.origin);
  // Elsewhere `?id=5` may say which post it is.
  const post = await (isOurs ? visiblePostOnPage : visiblePostAt)(ctx, reader, address);
  if (post) return { kind: "post", post };
  if (!isOurs) return fetchUnknown(ctx, address, reader);
  // The page of one of ours with something behind.
  const name = /^\/@([^/@]+)\/?$/.exec(new URL(address).pathname)?.[1];
  return name === undefined ? none("not-found") : byHandle(ctx, { name: name.toLowerCase(), host: null });
}

/** At the front page of a server like ours lies its technical actor; whoever asks for that page means the district. */
function districtBehind({ uri, document }: FetchedDocument): string | null {
  const district = document.type === "Application" ? httpUrl(textOf(document["stv:district"])) : null;
  return district !== null && hostOf(district) === hostOf(uri) ? district : null;
}

async function actorAtPage(ctx: Ctx, address: string): Promise<Actor | null> {
  const [actor] = await ctx.db.select().from(actors).where(eq(actors.url, address)).limit(1);
  // Its page says nothing of who it is unless it lies on the host of its id.
  return actor && hostOf(actor.uri) === hostOf(address) ? actor : null;
}

async function fetchUnknown(ctx: Ctx, address: string, reader: { readonly actorId: string } | null): Promise<LookUp> {
  const budget = newFetchBudget(SEARCH_BUDGET);
  const fetched = await fetchDocument(ctx, address, budget);
  if (readActorDocument(fetched.document, fetched.text)) {
    const actor = await keepActor(ctx, fetched);
    const district = new URL(address).pathname === "/" ? districtBehind(fetched) : null;
    return { kind: "actor", actor: district === null ? actor : await resolveActor(ctx, district) };
  }
  const arrival = await arrivalOf(ctx, fetched, budget);
  await resolveParents(ctx, arrival.wire.inReplyTo, { budget });
  await keepArrival(ctx, arrival);
  const post = await visiblePostAt(ctx, reader, arrival.wire.uri);
  return post ? { kind: "post", post } : none("not-found");
}
