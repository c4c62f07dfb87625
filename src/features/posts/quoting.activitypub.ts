import { asList, idOf, isObject, textOf } from "../../platform/ap-read.ts";
import { PUBLIC } from "../../platform/ap-uris.ts";
import { escapeHtml } from "../../platform/html.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { inContext } from "./activities.activitypub.ts";
import { isPublic, type Quoters } from "./posts.model.ts";

/** What a post of ours says of the one that it quotes, and of who may quote it (FEP-044f). */

export interface QuoteParts {
  /** Id of the quoted post. */
  readonly uri: string;
  /** Its page. */
  readonly url: string;
  /** Id of the leave to quote it; null while there is none, or when none is needed. */
  readonly stampUri: string | null;
  /** Its author does not want to be quoted: then only servers that ask for the leave are told of the quote. */
  readonly refused: boolean;
}

/** Misskey's way to say in a FEP-e232 link that it is a quote. */
export const QUOTE_REL = "https://misskey-hub.net/ns#_misskey_quote";
const OBJECT_TYPE = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"';

/** Before the text, as Mastodon writes it: servers that know no quotes show a link. */
export const quoteLink = ({ url }: Pick<QuoteParts, "url">): string =>
  `<p class="quote-inline">RE: <a href="${escapeHtml(url)}">${escapeHtml(url)}</a></p>`;

/** The quote by its present name and leave and, unless it was refused, by the names that older servers read. */
export const quoteMembers = ({ uri, stampUri, refused }: QuoteParts): JsonObject => ({
  quote: uri,
  ...(!refused && { quoteUri: uri, quoteUrl: uri, _misskey_quote: uri }),
  ...(stampUri !== null && !refused && { quoteAuthorization: stampUri }),
});

/** The quote as a link to an object (FEP-e232). */
export const quoteTags = ({ uri, url, refused }: QuoteParts): JsonObject[] =>
  refused ? [] : [{ type: "Link", mediaType: OBJECT_TYPE, href: uri, name: `RE: ${url}`, rel: QUOTE_REL }];

/** The quote in a document of ours, as `quoteMembers` wrote it; null: it quotes nothing. */
export function quoteWrittenIn(document: JsonObject): Omit<QuoteParts, "url"> | null {
  const uri = idOf(document.quote);
  if (uri === null) return null;
  return { uri, stampUri: idOf(document.quoteAuthorization), refused: document.quoteUri === undefined };
}

/** A document of ours after the quoted one has answered: a silent change, so `updated` stays (wire §3.0). */
export function withQuote(document: JsonObject, quote: QuoteParts, version: number): JsonObject {
  const {
    "@context": _,
    quote: _q,
    quoteUri: _i,
    quoteUrl: _u,
    _misskey_quote: _m,
    quoteAuthorization: _a,
    ...rest
  } = document;
  const tags = asList(rest.tag).filter((tag) => !isObject(tag) || tag.rel !== QUOTE_REL);
  return inContext({
    ...rest,
    tag: [...tags, ...quoteTags(quote)],
    ...quoteMembers(quote),
    "stv:version": version,
  });
}

type Author = Pick<Actor, "uri" | "followersUri">;

const followersOf = ({ uri, followersUri }: Author): string => followersUri ?? `${uri}/followers`;

/** Who may quote a post. "Nobody" is written as its author alone, since Mastodon reads an empty list as no answer. */
export function quotePolicy(author: Author, quoters: Quoters): JsonObject {
  const names: Readonly<Record<Quoters, string>> = {
    everybody: PUBLIC,
    followers: followersOf(author),
    nobody: author.uri,
  };
  return { interactionPolicy: { canQuote: { automaticApproval: [names[quoters]] } } };
}

/** Who may quote a post of ours by its document; what was written before there was a choice everybody may. */
export function quotersIn(document: JsonObject): Quoters {
  const names = policyNames(document);
  if (names === null || names.some(isPublic)) return "everybody";
  return names.length > 0 && names.every((name) => name !== idOf(document.attributedTo)) ? "followers" : "nobody";
}

/**
 * Whom a peer's post lets quote it, at once or after a look; null when it does not say.
 * @returns `followers` when only they may, `some` when a group that we cannot know may
 */
export function peerQuotersIn(document: JsonObject, author: Author): Quoters | "some" | null {
  const names = policyNames(document);
  return names && whoIsNamed(names, author);
}

/** As `peerQuotersIn`, for those who may at once and those whose quotes are looked at first; null: it does not say. */
export function peerPolicyIn(document: JsonObject, author: Author) {
  const policy = policyIn(document);
  if (!policy) return null;
  const [automatic, manual] = [namesIn(policy.automaticApproval), namesIn(policy.manualApproval)];
  return { automatic: whoIsNamed(automatic, author), manual: whoIsNamed(manual, author) };
}

function whoIsNamed(named: readonly string[], author: Author): Quoters | "some" {
  const names = named.filter((name) => name !== author.uri);
  if (names.length === 0) return "nobody";
  if (names.some(isPublic)) return "everybody";
  return names.every((name) => name === author.followersUri) ? "followers" : "some";
}

function policyNames(document: JsonObject): string[] | null {
  const policy = policyIn(document);
  return policy && [...namesIn(policy.automaticApproval), ...namesIn(policy.manualApproval)];
}

const policyIn = (document: JsonObject): JsonObject | null => objectIn(objectIn(document.interactionPolicy)?.canQuote);

const namesIn = (value: Json | undefined): string[] => asList(value).flatMap((name) => textOf(name) ?? []);

const objectIn = (value: Json | undefined): JsonObject | null => (isObject(value) ? value : null);
