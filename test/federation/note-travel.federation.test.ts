import { eq } from "drizzle-orm";
import { beforeAll, expect, test, vi } from "vitest";
import { createApp } from "../../src/app/http.ts";
import { startWorkers } from "../../src/app/worker.ts";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { actorByUri } from "../../src/features/actors/actors.queries.ts";
import { peers } from "../../src/features/actors/actors.table.ts";
import type { District } from "../../src/features/district/district.model.ts";
import { listFollowers } from "../../src/features/follows/follows.queries.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { projectNoteById } from "../../src/features/project-notes/project-notes.queries.ts";
import { deleteProjectNote } from "../../src/features/project-notes/usecases/delete.ts";
import { editProjectNote } from "../../src/features/project-notes/usecases/edit.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { FULL_REQUEST } from "../features/project-notes/notes.ts";
import { createTestCtx, type TestCtx } from "../support/ctx.ts";
import { createNetwork, type Network } from "../support/network.ts";
import { createMember, setUpDistrict } from "../support/people.ts";

interface Side {
  readonly ctx: TestCtx;
  readonly district: District;
  readonly member: Account;
}

let network: Network;
let heslach: Side;
let sendling: Side;

async function createSide(name: string): Promise<Side> {
  const ctx = await createTestCtx(
    { ORIGIN: `https://${name}.test`, FEDERATION_TEST_HOSTS: "heslach.test,sendling.test" },
    "real",
  );
  const district = await setUpDistrict(ctx, name);
  return { ctx, district, member: await createMember(ctx, "anna") };
}

beforeAll(async () => {
  [heslach, sendling] = [await createSide("heslach"), await createSide("sendling")];
  network = createNetwork(heslach.ctx);
  for (const { ctx } of [heslach, sendling]) await network.addDistrict(new URL(ctx.origin).host, createApp(ctx).fetch);
  const end = new AbortController();
  const ended = [heslach, sendling].map(({ ctx }) => startWorkers(ctx, end.signal));
  return async () => {
    end.abort();
    await Promise.all(ended);
  };
});

const within = { timeout: 30_000, interval: 50 };

test("94, 97 a note with every field reaches the next district byte for byte, with its edit and its deletion", async () => {
  const group = await resolveActor(sendling.ctx, heslach.district.actorUri);
  await requestFollow(sendling.ctx, sendling.member, group.id);
  await vi.waitFor(async () => {
    expect(await listFollowers(heslach.ctx, heslach.district.actorId, { limit: 5 })).toHaveLength(1);
  }, within);
  await heslach.ctx.db.insert(peers).values({ host: "sendling.test" }).onConflictDoNothing();
  await heslach.ctx.db.update(peers).set({ announceForm: "wrapped" }).where(eq(peers.host, "sendling.test"));

  const { id, uri } = await publishProjectNote(heslach.ctx, heslach.member, FULL_REQUEST);
  const here = () => postByUri(heslach.ctx, uri);
  const there = () => postByUri(sendling.ctx, uri);
  await vi.waitFor(async () => expect((await there())?.version).toBe(1), within);
  expect((await there())?.document).toBe((await here())?.document);
  const note = await projectNoteById(sendling.ctx, null, (await there())?.id ?? "");
  expect(note).toMatchObject({
    local: false,
    district: { name: "Heslach" },
    structure: "ok",
    fields: { ...FULL_REQUEST },
  });

  await editProjectNote(heslach.ctx, heslach.member, id, { ...FULL_REQUEST, title: "Umbenannt" });
  await vi.waitFor(async () => expect((await there())?.version).toBe(2), within);
  expect((await there())?.document).toBe((await here())?.document);

  await deleteProjectNote(heslach.ctx, heslach.member, id);
  await vi.waitFor(async () => expect((await there())?.deletedAt).not.toBeNull(), within);
  expect((await there())?.content).toBe("");

  const hosts = new Set(network.asked.map((line) => new URL(line.split(" ")[1] ?? "").host));
  expect([...hosts].sort()).toEqual(["heslach.test", "sendling.test"]);
  expect(await actorByUri(sendling.ctx, heslach.district.actorUri)).not.toBeNull();
}, 120_000);
