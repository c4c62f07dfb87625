import { join } from "node:path";
// @ts-expect-error a plain script, shared with the smoke test
import { freePort, startInstance, stv } from "../../scripts/instance.mjs";
import { type Closing, type Exchange, LAB, openFront } from "./front.ts";
import { SNAC_HOST } from "./snac.ts";

const HOST = "heslach.stv.test";
const ORIGIN = `https://${HOST}`;
const PASSWORD = "ein langes Kennwort 7";

/** Of a form; the same name may stand there twice. */
export type Fields = Readonly<Record<string, string>> | [string, string][];

/** Our built product, set up as the district `heslach` with the admin `anna`. */
export interface Heslach {
  readonly host: string;
  /** What was sent to it. */
  readonly exchanges: readonly Exchange[];
  stv(...args: string[]): Promise<Record<string, unknown>>;
  /** Calls our API as anna. */
  api(method: string, path: string, body?: unknown): Promise<Response>;
  /** GET as another server asks. */
  activityPub(address: string): Promise<Response>;
  /** A page as anna sees it in her browser; with `fields`, what answers the form. */
  page(path: string, fields?: Fields): Promise<{ status: number; location: string; html: string }>;
}

export async function startHeslach(folder: string, closing: Closing): Promise<Heslach> {
  const port: number = await freePort();
  const environment = {
    ORIGIN,
    PORT: String(port),
    DATA_DIR: join(folder, "heslach"),
    FEDERATION_TEST_HOSTS: `${HOST},${SNAC_HOST}`,
    NODE_EXTRA_CA_CERTS: join(LAB, "ca.pem"),
    LOG_LEVEL: "warning",
  };
  const instance = await startInstance(environment, "heslach");
  closing.push(() => instance.stop());
  const exchanges = await openFront("127.0.4.1", port, closing);
  const setup = ["setup", "--district", "Heslach", "--handle", "heslach", "--city", "Stuttgart", "--admin", "anna"];
  await stv(environment, [...setup, "--email", "anna@example.org", "--password-stdin"], PASSWORD);
  const { token } = await stv(environment, ["token", "create", "anna", "--scopes", "read write follow"]);
  const cookie = await logIn();
  return {
    host: HOST,
    exchanges,
    stv: (...args) => stv(environment, args),
    api: (method, path, body) =>
      fetch(`${ORIGIN}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    activityPub: (address) => fetch(address, { headers: { accept: "application/activity+json" } }),
    page: async (path, fields) => {
      const answer = await fetch(new URL(path, ORIGIN), {
        redirect: "manual",
        headers: { cookie, ...(fields && { origin: ORIGIN }) },
        ...(fields && { method: "POST", body: new URLSearchParams(fields) }),
      });
      return { status: answer.status, location: answer.headers.get("location") ?? "", html: await answer.text() };
    },
  };
}

/** The cookie that anna's browser keeps. */
async function logIn(): Promise<string> {
  const answer = await fetch(`${ORIGIN}/anmelden`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: ORIGIN },
    body: new URLSearchParams({ wer: "anna", passwort: PASSWORD }),
  });
  if (answer.status !== 303) throw new Error(`Logging in was answered ${answer.status}.`);
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");
}
