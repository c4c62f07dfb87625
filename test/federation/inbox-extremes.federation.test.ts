import { beforeEach, expect, test } from "vitest";
import { actorByUri } from "../../src/features/actors/actors.queries.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import type { Instance } from "../support/instance.ts";
import type { Peer, PeerActor, Wire } from "../support/peer.ts";

const cast = useCast();
const { stored, create } = cast;
let here: Instance;
let victim: Peer;
let alice: PeerActor;

beforeEach(() => {
  ({ here, victim, alice } = cast);
});

/** Text of three bytes a character that cannot be packed. */
const manyBytes = (): string =>
  Array.from({ length: 1_900 }, () => String.fromCharCode(0x4e00 + Math.floor(Math.random() * 20_000))).join("");
const longAddress = (): string => `${victim.origin}/${manyBytes()}`;

const DATES = ["-000001-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "+275760-09-13T00:00:00Z", "0001-01-01T00:00:00Z"];

test.each(DATES)("a post of %s is taken, and none of its times lies in the future", async (time) => {
  const note = alice.note("aus einer anderen Zeit", { published: time, updated: time });
  expect(await deliver(here, alice, create(alice, note))).toEqual(ACCEPTED);
  const post = await stored(note);
  expect(post?.publishedAt.getTime()).toBeLessThanOrEqual(here.ctx.now().getTime());
  expect(post?.updatedAt.getTime()).toBeLessThanOrEqual(here.ctx.now().getTime());
});

test.each(DATES)("a newcomer whose account is of %s is let in", async (published) => {
  const newcomer = await victim.person(`von${DATES.indexOf(published)}`, { published });
  expect(await deliver(here, newcomer, newcomer.activity("Follow", here.district.actorUri))).toEqual(ACCEPTED);
});

test("an id that no index takes is none: ignored, and not tried again", async () => {
  const id = longAddress();
  const note = { ...alice.note("lang"), id };
  expect(await deliver(here, alice, create(alice, note))).toEqual(ignoredFor("not-a-post"));
  for (const type of ["Delete", "Like", "Announce"]) {
    expect((await deliver(here, alice, alice.activity(type, id))).result, type).toBe("ignored");
  }
});

test("other addresses that no index takes are left out", async () => {
  const note = alice.note("lang", { url: longAddress(), inReplyTo: longAddress() });
  expect(await deliver(here, alice, create(alice, note))).toEqual(ACCEPTED);
  expect(await stored(note)).toMatchObject({ url: note.id, inReplyToUri: null });
  const newcomer = await victim.person("lang", { url: longAddress() });
  const [key] = [newcomer.document.publicKey as Wire];
  newcomer.document = { ...newcomer.document, publicKey: [{ ...key, id: longAddress() }, key] };
  expect(await deliver(here, newcomer, newcomer.activity("Follow", here.district.actorUri))).toEqual(ACCEPTED);
  expect(await actorByUri(here.ctx, newcomer.uri)).toMatchObject({ url: newcomer.uri, publicKeyId: newcomer.keyId });
});
