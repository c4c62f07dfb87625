import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Listener } from "./listener.ts";
import { MOST_WAITING_BYTES, type Opening } from "./socket.ts";
import { keyOf, mayHearNotifications, type Stream } from "./streams.model.ts";

/** Server-sent events as a listener: one stream, for ever the same. */
export class EventListener implements Listener {
  readonly viewer: Viewer;
  readonly tokenId: Id;
  readonly hearsNotifications: boolean;
  readonly streams: ReadonlyMap<string, Stream>;
  /** The body of the answer. */
  readonly body: ReadableStream<Uint8Array>;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;

  constructor({ viewer, tokenId, scopes }: Opening, stream: Stream, ended: (listener: Listener) => void) {
    this.viewer = viewer;
    this.tokenId = tokenId;
    this.hearsNotifications = mayHearNotifications(scopes);
    this.streams = new Map([[keyOf(stream), stream]]);
    this.#ended = ended;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
          // The first bytes at once: proxies and clients then know that it is open.
          this.#write(":)\n");
        },
        cancel: () => this.#leave(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MOST_WAITING_BYTES }),
    );
  }
  readonly #ended: (listener: Listener) => void;

  send(_stream: Stream, event: string, payload = ""): void {
    this.#write(`event: ${event}\ndata: ${payload}\n\n`);
  }

  beat(): void {
    this.#write(":thump\n");
  }

  end(): void {
    this.#controller?.close();
    this.#leave();
  }

  #write(text: string): void {
    const controller = this.#controller;
    if (controller === null) return;
    if ((controller.desiredSize ?? 0) > 0) {
      controller.enqueue(this.#encoder.encode(text));
      return;
    }
    // It has a megabyte waiting: it does not read.
    controller.error(new Error("The client does not keep up."));
    this.#leave();
  }

  #leave(): void {
    this.#controller = null;
    this.#ended(this);
  }
}
