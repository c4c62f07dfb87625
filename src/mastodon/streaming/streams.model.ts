import { allows } from "../../features/accounts/scopes.model.ts";

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

/** An open stream as it stands in frames: `["user"]`, `["hashtag", "garten"]`. */
export interface Stream {
  readonly kind: string;
  /** The hashtag, lower case; else empty. */
  readonly tag: string;
}

/** Same for the same stream. */
export const keyOf = ({ kind, tag }: Stream): string => (tag === "" ? kind : `${kind} ${tag}`);

/** How a stream is named in frames. */
export const labelOf = ({ kind, tag }: Stream): string[] => (tag === "" ? [kind] : [kind, tag]);

const LONGEST_TAG = 200;

/** Reads what a client asks to listen to; null when there is no such stream. */
export function readStream(kind: string, tag: string | undefined): Stream | null {
  if (kind === "user" || kind === "user:notification") return { kind, tag: "" };
  if (!PUBLIC.some((known) => known === kind)) return null;
  if (!kind.startsWith("hashtag")) return { kind, tag: "" };
  const name = (tag ?? "").replace(/^#/, "").trim().toLowerCase();
  return name === "" || name.length > LONGEST_TAG ? null : { kind, tag: name };
}

/** Whether a token may listen: what is told of needs leave to read notifications, everything else to read statuses. */
export const mayListen = (scopes: ReadonlySet<string>, { kind }: Stream): boolean =>
  allows(scopes, kind === "user:notification" ? "read:notifications" : "read:statuses");

/** Whether a token may hear of notifications on the member's own stream. */
export const mayHearNotifications = (scopes: ReadonlySet<string>): boolean => allows(scopes, "read:notifications");
