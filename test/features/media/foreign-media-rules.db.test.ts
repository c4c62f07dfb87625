import { expect, test } from "vitest";
import { chooseExchange } from "../../../src/features/district/district.usecases.ts";
import { mayShowMediaOf } from "../../../src/features/media/foreign-media.queries.ts";
import { liftRule, ruleOnPeer, trustPeer } from "../../../src/features/peers/peers.usecases.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const admin = await createMember(ctx, "ada", "admin");
const HOSTS = ["sub.bilder.example", "files.example"];

test("pictures of a host whose media are rejected, or which is blocked, are not shown; silenced ones are", async () => {
  expect(await mayShowMediaOf(ctx, HOSTS)).toBe(true);
  for (const [rule, shown] of [
    [{ severity: "noop", rejectMedia: true }, false],
    [{ severity: "suspend" }, false],
    [{ severity: "silence" }, true],
  ] as const) {
    for (const host of ["bilder.example", "files.example"]) {
      await ruleOnPeer(ctx, admin, { host, ...rule });
      expect(await mayShowMediaOf(ctx, HOSTS)).toBe(shown);
      await liftRule(ctx, admin, host);
    }
  }
});

test("in the allow-list mode only listed hosts' pictures are fetched, wherever they keep them; when closed none", async () => {
  await chooseExchange(ctx, admin, { mode: "allowList", publishesBlocks: false });
  expect(await mayShowMediaOf(ctx, HOSTS)).toBe(false);
  await trustPeer(ctx, admin, "files.example", true);
  expect(await mayShowMediaOf(ctx, HOSTS)).toBe(false);
  await trustPeer(ctx, admin, "sub.bilder.example", true);
  expect(await mayShowMediaOf(ctx, HOSTS)).toBe(true);
  await chooseExchange(ctx, admin, { mode: "closed", publishesBlocks: false });
  expect(await mayShowMediaOf(ctx, HOSTS)).toBe(false);
});
