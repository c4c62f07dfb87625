import { asList, httpUrl, idOf, isObject, textOf, timeOf } from "../../platform/ap-read.ts";
import { PUBLIC } from "../../platform/ap-uris.ts";
import { htmlToText } from "../../platform/html.ts";
import type { JsonObject } from "../../platform/json.ts";
import { wireTime } from "../../platform/wire.ts";
import type { Actor, Party } from "../actors/actors.queries.ts";
import { LONGEST_REASON, type ModerationAction } from "./groups.model.ts";

/** What a moderator's act is about, on the wire. */
export interface WireAct {
  readonly action: ModerationAction;
  /** Id of the person, or of the post. */
  readonly objectUri: string;
  /** Plain text; empty: none given. */
  readonly reason: string;
  /** End of a ban. */
  readonly until: Date | null;
}

/** The collections of a group that moderators change. */
export interface GroupCollections {
  readonly uri: string;
  readonly moderators: string | null;
  readonly featured: string | null;
}

export const collectionsOf = ({ uri }: Pick<Party, "uri">): GroupCollections => ({
  uri,
  moderators: `${uri}/moderators`,
  featured: `${uri}/featured`,
});

/** The collections that a remote group names, as far as they lie on its own host. */
export function remoteCollections(group: Actor): GroupCollections {
  const document: JsonObject = JSON.parse(group.document || "{}");
  const [named] = asList(document.attributedTo);
  const moderators = httpUrl(named === undefined ? null : idOf(named));
  const onHost = moderators !== null && new URL(moderators).host === new URL(group.uri).host;
  return { uri: group.uri, moderators: onHost ? moderators : null, featured: group.featuredUri };
}

const VERB: Readonly<Record<ModerationAction, string>> = {
  ban: "Block",
  unban: "Block",
  remove: "Delete",
  restore: "Delete",
  lock: "Lock",
  unlock: "Lock",
  pin: "Add",
  unpin: "Remove",
  appoint: "Add",
  dismiss: "Remove",
};

/** Acts that take back an earlier one. */
const UNDONE = new Set<ModerationAction>(["unban", "unlock", "restore"]);

function targetOf(action: ModerationAction, group: GroupCollections): string | null {
  if (action === "ban" || action === "unban") return group.uri;
  if (action === "pin" || action === "unpin") return group.featured;
  return action === "appoint" || action === "dismiss" ? group.moderators : null;
}

/**
 * A moderator's act as Lemmy writes it (wire S16, S22): the moderator is its actor, the group passes it on wrapped.
 * @param number a fresh snowflake, for the id
 */
export function moderationActivity(
  { action, objectUri, reason, until }: WireAct,
  around: {
    readonly by: string;
    readonly group: GroupCollections;
    readonly number: string;
    readonly forMembers: boolean;
  },
): JsonObject {
  const { by, group, number, forMembers } = around;
  const target = targetOf(action, group);
  const envelope = {
    actor: by,
    to: forMembers ? [`${group.uri}/followers`] : [PUBLIC],
    cc: [group.uri],
    audience: group.uri,
  };
  const act = {
    id: `${by}#${VERB[action].toLowerCase()}-${number}`,
    type: VERB[action],
    ...envelope,
    object: objectUri,
    ...(target !== null && { target }),
    ...(reason !== "" && { summary: reason }),
    ...(until !== null && { endTime: wireTime(until) }),
  };
  if (!UNDONE.has(action)) return act;
  return { id: `${by}#undo-${number}`, type: "Undo", ...envelope, object: act };
}

/**
 * Reads a moderator's act in a group. A Delete without a reason is read, too: whose post it is decides what it means.
 * @param group its collections, as it names them itself
 * @returns null when it is none, or about something else
 */
export function readModeration(activity: JsonObject, group: GroupCollections): WireAct | null {
  const undone = activity.type === "Undo" && isObject(activity.object) ? activity.object : null;
  const act = undone ?? activity;
  const objectUri = httpUrl(idOf(act.object));
  if (objectUri === null) return null;
  const action = actionIn(act, undone !== null, group);
  return action && { action, objectUri, ...reasonIn(act) };
}

function actionIn(act: JsonObject, undone: boolean, group: GroupCollections): ModerationAction | null {
  const target = idOf(act.target);
  if (act.type === "Block") return target === group.uri ? (undone ? "unban" : "ban") : null;
  if (act.type === "Lock") return undone ? "unlock" : "lock";
  if (act.type === "Delete") return undone ? "restore" : "remove";
  if (undone) return null;
  if (act.type !== "Add" && act.type !== "Remove") return null;
  const added = act.type === "Add";
  if (target !== null && target === group.featured) return added ? "pin" : "unpin";
  if (target !== null && target === group.moderators) return added ? "appoint" : "dismiss";
  // Forums ask the group to take a post out of it (FEP-1b12).
  return !added && (target === null || target === group.uri) ? "remove" : null;
}

function reasonIn(act: JsonObject): Pick<WireAct, "reason" | "until"> {
  const text = htmlToText(textOf(act.summary) ?? "").replaceAll(/\s+/g, " ");
  // Lemmy names the end `expires`.
  return { reason: [...text].slice(0, LONGEST_REASON).join(""), until: timeOf(act.endTime) ?? timeOf(act.expires) };
}

/** Ids of the people in a group's moderators collection; at most 100. */
export const moderatorsIn = (collection: JsonObject): string[] =>
  [...asList(collection.orderedItems), ...asList(collection.items)].flatMap((item) => idOf(item) ?? []).slice(0, 100);
