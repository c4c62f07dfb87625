import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
// @ts-expect-error a plain script, shared with the smoke test
import { freePort, startInstance, stv } from "../../scripts/instance.mjs";

const PASSWORD = "ein langes Kennwort 7";

/** Debian's command-line client; run.sh installs it where it can. */
const hasToot = spawnSync("toot", ["--help"]).status === 0;

/** What a program has written so far, once it holds the pattern. */
async function said(child: ChildProcess, text: () => string, pattern: RegExp): Promise<string> {
  await expect.poll(() => pattern.test(text()) || child.exitCode !== null, { timeout: 30_000 }).toBe(true);
  const [, found] = pattern.exec(text()) ?? [];
  if (found === undefined) throw new Error(`toot said: ${text()}`);
  return found;
}

describe.skipIf(!hasToot)("toot of Debian", () => {
  const folder = mkdtempSync(join(tmpdir(), "toot-"));
  const closing: (() => unknown)[] = [];
  let origin: string;
  let cookie: string;

  beforeAll(async () => {
    chmodSync(folder, 0o755);
    const port: number = await freePort();
    origin = `http://localhost:${port}`;
    const environment = { ORIGIN: origin, PORT: String(port), DATA_DIR: join(folder, "data"), LOG_LEVEL: "warning" };
    const instance = await startInstance(environment, "heslach");
    closing.push(() => instance.stop());
    const setup = ["setup", "--district", "Heslach", "--handle", "heslach", "--city", "Stuttgart", "--admin", "anna"];
    await stv(environment, [...setup, "--email", "anna@example.org", "--password-stdin"], PASSWORD);
    const login = await fetch(`${origin}/anmelden`, {
      method: "POST",
      redirect: "manual",
      headers: { origin },
      body: new URLSearchParams({ wer: "anna", passwort: PASSWORD }),
    });
    cookie = login.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  });

  afterAll(async () => {
    for (const step of closing.reverse()) await step();
    rmSync(folder, { recursive: true, force: true });
  });

  const environment = () => ({ ...process.env, XDG_CONFIG_HOME: join(folder, "config"), PYTHONUNBUFFERED: "1" });

  test("logs in with a code that is copied from the page, and says who it is", async () => {
    const host = new URL(origin).host;
    const child = spawn("toot", ["login", "--instance", host, "--disable-https"], {
      env: { ...environment(), BROWSER: "true" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    closing.push(() => child.kill());
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (text += String(data)));
    // It asks whether to open a browser.
    child.stdin.write("n\n");
    const address = await said(child, () => text, /(http:\/\/\S+\/oauth\/authorize\/?\?\S+)/);
    const consent = await fetch(address, { headers: { cookie } });
    const html = await consent.text();
    const fields = [...html.matchAll(/<input type="hidden" name="([a-z_]+)" value="([^"]*)"/g)].map(
      ([, name = "", value = ""]): [string, string] => [name, value.replaceAll("&amp;", "&")],
    );
    const answer = await fetch(`${origin}/oauth/authorize`, {
      method: "POST",
      headers: { cookie, origin },
      body: new URLSearchParams([...fields.filter(([name]) => name !== "weiter"), ["entscheidung", "ja"]]),
    });
    const code = /<code id="code">([^<]+)</.exec(await answer.text())?.[1] ?? "";
    child.stdin.end(`${code}\n`);
    await expect.poll(() => child.exitCode, { timeout: 30_000 }).not.toBeNull();
    expect([child.exitCode, text]).toEqual([0, expect.stringContaining("Successfully")]);
    const whoami = spawnSync("toot", ["whoami"], { env: environment(), encoding: "utf8" });
    expect([whoami.status, whoami.stdout]).toEqual([0, expect.stringContaining("@anna")]);
  });
});
