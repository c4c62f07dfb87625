import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { EVIDENCE_MONTHS } from "../../../src/features/moderation/moderation.model.ts";
import { decisionsAbout } from "../../../src/features/moderation/moderation.queries.ts";
import { addDecision, addReport } from "../../../src/features/moderation/moderation.store.ts";
import { decisions, reports } from "../../../src/features/moderation/moderation.table.ts";
import { decideReport } from "../../../src/features/moderation/usecases/decide.ts";
import { removeAsModerator } from "../../../src/features/moderation/usecases/remove-as-moderator.ts";
import { appealByMember, appealByReceipt } from "../../../src/features/moderation/usecases/report.ts";
import { suspendActor } from "../../../src/features/moderation/usecases/suspend.ts";
import { sweepReports } from "../../../src/features/moderation/usecases/sweep-reports.ts";
import { createOrganisation } from "../../../src/features/organisations/organisations.usecases.ts";
import { type Post, postById } from "../../../src/features/posts/posts.queries.ts";
import { deletePost } from "../../../src/features/posts/usecases/delete.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { translator } from "../../../src/ui/i18n/i18n.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { insertActor, insertPost } from "../../support/rows.ts";

const ctx = await createTestCtx();
const { request } = createTestApp(ctx);
await setUpDistrict(ctx);
const [vera, mona] = [await createMember(ctx, "vera", "admin"), await createMember(ctx, "mona", "moderator")];
const remote = await insertActor(ctx, { host: "laut.test", handle: "karl", name: "Karl" });

const report = (targetId: string | null, posts: readonly Post[] = [], more = {}) =>
  addReport(ctx, {
    origin: "form",
    reason: "harassment",
    reporterName: "Ada Meldende",
    reporterEmail: "ada@post.example",
    text: "Sie hat gedroht.",
    address: "@wer",
    targetId,
    posts,
    ...more,
  });
const nothing = {
  measure: "none",
  ground: "unfounded",
  statement: "Nichts.",
  forward: false,
  forwardText: "",
} as const;
const decideBy = (who: Account, id: string) => decideReport(ctx, who, id, nothing);
const asAuthor = (who: Account) => ({ id: who.actorId, local: true, host: "heslach.test" });

test.each([
  ["themselves", async () => report(mona.actorId)],
  ["what they wrote", async () => report(null, [await insertPost(ctx, asAuthor(mona))])],
  [
    "an organisation that they write for",
    async () =>
      report(
        (
          await createOrganisation(ctx, mona, {
            handle: "verein",
            name: "Verein",
            sector: "civic",
            kind: "association",
          })
        ).id,
      ),
  ],
  [
    "what they wrote in the name of somebody else",
    async () => report(null, [await insertPost(ctx, asAuthor(vera), { actedById: mona.accountId })]),
  ],
])("nobody decides about %s, nor learns who reported it; somebody else does", async (_what, make) => {
  const id = await make();
  await expect(decideBy(mona, id)).rejects.toMatchObject({ code: "moderation.own-case" });
  const path = `/verwaltung/meldungen/${id}`;
  const session = await sessionOf(ctx, mona);
  const page = await request(path, { session });
  expect(page.status).toBe(403);
  const queue = await (await request("/verwaltung/meldungen", { session })).text();
  for (const text of [await page.text(), queue]) {
    for (const secret of ["Ada Meldende", "Sie hat gedroht."]) expect(text).not.toContain(secret);
  }
  expect(queue).not.toContain(`href="${path}"`);
  expect(queue).toContain("betrifft Sie selbst");
  expect((await request(path, { form: { ...nothing, forward: "" }, session })).status).toBe(403);
  expect(await ctx.db.select().from(decisions).where(eq(decisions.reportId, id))).toEqual([]);
  if (_what.includes("somebody else")) return;
  await decideBy(vera, id);
  expect(await ctx.db.select().from(decisions).where(eq(decisions.reportId, id))).toHaveLength(1);
});

test("where nobody else decides, they are told to name somebody first", async () => {
  const id = await report(vera.actorId);
  await expect(decideBy(vera, id)).rejects.toMatchObject({ code: "moderation.own-case" });
  await suspendActor(ctx, vera, mona.actorId, { reason: "rules", ground: "rules", statement: "Pause." });
  await expect(decideBy(vera, id)).rejects.toMatchObject({ code: "moderation.own-case-alone" });
  const page = await request(`/verwaltung/meldungen/${id}`, { session: await sessionOf(ctx, vera) });
  expect([page.status, await page.text()]).toEqual([403, expect.stringContaining("zuerst einer zweiten Person")]);
  await createMember(ctx, "zoe", "moderator");
  await expect(decideBy(vera, id)).rejects.toMatchObject({ code: "moderation.own-case" });
});

test("a year after the latest decision it is forgotten what was reported and by whom; the decision stays", async () => {
  const post = await insertPost(ctx, remote, { content: "<p>Drohung</p>" });
  const [old, open, fresh] = [
    await report(remote.id, [post], { receiptHash: "alt", reporterId: mona.actorId }),
    await report(remote.id, [post]),
    await report(remote.id, [post]),
  ];
  const decision = { action: "none", ground: "rules", reason: "spam", statement: "Weil.", local: false } as const;
  const by = { ...decision, subjectId: remote.id, decidedById: vera.accountId };
  await addDecision(ctx, { ...by, reportId: old });
  ctx.advance(2 * 24 * 60 * 60 * 1000);
  await addDecision(ctx, { ...by, reportId: fresh });
  const rowOf = async (id: string) => (await ctx.db.select().from(reports).where(eq(reports.id, id)))[0];

  ctx.advance(363.5 * 24 * 60 * 60 * 1000);
  await sweepReports(ctx);
  expect(await rowOf(old)).toMatchObject({
    evidence: [],
    text: "",
    address: "",
    reporterId: null,
    reporterName: null,
    reporterEmail: null,
    receiptHash: null,
    erasedAt: ctx.now(),
  });
  for (const id of [open, fresh]) {
    expect(await rowOf(id)).toMatchObject({
      text: "Sie hat gedroht.",
      evidence: [{ postId: post.id }],
      erasedAt: null,
    });
  }
  expect(await ctx.db.select().from(decisions).where(eq(decisions.reportId, old))).toMatchObject([
    { statement: "Weil.", subjectId: remote.id },
  ]);
  const page = await request(`/verwaltung/meldungen/${old}`, { session: await sessionOf(ctx, vera) });
  const text = await page.text();
  expect([page.status, text.includes("Die Entscheidung bleibt"), text.includes('name="measure"')]).toEqual([
    200,
    true,
    false,
  ]);
  await expect(decideBy(vera, old)).rejects.toMatchObject({ code: "moderation.erased" });
  await expect(appealByReceipt(ctx, "alt", { appeal: "Doch." })).rejects.toMatchObject({
    code: "moderation.not-found",
  });
});

test("after that the affected member cannot open it again either", async () => {
  const lea = await createMember(ctx, "lea");
  const id = await report(lea.actorId);
  await decideReport(ctx, vera, id, nothing);
  const [decision] = await ctx.db.select().from(decisions).where(eq(decisions.reportId, id));
  ctx.advance(400 * 24 * 60 * 60 * 1000);
  await sweepReports(ctx);
  await expect(appealByMember(ctx, lea, decision!.id, { appeal: "Doch." })).rejects.toMatchObject({
    code: "moderation.already-appealed",
  });
});

test("the privacy page says how long reports are kept", () => {
  for (const locale of ["de", "en"] as const) {
    expect(translator(locale)("legal.privacy.reports.2")).toContain(`${EVIDENCE_MONTHS} `);
  }
});

test("a moderator takes a member's post away with reasons only: its author is told and may object, the log has it", async () => {
  const [anna, mia] = [await createMember(ctx, "anna"), await createMember(ctx, "mia", "moderator")];
  const sessions = { anna: await sessionOf(ctx, anna), mia: await sessionOf(ctx, mia) };
  const { id } = await publishPost(ctx, anna, { text: "Ich komme euch holen" });
  const path = `/verwaltung/beitraege/${id}`;
  const html = await (await request(`/@anna/${id}`, { session: sessions.mia })).text();
  expect(html).toContain(`href="${path}"`);
  expect(html).not.toContain("/loeschen");
  expect((await request(`/@anna/${id}/loeschen`, { form: { sicher: "ja" }, session: sessions.mia })).status).toBe(404);
  await expect(deletePost(ctx, mia, id)).rejects.toMatchObject({ code: "posts.not-yours" });
  const form = { reason: "harassment", ground: "rules", statement: "Das war eine Drohung." };
  expect((await request(path, { form, session: sessions.anna })).status).toBe(404);
  expect((await request(path, { session: sessions.mia })).status).toBe(200);
  const without = await request(path, { form: { ...form, statement: "" }, session: sessions.mia });
  expect([without.status, (await postById(ctx, id))?.deletedAt]).toEqual([422, null]);
  // Nothing is taken away because no breach was found.
  const unfounded = await request(path, { form: { ...form, ground: "unfounded" }, session: sessions.mia });
  expect([unfounded.status, (await postById(ctx, id))?.deletedAt]).toEqual([422, null]);
  expect((await request(path, { form, session: sessions.mia })).status).toBe(303);
  expect((await postById(ctx, id))?.deletedAt).not.toBeNull();
  const own = await (await request("/einstellungen/entscheidungen", { session: sessions.anna })).text();
  expect(own).toContain("Das war eine Drohung.");
  expect(await (await request("/moderation")).text()).toContain(translator("de")("moderation.reason.harassment"));
  const [decision] = await decisionsAbout(ctx, anna.actorId);
  expect(decision).toMatchObject({ action: "deletePost", postIds: [id], decidedById: mia.accountId });
  await appealByMember(ctx, anna, decision?.id ?? "", { appeal: "Es war ein Zitat." });
  const case_ = await (await request(`/verwaltung/meldungen/${decision?.reportId}`, { session: sessions.mia })).text();
  expect(case_).toContain("Es war ein Zitat.");
  expect(case_).toContain("Ich komme euch holen");
});

test("what is their own, or an organisation's that they write for, no moderator takes away as one", async () => {
  const form = { reason: "spam", ground: "rules", statement: "Weg" } as const;
  const mara = await createMember(ctx, "mara", "moderator");
  const { id } = await publishPost(ctx, mara, { text: "Meins" });
  await expect(removeAsModerator(ctx, mara, id, form)).rejects.toMatchObject({ code: "moderation.no-post" });
  await expect(removeAsModerator(ctx, mara, "x", form)).rejects.toMatchObject({ code: "moderation.no-post" });
  await removeAsModerator(ctx, vera, id, form);
  expect((await postById(ctx, id))?.deletedAt).not.toBeNull();
  await expect(removeAsModerator(ctx, vera, id, form)).rejects.toMatchObject({ code: "moderation.no-post" });
});
