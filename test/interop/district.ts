import { join } from "node:path";
// @ts-expect-error a plain script, shared with the smoke test
import { freePort, startInstance, stv } from "../../scripts/instance.mjs";
import { type Closing, type Exchange, LAB, openFront } from "./front.ts";
import { SNAC_HOST } from "./snac.ts";

const PASSWORD = "ein langes Kennwort 7";

/** The districts of the lab: name, handle of the admin, and the loopback address that run.sh gave the host. */
const DISTRICTS = {
  heslach: { admin: "anna", address: "127.0.4.1" },
  sendling: { admin: "ben", address: "127.0.4.3" },
} as const;

const hostOf = (name: string): string => `${name}.stv.test`;

/** Of a form; the same name may stand there twice. */
export type Fields = Readonly<Record<string, string>> | [string, string][];

/** Our built product, set up as a district with one admin. */
export interface District {
  readonly host: string;
  readonly origin: string;
  /** What was sent to it. */
  readonly exchanges: readonly Exchange[];
  stv(...args: string[]): Promise<Record<string, unknown>>;
  /** Calls our API as the admin. */
  api(method: string, path: string, body?: unknown): Promise<Response>;
  /** GET as another server asks. */
  activityPub(address: string): Promise<Response>;
  /** A page as the admin sees it in a browser; with `fields`, what answers the form. */
  page(path: string, fields?: Fields): Promise<{ status: number; location: string; html: string }>;
}

export async function startDistrict(name: keyof typeof DISTRICTS, folder: string, closing: Closing): Promise<District> {
  const { admin, address } = DISTRICTS[name];
  const host = hostOf(name);
  const origin = `https://${host}`;
  const port: number = await freePort();
  const environment = {
    ORIGIN: origin,
    PORT: String(port),
    DATA_DIR: join(folder, name),
    FEDERATION_TEST_HOSTS: [...Object.keys(DISTRICTS).map(hostOf), SNAC_HOST].join(),
    NODE_EXTRA_CA_CERTS: join(LAB, "ca.pem"),
    LOG_LEVEL: "warning",
  };
  const instance = await startInstance(environment, name);
  closing.push(() => instance.stop());
  const exchanges = await openFront(address, port, closing);
  const setup = ["setup", "--district", titled(name), "--handle", name, "--city", "Stuttgart", "--admin", admin];
  await stv(environment, [...setup, "--email", `${admin}@example.org`, "--password-stdin"], PASSWORD);
  const { token } = await stv(environment, ["token", "create", admin, "--scopes", "read write follow"]);
  const cookie = await logIn(origin, admin);
  return {
    host,
    origin,
    exchanges,
    stv: (...args) => stv(environment, args),
    api: (method, path, body) =>
      fetch(`${origin}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    activityPub: (address) => fetch(address, { headers: { accept: "application/activity+json" } }),
    page: async (path, fields) => {
      const answer = await fetch(new URL(path, origin), {
        redirect: "manual",
        headers: { cookie, ...(fields && { origin }) },
        ...(fields && { method: "POST", body: new URLSearchParams(fields) }),
      });
      return { status: answer.status, location: answer.headers.get("location") ?? "", html: await answer.text() };
    },
  };
}

const titled = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** The cookie that the admin's browser keeps. */
async function logIn(origin: string, admin: string): Promise<string> {
  const answer = await fetch(`${origin}/anmelden`, {
    method: "POST",
    redirect: "manual",
    headers: { origin },
    body: new URLSearchParams({ wer: admin, passwort: PASSWORD }),
  });
  if (answer.status !== 303) throw new Error(`Logging in was answered ${answer.status}.`);
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");
}
