import { WebSocket } from "ws";
import { createApp } from "../../src/app/http.ts";
import { serveApp } from "../../src/app/server.ts";
import { streamHub } from "../../src/mastodon/streaming/hub.ts";
import { whenFileIsDone } from "../support/closing.ts";
import type { TestCtx } from "../support/ctx.ts";

export interface Frame {
  readonly stream: readonly string[];
  readonly event: string;
  readonly payload?: string;
}

export interface Listening {
  readonly frames: Frame[];
  readonly socket: WebSocket;
  /** What else it was told: errors. */
  readonly said: unknown[];
  /** Resolves when a frame of that event is there, or came already. */
  next(event: string, count?: number): Promise<Frame>;
  readonly closed: Promise<number>;
}

interface Opening {
  readonly query?: Record<string, string>;
  readonly protocol?: string;
  readonly headers?: Record<string, string>;
}

/** Serves a ctx on a socket and opens streams at it. */
export async function createStreams(ctx: TestCtx) {
  const server = await serveApp(createApp(ctx), "127.0.0.1", 0);
  whenFileIsDone(async () => {
    streamHub(ctx).endAll();
    await server.close(0);
  });
  const host = new URL(ctx.origin).host;
  /** @throws Error with the HTTP status when the server refuses */
  const open = ({ query = {}, protocol, headers = {} }: Opening = {}): Promise<Listening> => {
    const address = `ws://127.0.0.1:${server.port}/api/v1/streaming?${new URLSearchParams(query)}`;
    const socket = new WebSocket(address, protocol === undefined ? [] : [protocol], { headers: { ...headers, host } });
    const frames: Frame[] = [];
    const said: unknown[] = [];
    let wake = (): void => {};
    socket.on("message", (data) => {
      const message = JSON.parse(String(data));
      if ("event" in message) frames.push(message);
      else said.push(message);
      wake();
    });
    const until = async (holds: () => boolean): Promise<void> => {
      while (!holds()) {
        await new Promise<void>((go) => {
          wake = go;
        });
      }
    };
    const next = async (event: string, count = 1): Promise<Frame> => {
      const found = (): Frame[] => frames.filter((frame) => frame.event === event);
      await until(() => found().length >= count);
      return found()[count - 1] as Frame;
    };
    const closed = new Promise<number>((done) => socket.on("close", done));
    return new Promise((done, fail) => {
      socket.on("error", fail);
      socket.on("unexpected-response", (_, answer) => fail(new Error(String(answer.statusCode))));
      socket.on("open", () => done({ frames, said, socket, next, closed }));
    });
  };
  return { open, port: server.port };
}
