import type { WebSocket } from "ws";
import { isObject } from "../../platform/ap-read.ts";
import type { Id } from "../../platform/ids.ts";
import type { Json } from "../../platform/json.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Listener } from "./listener.ts";
import {
  keyOf,
  labelOf,
  mayHearNotifications,
  mayListen,
  readStream,
  type Stream,
  type StreamWish,
} from "./streams.model.ts";

/** Who opens a stream. */
export interface Opening {
  readonly viewer: Viewer;
  readonly tokenId: Id;
  readonly scopes: ReadonlySet<string>;
  /** What it listens to from the beginning. */
  readonly stream: Stream | null;
  /** Whether there is such a stream for this member: lists of others are none. */
  readonly isThere: (stream: Stream) => Promise<boolean>;
}

/** A client that has so much waiting does not read. */
export const MOST_WAITING_BYTES = 1024 * 1024;
const MOST_STREAMS = 50;
/** So many messages of a client may wait for their turn. */
const MOST_MESSAGES = 100;
const GOING_AWAY = 1001;

/** A WebSocket as a listener: frames `{stream, event, payload}`, changed by messages `{type, stream, tag}`. */
export class SocketListener implements Listener {
  readonly viewer: Viewer;
  readonly tokenId: Id;
  readonly hearsNotifications: boolean;
  readonly streams = new Map<string, Stream>();
  readonly #scopes: ReadonlySet<string>;
  readonly #socket: WebSocket;
  readonly #isThere: Opening["isThere"];
  #answered = true;
  #ended = false;
  #messages = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket, { viewer, tokenId, scopes, stream, isThere }: Opening) {
    this.viewer = viewer;
    this.tokenId = tokenId;
    this.#scopes = scopes;
    this.hearsNotifications = mayHearNotifications(scopes);
    if (stream) this.streams.set(keyOf(stream), stream);
    this.#socket = socket;
    this.#isThere = isThere;
    socket.on("pong", () => {
      this.#answered = true;
    });
  }

  send(stream: Stream, event: string, payload?: string): void {
    this.#write({ stream: labelOf(stream), event, ...(payload !== undefined && { payload }) });
  }

  beat(): void {
    if (this.#answered) this.#socket.ping();
    else this.#socket.terminate();
    this.#answered = false;
  }

  end(reason: string): void {
    this.#ended = true;
    this.#socket.close(GOING_AWAY, reason);
    // Who does not answer the closing is cut off with the next beat; nothing is sent any more.
    this.streams.clear();
  }

  /** What the client says: to listen to something, or not any more. One after the other. @throws what the look-up throws */
  receive(text: string): Promise<void> {
    if (this.#messages >= MOST_MESSAGES) {
      this.#refuse("Too many messages", 429);
      return this.#turn;
    }
    this.#messages += 1;
    const done = this.#turn
      .then(() => this.#follow(readMessage(text)))
      .finally(() => {
        this.#messages -= 1;
      });
    this.#turn = done.catch(() => this.end("Something went wrong."));
    return done;
  }

  async #follow(message: Message | null): Promise<void> {
    const stream = message && readStream(message);
    if (!stream) this.#refuse("Unknown stream type", 400);
    else if (message.type === "unsubscribe") this.streams.delete(keyOf(stream));
    else if (!mayListen(this.#scopes, stream)) this.#refuse("Access token does not have the required scopes", 401);
    else if (this.streams.size >= MOST_STREAMS) this.#refuse("Too many streams", 429);
    else if (!(await this.#isThere(stream))) this.#refuse("Record not found", 404);
    else if (!this.#ended) this.streams.set(keyOf(stream), stream);
  }

  #refuse(error: string, status: number): void {
    this.#write({ error, status });
  }

  #write(frame: object): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MOST_WAITING_BYTES) this.#socket.terminate();
    else this.#socket.send(JSON.stringify(frame));
  }
}

interface Message extends StreamWish {
  readonly type: "subscribe" | "unsubscribe";
}

function readMessage(text: string): Message | null {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    return null;
  }
  if (!isObject(json) || typeof json.stream !== "string") return null;
  const { type, stream, tag, list } = json;
  if (type !== "subscribe" && type !== "unsubscribe") return null;
  // Ids are texts, but some clients say numbers.
  const listId = typeof list === "number" ? String(list) : list;
  return {
    ...{ type, stream },
    tag: typeof tag === "string" ? tag : undefined,
    list: typeof listId === "string" ? listId : undefined,
  };
}
