import { expect, test } from "vitest";
import { createGroup } from "../../../src/features/groups/usecases/create.ts";
import { decide } from "../../../src/features/groups/usecases/moderate.ts";
import { openThread } from "../../../src/features/groups/usecases/post.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createMember } from "../../support/people.ts";
import { insertFollow } from "../../support/rows.ts";
import { AS2, entriesOf, heslach, remoteSigner, signedGet, surfaceOf } from "./surface.ts";

const ctx = await createTestCtx();
const district = await heslach(ctx);
const surface = surfaceOf(ctx);
const anna = await createMember(ctx, "anna");
const found = (handle: string, mode: "open" | "members" | "closed" | "internal") =>
  createGroup(ctx, anna, { name: handle, handle, about: "", mode });
const open = await found("offen", "open");
const members = await found("mitglieder", "members");
const closed = await found("vorstand", "closed");
const internal = await found("intern", "internal");
const thread = { title: "Titel", text: "Text" };

test("check 7: a group names its moderators and what is pinned, both whole, pinned posts as objects", async () => {
  const { id, uri } = await openThread(ctx, anna, open, thread);
  await decide(ctx, anna, open, { action: "pin", postId: id, reason: "" });
  const group = await surface.json(open.actor.uri);
  expect(group).toMatchObject({
    type: "Group",
    url: "https://heslach.test/@offen",
    "stv:kind": "Group",
    "stv:partOf": district.actorUri,
    postingRestrictedToMods: false,
    followers: `${open.actor.uri}/followers`,
  });
  const featured = await surface.json(group.featured as string);
  expect(featured).toMatchObject({ totalItems: 1, orderedItems: [{ id: uri, type: "Article", name: "Titel" }] });
  expect(featured).not.toHaveProperty("first");
  const moderators = await surface.json(group.attributedTo as string);
  expect(moderators).toMatchObject({ totalItems: 1, orderedItems: [`${ctx.origin}/ap/a/${anna.actorId}`] });
});

test.each([
  ["open", open, false],
  ["members", members, true],
  ["closed", closed, true],
] as const)("a group that is %s says whether it asks first", async (_mode, { actor }, asks) => {
  expect((await surface.json(actor.uri)).manuallyApprovesFollowers).toBe(asks);
});

test("the district lists its groups, but not the internal ones, which are nobody to others", async () => {
  const list = await surface.json(`${district.actorUri}/gruppen`);
  expect(list.orderedItems).toEqual([closed, members, open].map(({ actor }) => actor.uri));
  expect((await surface.get(`${open.actor.uri}/gruppen`)).status).toBe(404);
  for (const path of ["", "/outbox", "/followers", "/featured", "/moderators"]) {
    expect((await surface.get(`${internal.actor.uri}${path}`)).status).toBe(404);
  }
  const resource = "/.well-known/webfinger?resource=acct:intern@heslach.test";
  expect((await surface.get(resource)).status).toBe(404);
  expect((await surface.get(resource.replace("intern", "vorstand"))).status).toBe(200);
});

test("check 49: what is in a closed group is had by the hosts of its followers alone, and in no collection", async () => {
  const { uri } = await openThread(ctx, anna, closed, thread);
  const path = new URL(uri).pathname;
  const host = async (name: string, follows: "accepted" | "pending" | null) => {
    const signer = await remoteSigner(ctx, { handle: "instanz", host: name, type: "Application", kind: "instance" });
    const person = await remoteSigner(ctx, { handle: "pia", host: name });
    if (follows) await insertFollow(ctx, person.actor.id, closed.actor.id, follows);
    return (await surface.get(path, signedGet(ctx, signer, path))).status;
  };
  expect((await surface.get(path, { Accept: AS2 })).status).toBe(404);
  expect(await host("fremd.test", null)).toBe(404);
  expect(await host("wartet.test", "pending")).toBe(404);
  expect(await host("mitglied.test", "accepted")).toBe(200);
  await decide(ctx, anna, closed, { action: "pin", postId: path.split("/").at(-1), reason: "" });
  expect((await surface.json(`${closed.actor.uri}/featured`)).orderedItems).toEqual([]);
  for (const actorUri of [closed.actor.uri, `${ctx.origin}/ap/a/${anna.actorId}`, district.actorUri]) {
    const { items } = await entriesOf(surface, `${actorUri}/outbox`);
    expect(JSON.stringify(items)).not.toContain(uri);
  }
});

test("what is in an internal group is served to nobody, whoever signs", async () => {
  const { uri } = await openThread(ctx, anna, internal, thread);
  const path = new URL(uri).pathname;
  const signer = await remoteSigner(ctx, {
    handle: "instanz",
    host: "neugierig.test",
    type: "Application",
    kind: "instance",
  });
  await insertFollow(ctx, signer.actor.id, internal.actor.id);
  expect((await surface.get(path, signedGet(ctx, signer, path))).status).toBe(404);
});

test("a post that a moderator removed answers with a tombstone that is not for ever (FEP-4f05)", async () => {
  const { id, uri } = await openThread(ctx, anna, members, thread);
  await decide(ctx, anna, members, { action: "remove", postId: id, reason: "Doppelt" });
  const response = await surface.get(new URL(uri).pathname);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ id: uri, type: "Tombstone", formerType: "Article" });
  const { items } = await entriesOf(surface, `${members.actor.uri}/outbox`);
  expect(items).toEqual([]);
});
