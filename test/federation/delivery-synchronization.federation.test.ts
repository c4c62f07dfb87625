import { createPublicKey, verify } from "node:crypto";
import { expect, test } from "vitest";
import { followersDigest } from "../../src/features/follows/synchronization.model.ts";
import { followersDigests } from "../../src/features/follows/synchronization.queries.ts";
import { recordOutbox } from "../../src/platform/outbox.ts";
import { createTestCtx } from "../support/ctx.ts";
import { activityOf, districtActor, followerOn, startSending } from "../support/delivering.ts";
import { insertActor, insertFollow } from "../support/rows.ts";
import { startSinks } from "../support/sinks.ts";

test("50 the digest is the one that FEP-8fcf works out as its example, and the database makes the same", async () => {
  const ids = ["https://testing.example.org/users/1", "https://testing.example.org/users/2"];
  expect(followersDigest(ids)).toBe("c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f");
  expect(followersDigest([])).toBe("0".repeat(64));
  const ctx = await createTestCtx();
  const group = await districtActor(ctx);
  for (const uri of [...ids, "https://next.example.org/users/foo"]) {
    const follower = await insertActor(ctx, { host: new URL(uri).host, uri });
    await insertFollow(ctx, follower.id, group.id);
  }
  const waiting = await insertActor(ctx, { host: "testing.example.org" });
  await insertFollow(ctx, waiting.id, group.id, "pending");
  const digests = await followersDigests(ctx, [
    { followeeId: group.id, host: "testing.example.org" },
    { followeeId: group.id, host: "nobody.example.org" },
  ]);
  expect(digests).toEqual([followersDigest(ids), "0".repeat(64)]);
});

const FOLLOWERS_ONLY = (uri: string) => ({ to: [`${uri}/followers`], cc: [] });

test("50 only what is for followers says who of the receiver's people they are, and both signatures cover it", async () => {
  const ctx = await createTestCtx();
  const sinks = await startSinks(ctx.config);
  const group = await districtActor(ctx);
  const one = await followerOn(ctx, group, "one.test");
  const two = [await followerOn(ctx, group, "two.test"), await followerOn(ctx, group, "two.test")];
  sinks.answer("two.test", ({ headers }) => ({ status: headers["signature-input"] ? 202 : 401 }));
  startSending(ctx);
  for (const [number, more] of [{}, FOLLOWERS_ONLY(group.uri)].entries()) {
    await recordOutbox(ctx, {
      actorId: group.id,
      activity: activityOf(group, number, more),
      recipients: { followersOf: [group.id] },
      orderingKey: `${number}`,
    });
  }
  await expect.poll(() => sinks.taken.length).toBe(4);
  const sent = (number: number, host: string) =>
    sinks.taken.find(({ json, host: to }) => to === host && json.id === `${group.uri}#activity-${number}`);
  const header = (uris: readonly string[]) =>
    `collectionId="${group.uri}/followers", url="${group.uri}/followers_synchronization", digest="${followersDigest(uris)}"`;
  expect(sent(0, "one.test")?.headers).not.toHaveProperty("collection-synchronization");
  expect(sent(1, "one.test")?.headers["collection-synchronization"]).toBe(header([one.uri]));
  expect(sent(1, "two.test")?.headers["collection-synchronization"]).toBe(header(two.map(({ uri }) => uri)));

  const key = createPublicKey(group.publicKeyPem ?? "");
  const { headers, path } = sent(1, "one.test")!;
  const [, covered = "", cavage = ""] = /headers="([^"]+)",signature="([^"]+)"/.exec(String(headers.signature)) ?? [];
  const base = covered
    .split(" ")
    .map((name) => (name === "(request-target)" ? `${name}: post ${path}` : `${name}: ${headers[name]}`));
  expect(covered.split(" ")).toContain("collection-synchronization");
  expect(verify("sha256", Buffer.from(base.join("\n")), key, Buffer.from(cavage, "base64"))).toBe(true);

  const other = sent(1, "two.test")!.headers;
  const [, parameters = "", list = ""] = /^sig1=(\(([^)]*)\).*)$/.exec(String(other["signature-input"])) ?? [];
  const derived: Record<string, unknown> = {
    "@method": "POST",
    "@target-uri": "https://two.test/inbox",
    "@authority": "two.test",
  };
  const lines = list.split(" ").map((name) => {
    const bare = name.replaceAll('"', "");
    return `${name}: ${derived[bare] ?? other[bare]}`;
  });
  expect(list).toContain('"collection-synchronization"');
  const signature = Buffer.from(/^sig1=:(.*):$/.exec(String(other.signature))?.[1] ?? "", "base64");
  const signed = [...lines, `"@signature-params": ${parameters}`].join("\n");
  expect(verify("sha256", Buffer.from(signed), key, signature)).toBe(true);
});
