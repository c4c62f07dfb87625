import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import type { PublishedNote } from "../../src/features/project-notes/usecases/publish.ts";
import { verifyConfirmation } from "../../src/federation/fetch/confirmations.ts";
import { TryAgain } from "../../src/platform/jobs.worker.ts";
import { FULL_DOCUMENT } from "../features/project-notes/notes.ts";
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
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import type { PeerActor, Wire } from "../support/peer.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const cast = useCast();
let own: PublishedNote;
/** Alice's district, at the victim. */
let district: PeerActor;

beforeAll(async () => {
  district = await settle(cast.victim);
});
beforeEach(async () => {
  await cast.here.ctx.sql`delete from jobs`;
  await cast.here.ctx.sql`delete from kv`;
  belong(cast.alice, district.uri);
  // What was known of her before is older than a day.
  cast.here.ctx.advance(2 * DAY_MS);
  own = await publishKit(cast);
});

const work = () => workKits(cast.here.ctx);
const isReady = () => isReadyIn(cast.here.ctx, own.id);
const rows = () => confirmationsOf(cast.here.ctx, own.id);
/** A stamp of Alice's district for our kit, served at the victim. */
const stamp = (more: Wire = {}, by = cast.alice) =>
  serveStamp(cast.here.ctx, cast.victim, `/stamps/${cast.serial}`, {
    by,
    districtUri: district.uri,
    note: own,
    more,
  });
const offer = (by: PeerActor, uri: string, target = own.uri) => by.activity("Offer", uri, { target });

describe("confirmations of a kit of ours", () => {
  test("a good one counts, a replayed one is dropped, and only who gave it takes it back", async () => {
    const { here, alice, mallory } = cast;
    const uri = await stamp();
    const activity = offer(alice, uri);
    expect(await deliver(here, alice, activity)).toEqual(ACCEPTED);
    expect(await isReady()).toBe(false);
    await work();
    expect(await isReady()).toBe(true);
    expect(await deliver(here, alice, activity)).toEqual(ignoredFor("duplicate"));
    const neighbour = await cast.victim.person(`neighbour${cast.serial}`);
    await deliver(here, mallory, mallory.activity("Delete", uri));
    expect(await deliver(here, neighbour, neighbour.activity("Delete", uri))).toEqual(ignoredFor("not-the-author"));
    expect(await isReady()).toBe(true);
    expect(await deliver(here, alice, alice.activity("Delete", uri))).toEqual(ACCEPTED);
    expect(await isReady()).toBe(false);
    cast.victim.serve(`/stamps/${cast.serial}`, { status: 410, text: "" });
    expect(await deliver(here, alice, offer(alice, uri))).toEqual(ACCEPTED);
    await work();
    expect(await isReady()).toBe(false);
  });

  test.each<[string, Wire]>([
    ["for another note", { object: "https://victim.test/notes/1" }],
    ["by somebody else", { attributedTo: "https://victim.test/users/else" }],
    ["for our own district", { subject: "https://heslach.test/ap/a/1" }],
    ["for another relationship", { relationship: "https://w3id.org/stadtteilvernetzer/ns#adoptedFrom" }],
    ["of another kind", { type: "Note" }],
    ["for another version of the kit", { "stv:kitDigest": "zQmdprRcyaXv6TBnfSmE7gkxBP2BKqnFqYUAGp1uSFjNFQ3" }],
    ["for a version that is no digest", { "stv:kitDigest": { id: "https://victim.test/1" } }],
    ["that says nothing of the version", { "stv:kitDigest": "" }],
  ])("a stamp %s does not count", async (_, more) => {
    expect(await deliver(cast.here, cast.alice, offer(cast.alice, await stamp(more)))).toEqual(ACCEPTED);
    await work();
    expect(await isReady()).toBe(false);
  });

  test.each<[string, () => Promise<string>]>([
    ["no district but a group", async () => (await settle(cast.victim, { "stv:kind": "Topic" }, "gruppe")).uri],
    ["no group but a person", async () => (await settle(cast.victim, { type: "Person" }, "person")).uri],
    ["not there", async () => `${cast.victim.origin}/users/niemand`],
    ["none that its handle leads to", async () => (await cast.victim.person("schein", DISTRICT)).uri],
    [
      "one whose handle leads to another one",
      async () => {
        const sham = await settle(cast.victim, {}, "doppelt");
        const resource = encodeURIComponent(`acct:doppelt@${cast.victim.host}`);
        cast.victim.serve(`/.well-known/webfinger?resource=${resource}`, {
          links: [{ rel: "self", type: "application/activity+json", href: district.uri }],
        });
        return sham.uri;
      },
    ],
  ])("a stamp does not count when its district is %s", async (_, made) => {
    const uri = await made();
    belong(cast.alice, uri);
    const id = await stamp({ subject: uri });
    expect(await deliver(cast.here, cast.alice, offer(cast.alice, id))).toEqual(ACCEPTED);
    await work();
    expect(await isReady()).toBe(false);
    expect(await rows()).toMatchObject([{ state: "refused" }]);
  });

  test.each<[string, Wire]>([
    ["belongs to no district", { "stv:district": undefined }],
    ["belongs to another district", { "stv:district": "https://evil.test/users/stadtteil" }],
    ["is a technical account", { type: "Application" }],
    ["is a working group", { type: "Group" }],
  ])("a stamp does not count when whoever gave it %s", async (_, more) => {
    const giver = await cast.victim.person(`giver${cast.serial}`, { "stv:district": district.uri, ...more });
    expect(await deliver(cast.here, giver, offer(giver, await stamp({}, giver)))).toEqual(ACCEPTED);
    await work();
    expect(await isReady()).toBe(false);
    expect(await rows()).toMatchObject([{ state: "refused" }]);
  });

  test.each<[string, Wire]>([
    ["an organisation", { type: "Organization" }],
    ["the district itself", {}],
  ])("one by %s counts", async (name, more) => {
    const giver =
      name === "an organisation"
        ? await cast.victim.person(`haus${cast.serial}`, { "stv:district": district.uri, ...more })
        : district;
    expect(await deliver(cast.here, giver, offer(giver, await stamp({}, giver)))).toEqual(ACCEPTED);
    await work();
    expect(await isReady()).toBe(true);
  });

  test("a stamp on a third host, one that vanished, and one for a note that is not ours do not count", async () => {
    const { here, alice, mallory, victim } = cast;
    expect(await deliver(here, mallory, offer(mallory, await stamp()))).toEqual(ignoredFor("foreign-object"));
    const elsewhere = offer(alice, await stamp(), `${victim.origin}/notes/1`);
    expect(await deliver(here, alice, elsewhere)).toEqual(ignoredFor("no-such-note"));
    expect(await deliver(here, alice, offer(alice, `${victim.origin}/stamps/nowhere`))).toEqual(ACCEPTED);
    await work();
    expect(await isReady()).toBe(false);
  });

  test("one that bears the id of another host, or says that it lies here, does not count", async () => {
    const { here, alice, victim } = cast;
    await stamp({ id: `${cast.evil.origin}/stamps/1` });
    expect(await deliver(here, alice, offer(alice, `${victim.origin}/stamps/${cast.serial}`))).toEqual(ACCEPTED);
    const ours = `${here.ctx.origin}/ap/o/${own.id}`;
    expect(await deliver(here, alice, offer(alice, ours))).toEqual(ignoredFor("foreign-object"));
    await expect(work()).rejects.toBeInstanceOf(TryAgain);
    here.ctx.advance(DAY_MS);
    const [row] = await rows();
    await verifyConfirmation(here.ctx, row?.id ?? "");
    expect(await rows()).toMatchObject([{ state: "refused" }]);
    expect(await isReady()).toBe(false);
  });

  test("two deliveries at once make one confirmation that its people hear of once", async () => {
    const { here, alice } = cast;
    await deliver(here, alice, offer(alice, await stamp()));
    const [row] = await rows();
    const id = row?.id ?? "";
    await Promise.all([1, 2, 3].map(() => verifyConfirmation(here.ctx, id)));
    expect(await rows()).toMatchObject([{ state: "confirmed", confirmerUri: alice.uri }]);
    const told = await here.ctx.sql`select 1 from notifications where type = 'kit_confirmed' and post_id = ${own.id}`;
    expect(told).toHaveLength(1);
    const post = await postByUri(here.ctx, own.uri);
    expect(post?.version).toBe(2);
  });

  test("one that is taken back while it is being fetched stays taken back", async () => {
    const { here, alice, victim } = cast;
    const path = `/stamps/${cast.serial}`;
    const uri = await stamp();
    await deliver(here, alice, offer(alice, uri));
    const [row] = await rows();
    const served = JSON.parse(JSON.stringify(await servedAt(path)));
    const arrived = new Promise<() => void>((resolve) => {
      victim.serve(path, (_, response) => {
        resolve(() =>
          response.writeHead(200, { "content-type": "application/activity+json" }).end(JSON.stringify(served)),
        );
        return undefined;
      });
    });
    const verifying = verifyConfirmation(here.ctx, row?.id ?? "");
    const answer = await arrived;
    expect(await deliver(here, alice, alice.activity("Delete", uri))).toEqual(ACCEPTED);
    answer();
    await verifying;
    expect(await rows()).toMatchObject([{ state: "refused" }]);
    expect(await isReady()).toBe(false);
  });

  test("of one person one stands: the newest", async () => {
    const { here, alice, victim } = cast;
    await deliver(here, alice, offer(alice, await stamp()));
    await work();
    const path = `/stamps/${cast.serial}-neu`;
    const newer = await serveStamp(here.ctx, victim, path, { by: alice, districtUri: district.uri, note: own });
    await deliver(here, alice, offer(alice, newer));
    await work();
    expect(await rows()).toMatchObject([{ state: "confirmed", stampUri: newer }]);
  });
});

const DISTRICT = { type: "Group", "stv:kind": "District" };

async function servedAt(path: string): Promise<unknown> {
  const answer = await cast.here.network.send(`${cast.victim.origin}${path}`);
  return answer.json();
}

describe("what a peer's note says of its own kit", () => {
  const nameStamp = async (stampUri: string, name = ""): Promise<string> => {
    const path = `/notes/kit-${cast.serial}${name}`;
    const note = {
      ...(JSON.parse(JSON.stringify(FULL_DOCUMENT)) as Wire),
      id: `${cast.evil.origin}${path}`,
      url: `${cast.evil.origin}${path}`,
      attributedTo: cast.mallory.uri,
      audience: undefined,
      to: ["https://www.w3.org/ns/activitystreams#Public"],
      cc: [`${cast.mallory.uri}/followers`],
    } as Wire & { id: string };
    const payload = note["stv:projectNote"] as Wire;
    payload["stv:transferKit"] = {
      ...(payload["stv:transferKit"] as Wire),
      "stv:state": "ready",
      "stv:confirmedBy": stampUri,
    };
    cast.evil.serve(path, note);
    expect(await deliver(cast.here, cast.mallory, cast.mallory.activity("Create", note))).toEqual(ACCEPTED);
    await work();
    return (await postByUri(cast.here.ctx, note.id))?.id ?? "";
  };

  test("a stamp by its own district is not even fetched, nor one that is said to lie here", async () => {
    const { here, evil } = cast;
    evil.serve("/stamps/selbst", { id: `${evil.origin}/stamps/selbst` });
    expect(await isReadyIn(here.ctx, await nameStamp(`${evil.origin}/stamps/selbst`))).toBe(false);
    expect(await isReadyIn(here.ctx, await nameStamp(`${here.ctx.origin}/ap/o/1`, "-hier"))).toBe(false);
    expect(evil.at("/stamps/selbst")).toEqual([]);
  });

  test("a stamp that somebody gave for another note does not count for it", async () => {
    expect(await isReadyIn(cast.here.ctx, await nameStamp(await stamp()))).toBe(false);
  });
});
