import { PUBLIC } from "../../platform/ap-uris.ts";
import type { Id } from "../../platform/ids.ts";
import type { PictureHints } from "../media/media.model.ts";

export type Visibility = "public" | "unlisted" | "followers" | "direct" | "group" | "local" | "partners";
export type PostKind = "projectNote" | "topic" | "article" | "note" | "page" | "question" | "event" | "other";

/** A picture or file of a post, ours or a peer's. Addresses are http(s) only; `alt` empty means decorative. */
export interface PostAttachment extends PictureHints {
  readonly url: string;
  readonly mediaType: string;
  readonly alt: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Row id of the upload; ours only. */
  readonly mediaId?: Id | undefined;
}

/** A hashtag: `tag` lower case for look-ups, `name` as written, both without `#`. */
export interface PostTag {
  readonly tag: string;
  readonly name: string;
}

export type ReactionKind = "like" | "boost";

/** Who is told of a boost. */
export const BOOST_VISIBILITIES = ["public", "unlisted", "followers"] as const;
export type BoostVisibility = (typeof BOOST_VISIBILITIES)[number];

/** What the counters count. */
export interface PostStats {
  /** Direct answers. */
  readonly replies: number;
  /** Of the top of a thread all that is in it, of a comment its direct answers. */
  readonly comments: number;
  readonly likes: number;
  readonly boosts: number;
}

/** The Public collection under each of its three names. */
const PUBLIC_NAMES = new Set([PUBLIC, "as:Public", "Public"]);
export const isPublic = (uri: string): boolean => PUBLIC_NAMES.has(uri);

/**
 * Who may read what a peer sent, from its addressing: Public in `to`, in `cc`, the author's followers, or only those
 * named. What names nobody is for nobody.
 */
export function visibilityOf(to: readonly string[], cc: readonly string[], followersUri: string | null): Visibility {
  if (to.some(isPublic)) return "public";
  if (cc.some(isPublic)) return "unlisted";
  return followersUri !== null && (to.includes(followersUri) || cc.includes(followersUri)) ? "followers" : "direct";
}

/** Whether everybody may read it, so that it may be counted, shared and announced. */
export const isOpen = (visibility: Visibility): boolean => visibility === "public" || visibility === "unlisted";

/** Whether a version that arrived is newer than the one kept: by `stv:version` if both carry one, else by time. */
export function isNewer(
  arrived: { readonly version: number | null; readonly updatedAt: Date },
  kept: { readonly version: number; readonly updatedAt: Date },
): boolean {
  return arrived.version === null ? arrived.updatedAt > kept.updatedAt : arrived.version > kept.version;
}

/** Visible edits within this time of one that was sent are merged (decision 11). */
export const MERGE_INTERVAL_MS = 5 * 60 * 1000;

/**
 * When an edit is to be sent: the first one and every change of status or outcome at once, further ones together at
 * the end of the interval.
 * @param sentAt when the last Update was sent or, if that lies ahead, will be
 */
export function whenToSend(
  now: Date,
  sentAt: Date | null,
  stateChanged: boolean,
  interval: number,
): { readonly sentAt: Date; readonly merged: boolean } {
  if (stateChanged || sentAt === null || now.getTime() >= sentAt.getTime() + interval) {
    return { sentAt: now, merged: false };
  }
  return { sentAt: sentAt > now ? sentAt : new Date(sentAt.getTime() + interval), merged: true };
}

export interface PollOption {
  readonly name: string;
  readonly votes: number;
}

/** What a `Question` asks, and what was answered so far. */
export interface Poll {
  /** Several options may be chosen. */
  readonly multiple: boolean;
  /** Null: open until its author closes it. */
  readonly endsAt: Date | null;
  readonly voters: number;
  /** How it stands is told to nobody before it ends, not to its author either. */
  readonly hideTotals: boolean;
  readonly options: readonly PollOption[];
}

/** What of a poll makes votes count. */
type Asked = Pick<Poll, "multiple"> & { readonly options: readonly Pick<PollOption, "name">[] };

/** Whether two polls ask the same: else votes for one are none for the other. */
export const asksTheSame = (one: Asked, other: Asked): boolean =>
  one.multiple === other.multiple &&
  one.options.length === other.options.length &&
  one.options.every(({ name }, position) => name === other.options[position]?.name);

export const hasEnded = ({ endsAt }: Pick<Poll, "endsAt">, now: Date): boolean => endsAt !== null && endsAt <= now;

/** Whether it is told how many chose what. */
export const showsTotals = (poll: Pick<Poll, "endsAt" | "hideTotals">, now: Date): boolean =>
  !poll.hideTotals || hasEnded(poll, now);

/** Whom an author lets quote what everybody may read; others have to ask in vain. */
export const QUOTERS = ["everybody", "followers", "nobody"] as const;
export type Quoters = (typeof QUOTERS)[number];

/** From the most readers to the fewest. */
const BREADTH: Readonly<Record<Visibility, number>> = {
  public: 3,
  unlisted: 2,
  group: 1,
  local: 1,
  followers: 1,
  partners: 1,
  direct: 0,
};

/** Whether `one` has readers that `other` has not; partners and followers are different people. */
export const isWider = (one: Visibility, other: Visibility): boolean =>
  BREADTH[one] > BREADTH[other] ||
  (one !== other && BREADTH[one] === BREADTH[other] && (one === "partners" || other === "partners"));

/** The one of two audiences that has fewer readers. */
export const narrowerBoost = (one: BoostVisibility, other: BoostVisibility): BoostVisibility =>
  BREADTH[one] < BREADTH[other] ? one : other;

/** Whether all followers of its author are among the readers. */
export const reachesFollowers: Readonly<Record<Visibility, boolean>> = {
  public: true,
  unlisted: true,
  followers: true,
  direct: false,
  group: false,
  local: false,
  partners: false,
};
