import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { sweepKeys } from "../../src/features/actors/actors.keys.ts";
import { actorById } from "../../src/features/actors/actors.queries.ts";
import { actorKeys } from "../../src/features/actors/actors.table.ts";
import { closeAccount } from "../../src/features/moderation/usecases/close-account.ts";
import { suspendActor } from "../../src/features/moderation/usecases/suspend.ts";
import { editorsOf } from "../../src/features/organisations/organisations.queries.ts";
import {
  answerInvitation,
  createOrganisation,
  inviteEditor,
} from "../../src/features/organisations/organisations.usecases.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { dispatchOutbox } from "../../src/federation/dispatch.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import { useCast } from "../support/cast.ts";
import { createTestApp } from "../support/http.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import { createMember, PASSWORD, sessionOf } from "../support/people.ts";
import { jobRows } from "../support/queue.ts";
import { insertFollow } from "../support/rows.ts";

const cast = useCast();
let ctx: Ctx;
let admin: Account;

beforeEach(async () => {
  ctx = cast.here.ctx;
  admin = await createMember(ctx, `adm${cast.serial}`, "admin");
  await ctx.sql`delete from jobs`;
});

const WHY = { reason: "spam", ground: "rules", statement: "Nur Werbung." } as const;

/** Sends on what waits in the outbox, so that it waits as deliveries. */
async function dispatchAll(): Promise<void> {
  for (const { payload } of await jobRows(ctx, "outbox")) await dispatchOutbox(ctx, payload);
  await forgetOutgoing(ctx);
}

const typesOf = async (): Promise<string[]> => (await outgoing(ctx)).map(({ type }) => type);

describe("T110 a suspended member", () => {
  test("has nothing more to say: what waits to be sent is dropped with the suspension, by whomever it is passed on", async () => {
    const { bob } = cast;
    const fan = await insertFollowerOf(bob.actorId);
    await insertFollow(ctx, fan, cast.here.district.actorId);
    const post = { text: "Kauft!", groupId: cast.here.district.actorId };
    await publishPost(ctx, bob, post);
    await dispatchAll();
    expect((await jobRows(ctx, "delivery")).length).toBeGreaterThan(0);
    const { id } = await publishPost(ctx, bob, post);
    await react(ctx, bob, id, "like");
    expect(await typesOf()).toEqual(expect.arrayContaining(["Create", "Announce"]));
    const other = await createMember(ctx, `carl${cast.serial}`);
    const kept = await publishPost(ctx, other, { text: "Guten Tag" });

    await suspendActor(ctx, admin, bob.actorId, WHY);

    expect((await outgoing(ctx)).map(({ orderingKey, actorId }) => [orderingKey, actorId])).toEqual([
      [kept.uri, other.actorId],
    ]);
    expect(await jobRows(ctx, "delivery")).toEqual([]);
  });

  test("takes back all the same what was taken back before", async () => {
    const { bob } = cast;
    const fan = await insertFollowerOf(bob.actorId);
    await insertFollow(ctx, fan, cast.here.district.actorId);
    const { id } = await publishPost(ctx, bob, { text: "Kauft!", groupId: cast.here.district.actorId });
    await deletePost(ctx, bob, id);
    await suspendActor(ctx, admin, bob.actorId, WHY);
    const left = await outgoing(ctx);
    expect(left.map(({ type, activity }) => [type, typeOf(activity.object)])).toEqual([
      ["Delete", "Tombstone"],
      ["Announce", "Delete"],
    ]);
    await dispatchAll();
    expect((await jobRows(ctx, "delivery")).map(({ host }) => host)).toContain("victim.test");
  });

  test("what was being worked off at that moment does not go out either", async () => {
    const { bob } = cast;
    await insertFollowerOf(bob.actorId);
    await publishPost(ctx, bob, { text: "Kauft!" });
    const [job] = await jobRows(ctx, "outbox");
    await ctx.sql`update jobs set leased_until = now() + interval '1 hour'`;
    await suspendActor(ctx, admin, bob.actorId, WHY);
    expect(await jobRows(ctx, "outbox")).toHaveLength(1);
    await dispatchOutbox(ctx, job!.payload);
    expect(await jobRows(ctx, "delivery")).toEqual([]);
  });

  test("has no document and no inbox of their own, as if there were nobody", async () => {
    const { bobActor, alice } = cast;
    expect((await alice.post(bobActor.inboxUri, alice.activity("Like", bobActor.uri))).status).toBe(202);
    await suspendActor(ctx, admin, bobActor.id, WHY);
    const answer = await alice.post(bobActor.inboxUri, alice.activity("Like", bobActor.uri));
    const nobody = await alice.post("https://heslach.test/ap/a/12345/inbox", alice.activity("Like", bobActor.uri));
    expect([answer.status, answer.body]).toEqual([404, nobody.body]);
    expect((await alice.get(bobActor.uri)).status).toBe(404);
  });
});

const typeOf = (object: unknown): unknown => (object as { type?: unknown }).type;

/** A remote follower; alice's server takes what is sent to it. */
async function insertFollowerOf(actorId: string): Promise<string> {
  const [alice] = await ctx.sql<{ id: string }[]>`select id::text from actors where uri = ${cast.alice.uri}`;
  await insertFollow(ctx, alice!.id, actorId);
  return alice!.id;
}

describe("whoever closes an account", () => {
  test("keeps the keys until the last goodbye is sent, and no longer", async () => {
    const { bob } = cast;
    const keys = () => ctx.db.select().from(actorKeys).where(eq(actorKeys.actorId, bob.actorId));
    await closeAccount(ctx, bob, PASSWORD);
    await sweepKeys(ctx);
    expect(await keys()).toHaveLength(2);
    for (const { payload } of await jobRows(ctx, "background")) {
      if (payload.includes("empty-account")) await processBackgroundJob(ctx, payload);
    }
    await ctx.sql`delete from jobs where queue = 'background'`;
    await dispatchAll();
    await sweepKeys(ctx);
    expect(await keys()).toHaveLength(2);
    await ctx.sql`delete from jobs where queue = 'delivery'`;
    await sweepKeys(ctx);
    expect(await keys()).toEqual([]);
    expect(await actorById(ctx, bob.actorId)).toMatchObject({ publicKeyId: null, publicKeyPem: null });
    const living = await ctx.db.select().from(actorKeys).where(eq(actorKeys.actorId, admin.actorId));
    expect(living).toHaveLength(2);
  });

  test("leaves no organisation alone: an admin writes for it from then on, and the page says so before", async () => {
    const { bob } = cast;
    const { request } = createTestApp(ctx);
    const input = { name: `Verein ${cast.serial}`, sector: "civic", kind: "association" } as const;
    const alone = await createOrganisation(ctx, bob, { ...input, handle: `allein${cast.serial}` });
    const shared = await createOrganisation(ctx, bob, { ...input, handle: `zwei${cast.serial}` });
    const carla = await createMember(ctx, `carla${cast.serial}`);
    await inviteEditor(ctx, bob, shared.handle, carla.handle);
    await answerInvitation(ctx, carla, shared.handle, true);
    const page = await request("/einstellungen/konto-schliessen", { session: await sessionOf(ctx, bob) });
    expect(await page.text()).toContain(`Für Verein ${cast.serial} schreibt sonst niemand`);

    await closeAccount(ctx, bob, PASSWORD);

    const who = async (id: string) => (await editorsOf(ctx, id)).map(({ accountId, state }) => [accountId, state]);
    expect(await who(shared.id)).toEqual([[carla.accountId, "active"]]);
    const [heir, ...others] = await who(alone.id);
    expect([heir![1], others]).toEqual(["active", []]);
    const [row] = await ctx.sql`select role, suspended_at from accounts where id = ${heir![0]!}`;
    expect(row).toMatchObject({ role: "admin", suspended_at: null });
  });

  test("of two who leave at once one organisation still keeps somebody", async () => {
    const { bob } = cast;
    const input = { name: "Paar", sector: "civic", kind: "association", handle: `paar${cast.serial}` } as const;
    const { id, handle } = await createOrganisation(ctx, bob, input);
    const carla = await createMember(ctx, `cora${cast.serial}`);
    await inviteEditor(ctx, bob, handle, carla.handle);
    await answerInvitation(ctx, carla, handle, true);
    await Promise.all([closeAccount(ctx, bob, PASSWORD), closeAccount(ctx, carla, PASSWORD)]);
    expect((await editorsOf(ctx, id)).map(({ state }) => state)).toEqual(["active"]);
  });
});
