import { execFile, spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ANNA, BEN, type ClientLab, openClientLab, picture, toldBen } from "./clients.ts";
import { LAB } from "./front.ts";

/** The journey with Debian's toot, as far as it goes: it knows no polls and no streams. */

let lab: ClientLab;
const folder = mkdtempSync(join(LAB, "toot-"));
const environment = {
  ...process.env,
  XDG_CONFIG_HOME: folder,
  REQUESTS_CA_BUNDLE: join(LAB, "ca.pem"),
  PYTHONUNBUFFERED: "1",
};

beforeAll(async () => {
  lab = await openClientLab();
});

afterAll(() => lab?.close());

const execute = promisify(execFile);

/** Runs toot; what it printed. Not waited for in place: what it speaks to runs here. @throws when it ends with an error */
const toot = async (...args: string[]): Promise<string> =>
  (await execute("toot", [...args, "--no-color"], { env: environment })).stdout;

const home = (): Promise<string> => toot("timeline", "--once", "--count", "20");
/** The number of the status on the timeline that says something. */
const numberOf = async (text: string): Promise<string> =>
  new RegExp(`${text}[\\s\\S]*?ID ([0-9]+)`).exec(await home())?.[1] ?? `none says ${text}`;

test("logs in with a code that is copied from the page, and says who it is", async () => {
  const child = spawn("toot", ["login", "--instance", lab.heslach.host], {
    env: { ...environment, BROWSER: "true" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      text += String(data);
    });
  }
  // It asks whether to open a browser.
  child.stdin.write("n\n");
  const address = /(https:\/\/\S+\/oauth\/authorize\/?\?\S+)/;
  await expect.poll(() => address.test(text) || child.exitCode !== null).toBe(true);
  child.stdin.end(`${await lab.approve(address.exec(text)?.[1] ?? "")}\n`);
  await expect.poll(() => child.exitCode).not.toBeNull();
  expect([child.exitCode, text]).toEqual([0, expect.stringContaining("Successfully")]);
  expect(await toot("whoami")).toContain("@anna");
});

test("posts, also with a picture, and reads it at home", async () => {
  const image = join(folder, "himmel.png");
  writeFileSync(image, await picture());
  await toot("post", "Sommerfest am Samstag #Fest", "--media", image, "--description", "Blau wie der Himmel");
  expect(await home()).toContain("Sommerfest am Samstag");
  expect(await toot("timeline", "--tag", "fest", "--once")).toContain("Sommerfest");
  await toot("post", "Später mehr", "--scheduled-in", "1 hour");
});

test("finds somebody of another district, follows, answers, boosts and likes", async () => {
  expect(await toot("search", "--resolve", `@${BEN}`)).toContain(BEN);
  await toot("follow", BEN);
  await expect.poll(() => toldBen(lab)).toContain(`follow ${ANNA}`);
  await lab.ben("POST", "/api/v1/statuses", { status: `Hallo @${ANNA}, bist du da?` });
  await expect.poll(home).toContain("bist du da?");
  const hello = await numberOf("bist du da");
  await toot("post", `@${BEN} Ja!`, "--reply-to", hello);
  await toot("favourite", hello);
  await toot("reblog", hello);
  await toot("bookmark", hello);
  expect(await toot("thread", hello)).toContain("Ja!");
  expect(await toot("bookmarks", "--once")).toContain("bist du da?");
  await expect
    .poll(() => toldBen(lab))
    .toEqual(expect.arrayContaining([`mention ${ANNA}`, `reblog ${ANNA}`, `favourite ${ANNA}`]));
});

test("is told, follows a hashtag, deletes, and logs out", async () => {
  expect(await toot("notifications")).toContain(BEN);
  await toot("notifications", "--clear");
  await toot("tags_follow", "Nachbarschaft");
  expect((await toot("tags_followed")).toLowerCase()).toContain("nachbarschaft");
  const mine = await numberOf("Sommerfest am Samstag");
  await toot("delete", mine);
  expect(await home()).not.toContain("Sommerfest");
  await toot("logout", `anna@${lab.heslach.host}`);
  expect(await toot("auth")).not.toContain("anna@");
});
