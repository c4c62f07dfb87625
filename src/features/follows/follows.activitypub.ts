import type { Json, JsonObject } from "../../platform/json.ts";
import { withContext } from "../../platform/wire.ts";

/** These are private: without the data-integrity context no LD signature is made (decision 10). */
const CONTEXTS = ["https://www.w3.org/ns/activitystreams"];

/** What an Accept embeds at most; of a longer Follow only the members that name it. Characters. */
const MAX_EMBEDDED = 10_000;

interface Named {
  readonly uri: string;
}

/**
 * Our Follow, without its context: as it is kept, and embedded whole in an Undo (PieFed).
 * @param said what else it says, such as the wish to be partners
 */
export const followActivity = (uri: string, follower: Named, followee: Named, said: JsonObject = {}): JsonObject => ({
  id: uri,
  type: "Follow",
  actor: follower.uri,
  object: followee.uri,
  to: [followee.uri],
  ...said,
});

export const sendable = (activity: JsonObject): JsonObject => withContext(CONTEXTS, activity);

/** Accept or Reject of a Follow that was received (or kept); the Follow is embedded whole. `said`: words that go with it. */
export function answerTo(
  type: "Accept" | "Reject",
  id: string,
  followee: Named,
  follower: Named,
  follow: { readonly uri: string; readonly activity: string },
  said: JsonObject = {},
): JsonObject {
  return sendable({
    id: `${followee.uri}#${type.toLowerCase()}-${id}`,
    type,
    actor: followee.uri,
    to: [follower.uri],
    ...said,
    object: embedded(follow, follower, followee),
  });
}

/** Undo of our own Follow. */
export const undoOf = (id: string, follower: Named, followee: Named, follow: JsonObject): JsonObject =>
  sendable({
    id: `${follower.uri}#undo-${id}`,
    type: "Undo",
    actor: follower.uri,
    to: [followee.uri],
    object: follow,
  });

const NOT_EMBEDDED = new Set(["@context", "signature", "proof"]);

/** The received Follow; its context and signatures belong to the whole that they came with. */
function embedded(follow: { uri: string; activity: string }, follower: Named, followee: Named): Json {
  const received: Json = follow.activity.length > MAX_EMBEDDED ? null : JSON.parse(follow.activity);
  if (received === null || typeof received !== "object" || Array.isArray(received)) {
    return { id: follow.uri, type: "Follow", actor: follower.uri, object: followee.uri };
  }
  return Object.fromEntries(Object.entries(received).filter(([name]) => !NOT_EMBEDDED.has(name)));
}
