import type { GroupMode } from "./groups.model.ts";

/** How somebody, here or elsewhere, stands to a group of ours. */
export interface Standing {
  /** Follow of the group; null: none. */
  readonly membership: "pending" | "accepted" | "rejected" | null;
  readonly banned: boolean;
  /** One of the group's moderators, or of the server's. */
  readonly moderator: boolean;
  readonly invited: boolean;
  /** Something of theirs stands in the group. */
  readonly posted: boolean;
  /** The group can only be read. */
  readonly archived: boolean;
}

export const isMember = ({ membership, banned }: Standing): boolean => membership === "accepted" && !banned;

/** What becomes of a new thread: it stands in the group at once, is looked at first, or is nothing to the group. */
export type PostingVerdict = "post" | "hold" | "refuse";

/** Who wants to open a thread. */
export interface WouldBeAuthor extends Standing {
  /** An account of this server. */
  readonly local: boolean;
  /** On the server of a partner district (decision 8). */
  readonly partner: boolean;
  /** The server lets people of any other server open threads (federation mode `open`). */
  readonly welcome: boolean;
}

/**
 * Whether somebody may open a thread in a group (wire §2.4, decision 8). Where everybody may, people of this server and
 * of partner districts write at once; others are members first, unless the server is open to everybody, and the first that
 * they write is looked at.
 */
export function postingVerdict(mode: GroupMode, author: WouldBeAuthor): PostingVerdict {
  if (author.banned || author.archived) return "refuse";
  if (author.moderator) return "post";
  if (mode === "internal") return author.local ? "post" : "refuse";
  if (mode !== "open") return isMember(author) ? "post" : "refuse";
  if (author.local || author.partner) return "post";
  if (!isMember(author) && !author.welcome) return "refuse";
  return author.posted ? "post" : "hold";
}

/** Whether a viewer (null: nobody known) may see that a group is there, its description and its list of threads. */
export const canSeeGroup = (mode: GroupMode, viewer: object | null): boolean => mode !== "internal" || viewer !== null;

/** Who reads what the log says of a time when the group had this mode: whoever might read the group then. */
export function canSeeLog(mode: GroupMode, viewer: object | null, standing: Standing | null): boolean {
  if (mode === "open" || mode === "members") return true;
  if (mode === "internal") return viewer !== null;
  return standing !== null && (standing.moderator || isMember(standing));
}
