import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
// @ts-expect-error a plain script, shared with the smoke test
import { freePort, until } from "../../scripts/instance.mjs";
import { type Closing, type Exchange, openFront } from "./front.ts";

const run = promisify(execFile);

/** The program, built by run.sh. */
const SNAC = process.env.SNAC ?? "";

export const SNAC_HOST = "snac.stv.test";
const ORIGIN = `https://${SNAC_HOST}`;

type Stored = Record<string, unknown>;

/** A running snac with one account, `sally`. */
export interface Snac {
  readonly sally: string;
  /** What was sent to it. */
  readonly exchanges: readonly Exchange[];
  /** Runs a snac command on its data, next to the running server. */
  command(verb: string, ...args: string[]): Promise<string>;
  /** Calls its Mastodon API as sally. */
  api(path: string, form: Record<string, string>): Promise<Stored>;
  /** Sends a form of its web pages as sally: what its API cannot do. */
  form(path: string, fields: Record<string, string>): Promise<number>;
  /** What sally reads: her timeline in its web pages. */
  timeline(): Promise<string>;
  /** The object it keeps under an ActivityPub id, or null. */
  stored(id: string): Stored | null;
  /** What sally's list of followed accounts holds for an actor: her Follow, later its Accept; or null. */
  following(actor: string): Stored | null;
  isFollower(actor: string): boolean;
  /** What it says itself of what it did. */
  log(): string;
}

/** The id that its Mastodon API gives a post. Only the digest at its end counts. */
export const statusId = (id: string): string => `0000000000${md5(id)}`;

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** null when it is not there; empty while it is being written. */
function readJson(file: string): Stored | null {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

export async function startSnac(folder: string, closing: Closing): Promise<Snac> {
  const data = join(folder, "snac");
  const user = join(data, "user", "sally");
  const port: number = await freePort();
  await feed(["init", data], `127.0.0.1\n${port}\n${SNAC_HOST}\n\nadmin@example.org\n`);
  const password = /password is (\S+)/.exec(await feed(["adduser", data, "sally"], ""))?.[1] ?? "";
  const logFile = serve(folder, data, closing);
  const exchanges = await openFront("127.0.4.2", port, closing);
  await until("snac", async () => (await fetch(`${ORIGIN}/sally`)).ok);
  const token = await tokenFor(password);
  const basic = `Basic ${Buffer.from(`sally:${password}`).toString("base64")}`;
  const post = (path: string, authorization: string, fields: Record<string, string>): Promise<Response> =>
    fetch(`${ORIGIN}${path}`, {
      method: "POST",
      redirect: "manual",
      // As browsers send it: with a charset behind it snac overlooks the form.
      headers: { authorization, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields),
    });
  return {
    sally: `${ORIGIN}/sally`,
    exchanges,
    command: async (verb, ...args) => (await run(SNAC, [verb, data, ...args])).stdout,
    api: async (path, form) => {
      const answer = await post(path, `Bearer ${token}`, form);
      if (!answer.ok) throw new Error(`snac answered ${answer.status} to ${path}`);
      return (await answer.json()) as Stored;
    },
    form: async (path, fields) => (await post(path, basic, fields)).status,
    timeline: async () => (await fetch(`${ORIGIN}/sally/admin`, { headers: { authorization: basic } })).text(),
    stored: (id) => readJson(join(data, "object", md5(id).slice(0, 2), `${md5(id)}.json`)),
    following: (actor) => readJson(join(user, "following", `${md5(actor)}.json`)),
    isFollower: (actor) => existsSync(join(user, "followers", `${md5(actor)}.json`)),
    log: () => readFileSync(logFile, "utf8"),
  };
}

function serve(folder: string, data: string, closing: Closing): string {
  const logFile = join(folder, "snac.log");
  const log = openSync(logFile, "a");
  const child = spawn(SNAC, ["httpd", data], { stdio: ["ignore", log, log], env: { ...process.env, DEBUG: "1" } });
  closeSync(log);
  const ended = new Promise((done) => child.once("exit", done));
  closing.push(() => {
    child.kill("SIGTERM");
    return ended;
  });
  return logFile;
}

function feed(args: string[], input: string): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(SNAC, args);
    let out = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.on("error", fail);
    child.on("close", () => done(out));
    child.stdin.end(input);
  });
}

/** An access token by the way of its login form: app, login, code, token. */
async function tokenFor(password: string): Promise<string> {
  const send = async (path: string, fields: Record<string, string>): Promise<Response> => {
    const answer = await fetch(`${ORIGIN}${path}`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams(fields),
    });
    if (answer.status >= 400) throw new Error(`snac answered ${answer.status} to ${path}: ${await answer.text()}`);
    return answer;
  };
  const redirect = "https://app.stv.test/callback";
  const made = await send("/api/v1/apps", {
    client_name: "lab",
    redirect_uris: redirect,
    scopes: "read write follow",
  });
  const app = (await made.json()) as { client_id: string; client_secret: string };
  const login = { login: "sally", passwd: password, redir: redirect, cid: app.client_id, state: "lab" };
  const answer = await send("/oauth/x-snac-login", login);
  const code = new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const given = await send("/oauth/token", {
    grant_type: "authorization_code",
    client_id: app.client_id,
    client_secret: app.client_secret,
    redirect_uri: redirect,
    code,
  });
  return ((await given.json()) as { access_token: string }).access_token;
}
