import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { createServer, type Server } from "node:https";
import { join } from "node:path";
import { promisify } from "node:util";
// @ts-expect-error a plain script, shared with the smoke test
import { freePort, startInstance, stv, until } from "../../scripts/instance.mjs";

const run = promisify(execFile);

/** Set by run.sh, which also made the names resolve and the certificate trusted. */
const LAB = process.env.LAB ?? "";
const SNAC = process.env.SNAC ?? "";

export const HESLACH = "https://heslach.stv.test";
export const SNAC_ORIGIN = "https://snac.stv.test";

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly status: number;
}

/** TLS in front of one server; notes every exchange. */
async function openFront(address: string, port: number, log: Exchange[]): Promise<Server> {
  const tls = { cert: readFileSync(join(LAB, "leaf.pem")), key: readFileSync(join(LAB, "leaf.key")) };
  const server = createServer(tls, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const inner = httpRequest(
        { host: "127.0.0.1", port, method: request.method, path: request.url, headers: request.headers },
        (answer) => {
          log.push({
            method: request.method ?? "",
            path: request.url ?? "",
            body: body.toString(),
            status: answer.statusCode ?? 0,
          });
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      // snac closes sockets now and then under load; the sender tries again.
      inner.on("error", () => response.writeHead(502).end());
      inner.end(body);
    });
  });
  await new Promise<void>((done, fail) => server.once("error", fail).listen(443, address, done));
  return server;
}

export interface Snac {
  /** Runs a snac command on its data. */
  command(verb: string, ...args: string[]): Promise<string>;
  /** Calls its Mastodon API as the one user. */
  api(method: string, path: string, form?: Record<string, string>): Promise<{ status: number; json: () => unknown }>;
  /** Everything it stores, as parsed JSON: the objects it knows. */
  objects(): Record<string, unknown>[];
  readonly user: string;
  readonly exchanges: readonly Exchange[];
}

async function startSnac(closing: (() => Promise<void>)[]): Promise<Snac> {
  const data = join(LAB, "snac");
  const port: number = await freePort();
  await feed(["init", data], `127.0.0.1\n${port}\nsnac.stv.test\n\nadmin@example.org\n`);
  const password = /password is (\S+)/.exec(await feed(["adduser", data, "sally"], ""))?.[1] ?? "";
  const child: ChildProcess = spawn(SNAC, ["httpd", data], { stdio: "ignore" });
  closing.push(async () => {
    child.kill("SIGTERM");
  });
  const exchanges: Exchange[] = [];
  const front = await openFront("127.0.4.2", port, exchanges);
  closing.push(async () => {
    front.closeAllConnections();
    front.close();
  });
  await until("snac", async () => (await fetch(`${SNAC_ORIGIN}/sally`)).ok);
  const token = await logIn(password);
  return {
    user: `${SNAC_ORIGIN}/sally`,
    exchanges,
    command: async (verb, ...args) => (await run(SNAC, [verb, data, ...args])).stdout,
    api: async (method, path, form) => {
      const response = await fetch(`${SNAC_ORIGIN}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(form && { body: new URLSearchParams(form) }),
      });
      const text = await response.text();
      return { status: response.status, json: () => JSON.parse(text) };
    },
    objects: () => storedObjects(join(data, "object")),
  };
}

function storedObjects(folder: string): Record<string, unknown>[] {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      try {
        return [JSON.parse(readFileSync(join(folder, name), "utf8"))];
      } catch {
        return []; // being written this moment
      }
    });
}

function feed(args: string[], input: string): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(SNAC, args);
    let out = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.on("error", fail);
    child.on("exit", () => done(out));
    child.stdin.end(input);
  });
}

/** The way of its login form: app, authorize, x-snac-login, token. */
async function logIn(password: string): Promise<string> {
  const form = (values: Record<string, string>) => new URLSearchParams(values);
  const redirect = "https://app.stv.test/callback";
  const app = (await (
    await fetch(`${SNAC_ORIGIN}/api/v1/apps`, {
      method: "POST",
      body: form({ client_name: "lab", redirect_uris: redirect, scopes: "read write follow" }),
    })
  ).json()) as { client_id: string; client_secret: string };
  const answer = await fetch(`${SNAC_ORIGIN}/oauth/x-snac-login`, {
    method: "POST",
    redirect: "manual",
    body: form({ login: "sally", passwd: password, redir: redirect, cid: app.client_id, state: "lab" }),
  });
  const code = new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const token = (await (
    await fetch(`${SNAC_ORIGIN}/oauth/token`, {
      method: "POST",
      body: form({
        grant_type: "authorization_code",
        client_id: app.client_id,
        client_secret: app.client_secret,
        redirect_uri: redirect,
        code,
      }),
    })
  ).json()) as { access_token: string };
  return token.access_token;
}

export interface Heslach {
  stv(args: string[], input?: string): Promise<Record<string, unknown>>;
  api(method: string, path: string, body?: unknown): Promise<Response>;
  readonly exchanges: readonly Exchange[];
}

async function startHeslach(closing: (() => Promise<void>)[]): Promise<Heslach> {
  const port: number = await freePort();
  const environment = {
    ORIGIN: HESLACH,
    PORT: String(port),
    DATA_DIR: join(LAB, "heslach"),
    FEDERATION_TEST_HOSTS: "heslach.stv.test,snac.stv.test",
    NODE_EXTRA_CA_CERTS: join(LAB, "ca.pem"),
    LOG_LEVEL: "warning",
  };
  const instance = await startInstance(environment, "heslach");
  closing.push(() => instance.stop());
  const exchanges: Exchange[] = [];
  const front = await openFront("127.0.4.1", port, exchanges);
  closing.push(async () => {
    front.closeAllConnections();
    front.close();
  });
  const setup = ["setup", "--district", "Heslach", "--handle", "heslach", "--city", "Stuttgart", "--admin", "anna"];
  await stv(environment, [...setup, "--email", "anna@example.org", "--password-stdin"], "ein langes Kennwort 7");
  const { token } = await stv(environment, ["token", "create", "anna", "--scopes", "read write follow"]);
  return {
    exchanges,
    stv: (args, input) => stv(environment, args, input),
    api: (method, path, body) =>
      fetch(`${HESLACH}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

export interface Lab {
  readonly snac: Snac;
  readonly heslach: Heslach;
  close(): Promise<void>;
}

/** Both servers, each behind TLS on its own loopback address. */
export async function openLab(): Promise<Lab> {
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.reverse()) await step();
  };
  try {
    const heslach = await startHeslach(closing);
    return { heslach, snac: await startSnac(closing), close };
  } catch (error) {
    await close();
    throw error;
  }
}
