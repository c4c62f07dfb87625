import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { updateProfile } from "../../../src/features/actors/actors.usecases.ts";
import { follows } from "../../../src/features/follows/follows.table.ts";
import { requestFollow } from "../../../src/features/follows/follows.usecases.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";

const ctx = await createTestCtx();
const { request } = createTestApp(ctx);
await setUpDistrict(ctx);
const [anna, karim, lea] = [
  await createMember(ctx, "anna"),
  await createMember(ctx, "karim"),
  await createMember(ctx, "lea"),
];
const profile = { name: "Anna", summary: "", fields: [], discoverable: false, approveFollowers: true };
await updateProfile(ctx, anna, profile);
const session = await sessionOf(ctx, anna);
const stateOf = async (id: string) => (await ctx.db.select().from(follows).where(eq(follows.id, id)))[0]?.state;

test("a member accepts one request and declines another; nobody else can answer them", async () => {
  expect(await requestFollow(ctx, karim, anna.actorId)).toBe("pending");
  expect(await requestFollow(ctx, lea, anna.actorId)).toBe("pending");
  const page = await (await request("/einstellungen/anfragen", { session })).text();
  expect(page).toContain("@karim@heslach.test");
  const rows = await ctx.db.select().from(follows);
  const of = (actorId: string) => rows.find(({ followerId }) => followerId === actorId)?.id ?? "";
  const answer = (id: string, antwort: string, as = session) =>
    request(`/einstellungen/anfragen/${id}`, { form: { antwort }, session: as });

  expect((await answer(of(karim.actorId), "ja", await sessionOf(ctx, karim))).status).toBe(403);
  expect(await stateOf(of(karim.actorId))).toBe("pending");
  expect((await answer(of(karim.actorId), "ja")).status).toBe(303);
  expect(await stateOf(of(karim.actorId))).toBe("accepted");
  await answer(of(lea.actorId), "nein");
  expect(await stateOf(of(lea.actorId))).not.toBe("accepted");
  expect(await (await request("/einstellungen/anfragen", { session })).text()).toContain("wartet niemand");
  expect((await answer("1", "ja")).status).toBe(404);
});
