import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { actorByUri } from "../../src/features/actors/actors.queries.ts";
import { suspendActor, unsuspendActor } from "../../src/features/moderation/usecases/suspend.ts";
import { liftRule, ruleOnPeer } from "../../src/features/peers/peers.usecases.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { catalogueEntries } from "../../src/features/project-notes/catalogue.table.ts";
import { bestConfirmation } from "../../src/features/project-notes/kit-confirmations.queries.ts";
import { editProjectNote } from "../../src/features/project-notes/usecases/edit.ts";
import type { PublishedNote } from "../../src/features/project-notes/usecases/publish.ts";
import { keepAdoptions } from "../../src/federation/fetch/adoptions.ts";
import { verifyConfirmation } from "../../src/federation/fetch/confirmations.ts";
import { TryAgain } from "../../src/platform/jobs.worker.ts";
import { FULL_REQUEST } from "../features/project-notes/notes.ts";
import { documentOf } from "../support/adopting.ts";
import { useCast } from "../support/cast.ts";
import {
  belong,
  confirmationsOf,
  isReady as isReadyIn,
  publishKit,
  serveStamp,
  settle,
  workKits,
} from "../support/confirming.ts";
import { ACCEPTED, deliver } from "../support/inbox.ts";
import type { PeerActor } from "../support/peer.ts";
import { createMember } from "../support/people.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const WHY = { reason: "spam", ground: "rules", statement: "Werbung" } as const;
const cast = useCast();
let own: PublishedNote;
let stampUri: string;
let district: PeerActor;
let admin: Account;

beforeAll(async () => {
  district = await settle(cast.victim);
  admin = await createMember(cast.here.ctx, "ada", "admin");
});

/** Alice has confirmed Bob's kit. */
beforeEach(async () => {
  const { here, alice } = cast;
  await here.ctx.sql`delete from jobs`;
  await here.ctx.sql`delete from kv`;
  belong(alice, district.uri);
  here.ctx.advance(2 * DAY_MS);
  own = await publishKit(cast);
  stampUri = await serveStamp(here.ctx, cast.victim, path(), { by: alice, districtUri: district.uri, note: own });
  expect(await deliver(here, alice, alice.activity("Offer", stampUri, { target: own.uri }))).toEqual(ACCEPTED);
  await workKits(here.ctx);
  expect(await isReady()).toBe(true);
});

const path = () => `/stamps/${cast.serial}`;
const isReady = () => isReadyIn(cast.here.ctx, own.id);
const state = async () => (await confirmationsOf(cast.here.ctx, own.id))[0]?.state;
const row = async () => (await confirmationsOf(cast.here.ctx, own.id))[0];
const named = async () => {
  const payload = documentOf(await postByUri(cast.here.ctx, own.uri))["stv:projectNote"];
  return (payload as Record<string, Record<string, unknown>>)["stv:transferKit"];
};
const inCatalogue = async () =>
  (await cast.here.ctx.db.select().from(catalogueEntries)).find(({ postId }) => postId === own.id)?.transferReady;
const night = async () => {
  await keepAdoptions(cast.here.ctx);
  await workKits(cast.here.ctx);
};
const edit = (more: Record<string, unknown>) =>
  editProjectNote(cast.here.ctx, cast.bob, own.id, { ...FULL_REQUEST, title: `Waschsalon ${cast.serial}`, ...more });
const KIT = FULL_REQUEST.transferKit ?? {};

describe("how long a confirmation counts", () => {
  test("its stamp is fetched again before a week is over, and goes on counting while it is there", async () => {
    const { ctx } = cast.here;
    ctx.advance(5 * DAY_MS);
    await night();
    expect(cast.victim.at(path())).toHaveLength(1);
    ctx.advance(1.5 * DAY_MS);
    await night();
    expect(cast.victim.at(path())).toHaveLength(2);
    ctx.advance(5 * DAY_MS);
    expect(await isReady()).toBe(true);
  });

  test.each([404, 410])("a stamp that answers %i counts no more", async (status) => {
    const { ctx } = cast.here;
    cast.victim.serve(path(), { status, text: "" });
    ctx.advance(6.5 * DAY_MS);
    await night();
    expect(await isReady()).toBe(false);
    expect(await inCatalogue()).toBe(false);
    expect(await named()).not.toHaveProperty("stv:confirmedBy");
  });

  test("while its server does not answer it counts for the week, not longer, and again once it does", async () => {
    const { ctx } = cast.here;
    const answer = await cast.here.network.send(stampUri);
    cast.victim.serve(path(), { status: 503, text: "" });
    ctx.advance(6.5 * DAY_MS);
    await keepAdoptions(ctx);
    const id = (await row())?.id ?? "";
    await expect(verifyConfirmation(ctx, id)).rejects.toBeInstanceOf(TryAgain);
    expect(await isReady()).toBe(true);
    ctx.advance(DAY_MS);
    expect(await isReady()).toBe(false);
    await keepAdoptions(ctx);
    expect(await inCatalogue()).toBe(false);
    expect(await named()).not.toHaveProperty("stv:confirmedBy");
    cast.victim.serve(path(), answer.json());
    ctx.advance(DAY_MS);
    await verifyConfirmation(ctx, id);
    expect(await isReady()).toBe(true);
    expect(await inCatalogue()).toBe(true);
    expect(await named()).toMatchObject({ "stv:confirmedBy": stampUri });
  });

  test("one whose server is silent for a month is given up", async () => {
    const { ctx } = cast.here;
    cast.victim.serve(path(), { status: 503, text: "" });
    ctx.advance(31 * DAY_MS);
    await night();
    expect(await state()).toBe("refused");
  });

  test("one whose giver's account is gone counts no more, whoever tells", async () => {
    const { here, alice } = cast;
    cast.victim.serve(new URL(alice.uri).pathname, { status: 410, text: "" });
    expect(await deliver(here, alice, alice.activity("Delete", alice.uri))).toEqual(ACCEPTED);
    expect(await isReady()).toBe(false);
    await workKits(here.ctx);
    expect(await inCatalogue()).toBe(false);
    expect(await named()).not.toHaveProperty("stv:confirmedBy");
  });

  test("one whose giver moved to another district since then counts no more after the next look", async () => {
    belong(cast.alice, `${cast.victim.origin}/users/anderswo`);
    cast.here.ctx.advance(6.5 * DAY_MS);
    await night();
    expect(await state()).toBe("refused");
  });

  test("one by somebody suspended here does not count, and does again when that is lifted", async () => {
    const { ctx } = cast.here;
    const giver = (await actorByUri(ctx, cast.alice.uri))?.id ?? "";
    await suspendActor(ctx, admin, giver, WHY);
    expect(await isReady()).toBe(false);
    await workKits(ctx);
    expect([await inCatalogue(), await bestConfirmation(ctx, own.id)]).toEqual([false, null]);
    expect(await named()).not.toHaveProperty("stv:confirmedBy");
    await unsuspendActor(ctx, admin, giver, WHY);
    await workKits(ctx);
    expect([await isReady(), await inCatalogue()]).toEqual([true, true]);
  });

  test("one from a blocked host, or from below a blocked name, does not count, and does again when that is lifted", async () => {
    const { ctx } = cast.here;
    await ruleOnPeer(ctx, admin, { host: cast.victim.host, severity: "suspend" });
    expect(await isReady()).toBe(false);
    await workKits(ctx);
    expect(await inCatalogue()).toBe(false);
    expect(await named()).not.toHaveProperty("stv:confirmedBy");
    // Nothing is fetched from there meanwhile, and nothing given up.
    await verifyConfirmation(ctx, (await row())?.id ?? "");
    expect(await state()).toBe("confirmed");
    await liftRule(ctx, admin, cast.victim.host);
    await workKits(ctx);
    expect([await isReady(), await inCatalogue()]).toEqual([true, true]);
  });
});

describe("a confirmation speaks of one version of the kit", () => {
  test("other fields, and corrected signs in the kit, leave it as it is", async () => {
    const steps = (KIT.steps ?? []).map((step) => ({ ...step, name: `  ${step.name.toUpperCase()}!` }));
    await edit({ goal: "Anders.", lessons: { worked: ["Neu gelernt."] }, transferKit: { ...KIT, steps } });
    expect(await isReady()).toBe(true);
    expect(await named()).toMatchObject({ "stv:state": "ready", "stv:confirmedBy": stampUri });
  });

  test.each<[string, Record<string, unknown>]>([
    ["a step", { transferKit: { ...KIT, steps: [{ name: "Nur noch das" }] } }],
    ["a pitfall", { transferKit: { ...KIT, pitfalls: ["Nicht im Winter."] } }],
    ["what it takes", { resources: [{ kind: "room", text: "Ein ganzer Saal" }] }],
  ])("another one with %s makes it one for an earlier version; as it was before it counts again", async (_, more) => {
    const { ctx } = cast.here;
    await edit(more);
    expect([await isReady(), await inCatalogue()]).toEqual([false, false]);
    expect(await bestConfirmation(ctx, own.id)).toMatchObject({ stampUri, isCurrent: false });
    expect(await named()).toMatchObject({ "stv:state": "draft", "stv:confirmedBy": stampUri });
    await edit({});
    expect([await isReady(), await inCatalogue()]).toEqual([true, true]);
    expect(await named()).toMatchObject({ "stv:state": "ready" });
  });

  test("whoever confirmed it is sent the new version, although nobody there follows", async () => {
    const { ctx } = cast.here;
    const inboxes = await ctx.sql`select inbox from post_ledger where post_id = ${own.id}`;
    expect(inboxes.map(({ inbox }) => inbox)).toContain(`${cast.victim.origin}/inbox`);
  });

  test("one for the new version takes the place of one for an earlier one in the note", async () => {
    const { here, victim } = cast;
    await edit({ transferKit: { ...KIT, steps: [{ name: "Nur noch das" }] } });
    const other = await victim.person(`other${cast.serial}`, { "stv:district": district.uri });
    const newer = await serveStamp(here.ctx, victim, `${path()}-neu`, {
      by: other,
      districtUri: district.uri,
      note: own,
    });
    await deliver(here, other, other.activity("Offer", newer, { target: own.uri }));
    await workKits(here.ctx);
    expect(await isReady()).toBe(true);
    expect(await named()).toMatchObject({ "stv:state": "ready", "stv:confirmedBy": newer });
  });
});
