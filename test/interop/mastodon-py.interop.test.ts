import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { ANNA, announce, BEN, type ClientLab, openClientLab, picture, toldBen } from "./clients.ts";
import { LAB } from "./front.ts";

/** The whole journey with Debian's Mastodon.py: the program beside this file says its steps, and asks for what it cannot do. */

let lab: ClientLab;

beforeAll(async () => {
  lab = await openClientLab();
});

afterAll(() => lab?.close());

test("Mastodon.py logs in, posts, follows, streams, is told, searches and logs out", async () => {
  const image = join(LAB, "himmel.png");
  writeFileSync(image, await picture());
  const child = spawn("/usr/bin/python3", ["test/interop/mastodon_journey.py", lab.heslach.origin, BEN, image], {
    env: { ...process.env, REQUESTS_CA_BUNDLE: join(LAB, "ca.pem"), PYTHONUNBUFFERED: "1" },
  });
  onTestFinished(() => {
    child.kill();
  });
  let failure = "";
  child.stderr.on("data", (data) => {
    failure += String(data);
  });
  const ended = new Promise<number | null>((done) => child.once("close", done));
  const steps: string[] = [];
  /** What it asks for, a word and what belongs to it; answered with a line. */
  const answers: Readonly<Record<string, (text: string) => Promise<string>>> = {
    approve: (address) => lab.approve(address),
    ben: async (text) => String((await lab.ben("POST", "/api/v1/statuses", { status: `@${ANNA} ${text}` })).id),
    poll: async (text) => {
      const poll = { options: ["Kuchen", "Brot"], expires_in: 86_400 };
      return String((await lab.ben("POST", "/api/v1/statuses", { status: text, poll })).id);
    },
    announce: async (text) => {
      await announce(lab, text);
      return "yes";
    },
    told: async (wanted) => {
      await expect.poll(() => toldBen(lab)).toContain(wanted);
      return "yes";
    },
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const [word = "", text = ""] = line.split(/ (.*)/s);
    const answer = answers[word];
    if (answer) child.stdin.write(`${await answer(text)}\n`);
    else steps.push(line);
  }
  expect([await ended, failure]).toEqual([0, ""]);
  expect(steps).toEqual([
    ...[
      "done: log in",
      "done: open",
      "done: announcement",
      "done: post with a picture",
      "done: poll",
      "done: follow",
      "done: stream",
    ],
    ...["done: answer", "done: vote", "done: edit", "done: notifications", "done: search", "done: log out"],
  ]);
});
