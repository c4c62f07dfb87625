import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { accounts } from "../../../src/features/accounts/accounts.table.ts";
import { createAccount } from "../../../src/features/accounts/accounts.usecases.ts";
import { actors } from "../../../src/features/actors/actors.table.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { PASSWORD, setUpDistrict } from "../../support/people.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);

const make = (handle: string, email = `${handle.length}-${Math.random()}@post.example`) =>
  createAccount(ctx, { handle, name: "Anna", email, password: PASSWORD });

test("an account has its person actor, and its handle without @ and capitals", async () => {
  const account = await make("@Anna_B", "anna@post.example");
  expect([account.handle, account.role, account.locale]).toEqual(["anna_b", "member", "de"]);
  const [actor] = await ctx.db.select().from(actors).where(eq(actors.id, account.actorId));
  expect([actor?.kind, actor?.local, actor?.discoverable, actor?.indexable]).toEqual(["person", true, false, false]);
  await expect(make("bert", "ANNA@post.example")).rejects.toMatchObject({ code: "accounts.email-taken" });
});

test.each(["admin", "api", "verwaltung", ".well-known", "аnna", "an na", "", "x".repeat(31), "heslach"])(
  "T150 the name %j is refused",
  async (handle) => {
    const count = (await ctx.db.select().from(accounts)).length;
    await expect(make(handle)).rejects.toMatchObject({ fields: { handle: expect.stringContaining("handle-") } });
    expect(await ctx.db.select().from(accounts)).toHaveLength(count);
  },
);

test("T150 the name of a deleted actor is never given again", async () => {
  const gone = await make("fort");
  await ctx.db.update(actors).set({ deletedAt: ctx.now() }).where(eq(actors.id, gone.actorId));
  await ctx.db.delete(accounts).where(eq(accounts.id, gone.accountId));
  await expect(make("fort")).rejects.toMatchObject({ code: "actors.handle-taken" });
});
