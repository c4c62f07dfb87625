import { PUBLIC } from "../../platform/ap-uris.ts";
import type { JsonObject } from "../../platform/json.ts";
import { OBJECT_CONTEXTS, wireTime, withContext } from "../../platform/wire.ts";
import { sendable } from "../follows/follows.activitypub.ts";
import type { FoundRelay } from "./relays.model.ts";

const MARK = "#relay-";

/** Id of a Follow that asks a relay. */
export const relayFollowUri = (instanceUri: string, id: string): string => `${instanceUri}${MARK}${id}`;

/** Whether an id is one of those. */
export const isRelayFollow = (origin: string, uri: string | null): boolean =>
  uri?.startsWith(`${origin}/`) === true && uri.includes(MARK);

/** Our Follow (FEP-ae0c): of all that is public, in Mastodon's dialect; of the relay's actor in that of LitePub. */
function followOfRelay(uri: string, instanceUri: string, { dialect, actorUri }: FoundRelay): JsonObject {
  const object = dialect === "litepub" && actorUri !== null ? actorUri : PUBLIC;
  return { id: uri, type: "Follow", actor: instanceUri, to: [object], object };
}

export const askRelay = (uri: string, instanceUri: string, relay: FoundRelay): JsonObject =>
  sendable(followOfRelay(uri, instanceUri, relay));

/** Takes our Follow back; it is embedded whole. */
export function undoRelay(id: string, uri: string, instanceUri: string, relay: FoundRelay): JsonObject {
  const object = followOfRelay(uri, instanceUri, relay);
  const to = object.to ?? [];
  return sendable({ id: `${instanceUri}#undo-${id}`, type: "Undo", actor: instanceUri, to, object });
}

/** How a post of ours is told to relays of the LitePub dialect: by its id alone, in the name of the instance. */
export const announceToRelays = (id: string, instanceUri: string, postUri: string, at: Date): JsonObject =>
  withContext(OBJECT_CONTEXTS, {
    id: `${instanceUri}#announce-${id}`,
    type: "Announce",
    actor: instanceUri,
    published: wireTime(at),
    to: [`${instanceUri}/followers`, PUBLIC],
    cc: [],
    object: postUri,
  });
