import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Stream } from "./streams.model.ts";

/** One open connection of a client, whatever it speaks. */
export interface Listener {
  readonly viewer: Viewer;
  readonly tokenId: Id;
  /** Whether notifications are told on the member's own stream. */
  readonly hearsNotifications: boolean;
  /** What it listens to now, by key. */
  readonly streams: ReadonlyMap<string, Stream>;
  /** Sends an event, or ends when the client does not keep up. @param payload text as it stands in the frame */
  send(stream: Stream, event: string, payload?: string): void;
  /** Shows the client, every half minute, that somebody is there, and ends when the client is not. */
  beat(): void;
  end(reason: string): void;
}
