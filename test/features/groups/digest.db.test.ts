import { beforeEach, expect, test } from "vitest";
import { BOOSTS_A_DAY, nextEvening } from "../../../src/features/groups/groups.model.ts";
import type { Group } from "../../../src/features/groups/groups.queries.ts";
import { createGroup } from "../../../src/features/groups/usecases/create.ts";
import { correctDigests } from "../../../src/features/groups/usecases/digest.ts";
import { decide } from "../../../src/features/groups/usecases/moderate.ts";
import { openThread } from "../../../src/features/groups/usecases/post.ts";
import { postById, visiblePost } from "../../../src/features/posts/posts.queries.ts";
import { deletePost } from "../../../src/features/posts/usecases/delete.ts";
import { processBackgroundJob } from "../../../src/federation/background.ts";
import { createTestApp } from "../../support/http.ts";
import { forgetOutgoing, outgoing } from "../../support/outbox.ts";
import { jobRows } from "../../support/queue.ts";
import { createSetting, insertFollower } from "../project-notes/setting.ts";

const { ctx, district, anna, bert } = await createSetting();
const { request } = createTestApp(ctx);
await insertFollower(ctx, district.actorId, "mastodon.test", "plain");
await insertFollower(ctx, district.actorId, "lemmy.test", "wrapped");
let serial = 0;
let group: Group;

beforeEach(async () => {
  serial += 1;
  // The boosts of the test before are a day old.
  ctx.advance(25 * 60 * 60 * 1000);
  await ctx.sql`delete from jobs`;
  await ctx.sql`delete from district_digest_items`;
  group = await createGroup(ctx, anna, { name: `Werkstatt & Co ${serial}`, handle: "", about: "", mode: "open" });
});

const write = (title: string) => openThread(ctx, bert, group, { title, text: "Kommt alle." });

/** As many threads as the district boosts in a day. */
async function fillDay(): Promise<void> {
  for (let number = 1; number <= BOOSTS_A_DAY; number += 1) await write(`Nummer ${number}`);
}

const boosts = async () =>
  (await outgoing(ctx)).filter(
    ({ type, actorId, activity }) =>
      type === "Announce" && actorId === district.actorId && typeof activity.object === "string",
  );

async function work(kind: string): Promise<void> {
  for (const { id, payload } of await jobRows(ctx, "background")) {
    if (JSON.parse(payload).kind !== kind) continue;
    await ctx.sql`delete from jobs where id = ${id}`;
    await processBackgroundJob(ctx, payload);
  }
}

interface Note {
  readonly id: string;
  readonly url: string;
  readonly content: string;
}

/** The digest that goes out, with its id here. */
async function digest(): Promise<{ note: Note; id: string }> {
  await work("digest");
  const [sent] = (await outgoing(ctx)).filter(({ actorId, type }) => actorId === district.actorId && type === "Create");
  const note = sent!.activity.object as Note;
  return { note, id: note.id.split("/").at(-1)! };
}

test("55: beyond twelve boosts a day the rest stands in one digest in the evening, to microblog servers alone", async () => {
  await fillDay();
  const [first, second] = [await write("Dreizehn <b>"), await write("Vierzehn")];
  expect(await boosts()).toHaveLength(BOOSTS_A_DAY);
  const jobs = (await jobRows(ctx, "background")).filter(({ payload }) => payload.includes('"digest"'));
  expect(jobs).toHaveLength(1);
  expect(jobs[0]!.due_in).toBe(Math.round((nextEvening(ctx.now()).getTime() - ctx.now().getTime()) / 1000));
  await forgetOutgoing(ctx);
  await work("digest");
  const sent = await outgoing(ctx);
  expect(sent).toMatchObject([
    {
      type: "Create",
      actorId: district.actorId,
      recipients: { followersOf: [district.actorId], announceForm: "plain" },
      activity: {
        actor: district.actorUri,
        object: {
          type: "Note",
          attributedTo: district.actorUri,
          to: [`${district.actorUri}/followers`],
          cc: ["https://www.w3.org/ns/activitystreams#Public"],
        },
      },
    },
  ]);
  const { content, url } = sent[0]!.activity.object as Note;
  for (const { url: link } of [first, second]) expect(content).toContain(`href="${link}"`);
  expect(content).toContain("Dreizehn &lt;b&gt;</a> (Werkstatt &amp; Co");
  expect(content).not.toContain("Nummer");
  const page = await request(new URL(url).pathname);
  expect([page.status, (await page.text()).includes("Vierzehn")]).toEqual([200, true]);
  // Nothing waits any more: no second one.
  await forgetOutgoing(ctx);
  await processBackgroundJob(ctx, JSON.stringify({ kind: "digest" }));
  expect(await outgoing(ctx)).toEqual([]);
});

test("what was removed or deleted before the evening is not named, and for nothing else no digest is written", async () => {
  await fillDay();
  const [removed, deleted] = [await write("Werbung"), await write("Versehen")];
  await decide(ctx, anna, group, { action: "remove", postId: removed.id, reason: "Werbung" });
  await deletePost(ctx, bert, deleted.id);
  await forgetOutgoing(ctx);
  await work("digest");
  expect(await outgoing(ctx)).toEqual([]);
});

test("what goes later is taken out of the digest, by an Update to whoever has it; the last one takes it along", async () => {
  await fillDay();
  const [stays, goes] = [await write("Bleibt"), await write("Geht wieder")];
  const { note, id } = await digest();
  expect(note.content).toContain("Geht wieder");
  ctx.advance(60_000);
  await decide(ctx, anna, group, { action: "remove", postId: goes.id, reason: "Irrtum" });
  await forgetOutgoing(ctx);
  await work("correct-digests");
  const [update] = await outgoing(ctx);
  expect(update).toMatchObject({
    type: "Update",
    recipients: { ledgerOf: id },
    activity: { object: { id: note.id, "stv:version": 2, updated: expect.any(String) } },
  });
  expect(JSON.stringify(update)).not.toContain("Geht wieder");
  expect((await postById(ctx, id))?.document).not.toContain("Geht wieder");
  expect((await postById(ctx, id))?.content).toContain("Bleibt");
  await deletePost(ctx, bert, stays.id);
  await forgetOutgoing(ctx);
  await correctDigests(ctx);
  expect(await outgoing(ctx)).toMatchObject([{ type: "Delete", activity: { object: { id: note.id } } }]);
  expect(await visiblePost(ctx, null, id)).toBeNull();
});

test("the district's own posts and closed groups' are in no digest", async () => {
  await fillDay();
  const closed = await createGroup(ctx, anna, { name: "Kreis", handle: `kreis${serial}`, about: "", mode: "closed" });
  await openThread(ctx, anna, closed, { title: "Geheim", text: "Nur wir." });
  await forgetOutgoing(ctx);
  await work("digest");
  expect(await outgoing(ctx)).toEqual([]);
});

test.each([
  ["2026-01-10T12:30:00Z", "2026-01-10T17:00:00.000Z"],
  ["2026-01-10T17:00:00Z", "2026-01-11T17:00:00.000Z"],
  ["2026-07-10T15:59:59Z", "2026-07-10T16:00:00.000Z"],
  // The night in which summer time begins.
  ["2026-03-28T20:00:00Z", "2026-03-29T16:00:00.000Z"],
])("the next evening after %s is %s", (now, evening) => {
  expect(nextEvening(new Date(now)).toISOString()).toBe(evening);
});
