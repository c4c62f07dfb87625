import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Config } from "../../src/platform/config.ts";
import { installDispatcher } from "../../src/platform/net/dispatcher.ts";

export interface Received {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly json: Record<string, unknown>;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Servers of every name on one loopback port: they take what they are sent, or answer as a test says. */
export interface Sinks {
  readonly port: number;
  /** What was answered with 2xx, in order. */
  readonly taken: Received[];
  /** Every request, also the refused ones. */
  readonly asked: Received[];
  /** Most requests of one host at the same time. */
  mostAtOnce(host: string): number;
  /** How a host answers from now on; `"hang"` never does. */
  answer(host: string, how: ((request: Received) => Answer | "hang" | Promise<Answer>) | Answer | "hang"): void;
}

/** Starts them and routes every outgoing request of this process to them. */
export async function startSinks(config: Config): Promise<Sinks> {
  const taken: Received[] = [];
  const asked: Received[] = [];
  const answers = new Map<string, Parameters<Sinks["answer"]>[1]>();
  const now = new Map<string, number>();
  const most = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const host = request.headers.host ?? "";
    now.set(host, (now.get(host) ?? 0) + 1);
    most.set(host, Math.max(most.get(host) ?? 0, now.get(host) ?? 0));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const { method = "", url: path = "", headers } = request;
    const received = { host, method, path, headers, body, json: body === "" ? {} : JSON.parse(body) };
    asked.push(received);
    const how = answers.get(host) ?? { status: 202 };
    const answer = typeof how === "function" ? await how(received) : how;
    if (answer === "hang") return;
    now.set(host, (now.get(host) ?? 0) - 1);
    if (answer.status < 300) taken.push(received);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const dispatcher = installDispatcher(config, { connectTo: () => ({ host: "127.0.0.1", port }) });
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await dispatcher.destroy();
  });
  return {
    port,
    taken,
    asked,
    mostAtOnce: (host) => most.get(host) ?? 0,
    answer: (host, how) => void answers.set(host, how),
  };
}
