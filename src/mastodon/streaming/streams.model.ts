import { allows } from "../../features/accounts/scopes.model.ts";
import { isId } from "../../platform/ids.ts";

/** What can be listened to (docs.joinmastodon.org/methods/streaming). */
const PUBLIC = [
  "public",
  "public:media",
  "public:local",
  "public:local:media",
  "public:remote",
  "public:remote:media",
  "hashtag",
  "hashtag:local",
] as const;

/** What is the member's own. */
const OWN = ["user", "user:notification", "direct"] as const;

/** An open stream as it stands in frames: `["user"]`, `["hashtag", "garten"]`, `["list", "12"]`. */
export interface Stream {
  readonly kind: string;
  /** The hashtag, lower case, or the id of the list; else empty. */
  readonly which: string;
  /** The hashtag as the client typed it: by that it knows what is meant for it. */
  readonly typed?: string;
}

/** What a client asks to listen to. */
export interface StreamWish {
  readonly stream: string;
  readonly tag?: string | undefined;
  readonly list?: string | undefined;
}

/** Same for the same stream. */
export const keyOf = ({ kind, which }: Stream): string => (which === "" ? kind : `${kind} ${which}`);

/** How a stream is named in frames. */
export const labelOf = ({ kind, which, typed = which }: Stream): string[] => (which === "" ? [kind] : [kind, typed]);

const LONGEST_TAG = 200;

/** Reads what a client asks to listen to; null when there is no such stream. Whose a list is is not looked at. */
export function readStream({ stream: kind, tag = "", list = "" }: StreamWish): Stream | null {
  if (kind === "list") return isId(list) ? { kind, which: list } : null;
  if (![...OWN, ...PUBLIC].some((known) => known === kind)) return null;
  if (!kind.startsWith("hashtag")) return { kind, which: "" };
  const name = tag.replace(/^#/, "").trim().normalize("NFC").toLowerCase();
  return name === "" || name.length > LONGEST_TAG ? null : { kind, which: name, typed: tag };
}

/** Whether a token may listen: what is told of needs leave to read notifications, everything else to read statuses. */
export const mayListen = (scopes: ReadonlySet<string>, { kind }: Stream): boolean =>
  allows(scopes, kind === "user:notification" ? "read:notifications" : "read:statuses");

/** Whether a token may hear of notifications on the member's own stream. */
export const mayHearNotifications = (scopes: ReadonlySet<string>): boolean => allows(scopes, "read:notifications");
