import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { createServer } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";

/** Made by run.sh: folder for data, with the certificate that both sides trust. */
export const LAB = process.env.LAB ?? "";

/** What to do at the end, last first. */
export type Closing = (() => Promise<unknown>)[];

/** One request to a server of the lab, and how it was answered. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly status: number;
}

/** TLS in front of one server: notes every exchange, changes nothing. */
export async function openFront(address: string, port: number, closing: Closing): Promise<readonly Exchange[]> {
  const log: Exchange[] = [];
  const tls = { cert: readFileSync(join(LAB, "leaf.pem")), key: readFileSync(join(LAB, "leaf.key")) };
  const front = createServer(tls, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = "", url: path = "", headers } = request;
    const note = (status: number): void => {
      log.push({ method, path, body: body.toString(), status });
    };
    // A connection for each request: snac may close a kept one at the very moment that it is used again.
    const inner = httpRequest({ host: "127.0.0.1", port, method, path, headers, agent: false }, (answer) => {
      const { statusCode = 502 } = answer;
      note(statusCode);
      response.writeHead(statusCode, answer.headers);
      answer.pipe(response);
    });
    // Who sent must try again.
    inner.on("error", () => {
      note(502);
      response.writeHead(502).end();
    });
    inner.end(body);
  });
  // WebSockets: bytes in both directions, from the first line of the request on.
  front.on("upgrade", ({ method, url, rawHeaders }, socket, head) => {
    const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? `${name}: ${rawHeaders[index + 1]}` : []));
    const inner = connect(port, "127.0.0.1", () => {
      inner.write(`${[`${method} ${url} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`);
      inner.write(head);
      socket.pipe(inner).pipe(socket);
    });
    for (const end of [socket, inner]) end.on("error", () => [socket, inner].map((one) => one.destroy()));
  });
  await new Promise<void>((done, fail) => front.once("error", fail).listen(443, address, done));
  closing.push(async () => {
    front.closeAllConnections();
    front.close();
  });
  return log;
}

/** The activities among exchanges, with what was answered. */
export const activitiesIn = (exchanges: readonly Exchange[]): readonly (Exchange & { activity: Activity })[] =>
  exchanges
    .filter(({ method, path }) => method === "POST" && path.endsWith("inbox"))
    .map((exchange) => ({ ...exchange, activity: JSON.parse(exchange.body) }));

export interface Activity {
  readonly type: string;
  readonly id: string;
  readonly actor: string;
  readonly object: unknown;
}
