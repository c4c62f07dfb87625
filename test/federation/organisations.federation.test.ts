import { eq } from "drizzle-orm";
import { beforeAll, expect, test, vi } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorByHandle, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { actors } from "../../src/features/actors/actors.table.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import {
  actingFor,
  changeOrganisation,
  createOrganisation,
} from "../../src/features/organisations/organisations.usecases.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { lookUp } from "../../src/federation/fetch/lookup.ts";
import { createDistricts, type Districts, type RunningDistrict } from "../support/districts.ts";
import { createMember } from "../support/people.ts";

// Two whole districts on two cores.
vi.setConfig({ testTimeout: 60_000 });

const DETAILS = {
  name: "Altes Feuerwehrhaus",
  about: "Bürgerhaus.",
  sector: "nonprofit",
  kind: "institution",
} as const;

let net: Districts;
let heslach: RunningDistrict;
let kalk: RunningDistrict;
let anna: Account;
let cora: Account;
let house: Actor;

const soon = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 30_000, interval: 50 });

beforeAll(async () => {
  net = await createDistricts();
  heslach = await net.start("heslach.test");
  kalk = await net.start("kalk.test");
  anna = await createMember(heslach.ctx, "anna");
  cora = await createMember(kalk.ctx, "cora");
  house = await createOrganisation(heslach.ctx, anna, { ...DETAILS, handle: "feuerwehrhaus" });
}, 60_000);

test("another district finds an organisation by its handle and reads what it is", async () => {
  const found = await lookUp(kalk.ctx, "@feuerwehrhaus@heslach.test", cora);
  expect(found).toMatchObject({
    uri: house.uri,
    type: "Organization",
    kind: "organization",
    name: "Altes Feuerwehrhaus",
    sector: "nonprofit",
    discoverable: true,
  });
  expect(found).toHaveProperty("fields.0", { name: "Sektor", value: "Gemeinnützig" });
  const collection = async (name: string) => {
    const answer = await net.network.send(`${house.uri}/${name}`, { headers: { accept: "application/activity+json" } });
    return { status: answer.status, ...answer.json() };
  };
  expect(await collection("featured")).toMatchObject({ status: 200, type: "OrderedCollection" });
  expect(await collection("followers")).toMatchObject({ status: 200, totalItems: 0 });
});

test("who follows it gets what is written in its name, signed by it, and its changed profile", async () => {
  const there = await actorByHandle(kalk.ctx, "feuerwehrhaus", "heslach.test");
  await requestFollow(kalk.ctx, cora, there!.id);
  await soon(async () => expect((await followBetween(kalk.ctx, cora.actorId, there!.id))?.state).toBe("accepted"));

  const note = {
    title: "Brotkasten am Marienplatz",
    summary: "Die Bäckerei gibt ab, was am Samstag übrig ist.",
    goal: "Kein Brot im Müll.",
    targetGroups: ["alle im Viertel"],
    measures: "Zwei von uns öffnen den Kasten.",
    outcome: "ongoing" as const,
  };
  const { uri } = await publishProjectNote(heslach.ctx, anna, note, { as: "feuerwehrhaus" });
  const post = await soon(async () => {
    const arrived = await postByUri(kalk.ctx, uri);
    expect(arrived?.authorId).toBe(there!.id);
    return arrived;
  });
  expect(post?.actedById).toBeNull();
  const outbox = await net.network.send(`${house.uri}/outbox/vor/9223372036854775807`, {
    headers: { accept: "application/activity+json" },
  });
  expect(outbox.json()).toMatchObject({ orderedItems: [{ type: "Create", actor: house.uri, object: { id: uri } }] });

  await changeOrganisation(heslach.ctx, anna, "feuerwehrhaus", {
    ...DETAILS,
    name: "Feuerwehrhaus Süd",
    sector: "civic",
  });
  await soon(async () =>
    expect(await actorByUri(kalk.ctx, house.uri)).toMatchObject({ name: "Feuerwehrhaus Süd", sector: "civic" }),
  );
});

test("it follows a district elsewhere, and the Follow is its own", async () => {
  const acting = await actingFor(heslach.ctx, anna, "feuerwehrhaus");
  const found = await lookUp(heslach.ctx, "@cora@kalk.test", anna);
  await requestFollow(heslach.ctx, acting, found!.id);
  await soon(async () => expect((await followBetween(heslach.ctx, house.id, found!.id))?.state).toBe("accepted"));
  const there = await actorByUri(kalk.ctx, house.uri);
  expect((await followBetween(kalk.ctx, there!.id, cora.actorId))?.state).toBe("accepted");
  const [row] = await heslach.ctx.db.select({ n: actors.followingCount }).from(actors).where(eq(actors.id, house.id));
  expect(row?.n).toBe(1);
});
