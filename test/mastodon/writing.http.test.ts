import { eq, inArray, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { oauthApplications } from "../../src/features/accounts/oauth-applications.table.ts";
import { createGroup } from "../../src/features/groups/usecases/create.ts";
import { media } from "../../src/features/media/media.table.ts";
import { storeUpload } from "../../src/features/media/media.usecases.ts";
import { drafts } from "../../src/features/posts/drafts.table.ts";
import { postById } from "../../src/features/posts/posts.queries.ts";
import { polls, pollVotes, posts } from "../../src/features/posts/posts.table.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { tellTallies } from "../../src/features/posts/usecases/tally.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import type { JsonObject } from "../../src/platform/json.ts";
import { phonePhoto } from "../features/media/media.files.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp, type TestApp } from "../support/http.ts";
import { outgoing } from "../support/outbox.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../support/rows.ts";
import { clientOf } from "./clients.ts";
import { statusEditSchema, statusSchema } from "./schemas/status.ts";
import { errorSchema } from "./schemas.ts";

const ctx = await createTestCtx();
const district = await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const anna = await createMember(ctx, "anna");
const bela = await createMember(ctx, "bela");
const maria = await insertActor(ctx, { handle: "maria", host: "post.test" });
let token: string;
let belas: string;
beforeAll(async () => {
  await createGroup(ctx, anna, { name: "Offen", handle: "offen", about: "", mode: "open" });
  await createGroup(ctx, bela, { name: "Zu", handle: "zu", about: "", mode: "closed" });
  token = await tokenOf(ctx, anna);
  belas = await tokenOf(ctx, bela);
});

type Sent = Parameters<typeof request>[1];
const post = (json: object, more: Sent = {}) => request("/api/v1/statuses", { json, token, ...more });
const statusOf = async (answer: Response) => {
  const body: unknown = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return statusSchema.parse(body);
};
const write = async (json: object, more: Sent = {}) => statusOf(await post(json, more));
const refusal = async (answer: Response) => ({
  status: answer.status,
  error: errorSchema.parse(await answer.json()).error,
});
const documentOf = async (id: string): Promise<JsonObject> => JSON.parse((await postById(ctx, id))?.document ?? "");
const inAnHour = () => new Date(ctx.now().getTime() + 3_600_000).toISOString();
const upload = async (by: Account, alt = "") => {
  const item = await storeUpload(ctx, by, { bytes: await phonePhoto(), fileName: "foto.jpg" });
  await ctx.db.update(media).set({ alt }).where(eq(media.id, item.id));
  return item.id;
};

describe("POST /api/v1/statuses", () => {
  test("text as people type it becomes a status with links, mentions and hashtags", async () => {
    const status = await write({
      status: "Dank @bela und @maria@post.test: https://beet.example/kuebel blüht.\n\nBis bald! #Garten",
      language: "de-DE",
    });
    expect(status).toMatchObject({
      visibility: "public",
      language: "de",
      account: { id: anna.actorId },
      mentions: [{ acct: "bela" }, { acct: "maria@post.test" }],
      tags: [{ name: "garten" }],
      in_reply_to_id: null,
    });
    expect(status.content).toContain('<a href="https://beet.example/kuebel"');
    expect(status.content).toMatch(/<p>Dank .*<\/p><p>Bis bald!/);
  });

  test("what the app does not say is as the member has set it; what it says counts more", async () => {
    const as = { token: await tokenOf(ctx, await createMember(ctx, "karla")) };
    const top = await write({ status: "Für alle" }, as);
    const source = { privacy: "private", sensitive: true, language: "en" };
    const set = await request("/api/v1/accounts/update_credentials", { method: "PATCH", json: { source }, ...as });
    expect(set.status).toBe(200);
    expect(await write({ status: "Wie immer" }, as)).toMatchObject({
      visibility: "private",
      sensitive: true,
      language: "en",
    });
    const said = { status: "Anders", visibility: "public", sensitive: false, language: "de" };
    expect(await write(said, as)).toMatchObject({ visibility: "public", sensitive: false, language: "de" });
    // An answer too: not to more than the member has set, nor to more than what it answers.
    expect(await write({ status: "Dazu", in_reply_to_id: top.id }, as)).toMatchObject({ visibility: "private" });
    const theirs = await write({ status: "Für alle" });
    expect(await write({ status: "Ja", in_reply_to_id: theirs.id }, as)).toMatchObject({ visibility: "private" });
    const few = await write({ status: "An @karla", visibility: "direct" });
    expect(await write({ status: "Ja", in_reply_to_id: few.id }, as)).toMatchObject({ visibility: "direct" });
  });

  test("JSON with nulls, urlencoded and multipart say the same", async () => {
    const json = await write({
      status: "Eins",
      media_ids: null,
      poll: null,
      in_reply_to_id: null,
      sensitive: null,
      spoiler_text: null,
      visibility: null,
      language: null,
      scheduled_at: null,
      quoted_status_id: null,
    });
    const form = await statusOf(
      await request("/api/v1/statuses", { form: { status: "Eins", spoiler_text: "", visibility: "" }, token }),
    );
    const body = new FormData();
    body.set("status", "Eins");
    body.set("visibility", "public");
    const multipart = await statusOf(await request("/api/v1/statuses", { method: "POST", body, token }));
    for (const status of [json, form, multipart]) {
      expect(status).toMatchObject({ content: "<p>Eins</p>", visibility: "public", language: "de", sensitive: false });
    }
  });

  test("by an app or by our form, the wire says the same", async () => {
    const text = "Heute um 18 Uhr am @bela-Beet? Nein, bei @maria@post.test. #Garten https://beet.example/";
    const fromApp = await write({ status: text, spoiler_text: "Ort", language: "de", visibility: "unlisted" });
    const form = { text, warnung: "Ort", sprache: "de", fuer: "unlisted", zitierende: "everybody" };
    const answer = await request("/schreiben/beitrag", { form, session: await sessionOf(ctx, anna) });
    expect(answer.status).toBe(303);
    const id = /\/(\d+)$/.exec(answer.headers.get("Location") ?? "")?.[1] ?? "";
    const same = (document: JsonObject, own: string) =>
      JSON.parse(JSON.stringify({ ...document, published: "" }).replaceAll(own, "ID"));
    expect(same(await documentOf(fromApp.id), fromApp.id)).toEqual(same(await documentOf(id), id));
    const sent = (await outgoing(ctx)).filter(({ type }) => type === "Create");
    const recipientsOf = (of: string) => sent.find(({ recipients }) => recipients.recordFor === of)?.recipients;
    expect(recipientsOf(fromApp.id)).toEqual({ ...recipientsOf(id), recordFor: fromApp.id });
  });

  test.each([
    ["public", "public"],
    ["unlisted", "unlisted"],
    ["private", "followers"],
    ["direct", "direct"],
  ])("visibility %s is %s here", async (visibility, ours) => {
    const status = await write({ status: "An @bela", visibility });
    expect(status.visibility).toBe(visibility);
    expect((await postById(ctx, status.id))?.visibility).toBe(ours);
  });

  test("a warning folds the text away; with no text below it is the text", async () => {
    expect(await write({ status: "Text", spoiler_text: "Warnung" })).toMatchObject({
      spoiler_text: "Warnung",
      sensitive: true,
    });
    expect(await write({ status: "", spoiler_text: "Nur das" })).toMatchObject({
      content: "<p>Nur das</p>",
      spoiler_text: "",
      sensitive: false,
    });
    // What somebody warned of is covered, though the warning is the text now.
    const media_ids = [await upload(anna)];
    const warned = { content: "<p>Nur das</p>", spoiler_text: "", sensitive: true };
    const status = await write({ spoiler_text: "Nur das", media_ids });
    expect(status).toMatchObject(warned);
    const path = `/api/v1/statuses/${status.id}`;
    const change = { spoiler_text: "Nur das", media_ids, language: "en" };
    expect(await statusOf(await request(path, { method: "PUT", json: change, token }))).toMatchObject(warned);
  });

  test("pictures hang from it in the order given, without a text too, with the words of the upload", async () => {
    const [one, two] = [await upload(anna, "Ein Beet"), await upload(anna)];
    const status = await write({ status: "", media_ids: [two, one], sensitive: true });
    expect(status.media_attachments.map(({ id, description }) => [id, description])).toEqual([
      [two, null],
      [one, "Ein Beet"],
    ]);
    expect(status).toMatchObject({ content: "", sensitive: true });
  });

  test("T181 an upload is used once, and only by whose it is", async () => {
    const [own, foreign] = [await upload(anna), await upload(bela)];
    await write({ status: "Bild", media_ids: [own] });
    for (const media_ids of [[own], [foreign], ["1"], ["../x"], [await upload(anna), foreign]]) {
      const { status } = await refusal(await post({ status: "Noch einmal", media_ids }));
      expect(status).toBe(422);
    }
    const rows = await ctx.db
      .select()
      .from(posts)
      .where(sql`attachments::text like ${`%${foreign}%`}`);
    expect(rows).toEqual([]);
  });

  test("a poll: seconds, several choices, from nested JSON and from brackets", async () => {
    const asked = { options: ["Ja", " Nein ", ""], expires_in: 5400, multiple: true, hide_totals: true };
    const json = await write({ status: "Fest?", poll: asked });
    const form = await statusOf(
      await request("/api/v1/statuses", {
        form: {
          status: "Fest?",
          "poll[options][]": ["Ja", "Nein"],
          "poll[expires_in]": "5400",
          "poll[multiple]": "true",
        },
        token,
      }),
    );
    for (const { poll, created_at } of [json, form]) {
      expect(poll).toMatchObject({ multiple: true, options: [{ title: "Ja" }, { title: "Nein" }], own_votes: [] });
      expect(Date.parse(poll?.expires_at ?? "") - Date.parse(created_at)).toBe(5_400_000);
    }
  });

  test.each([
    ["no text", { status: " " }],
    ["too long a text", { status: "a".repeat(5001) }],
    ["one option", { status: "?", poll: { options: ["Ja"], expires_in: 86_400 } }],
    ["a poll of five minutes", { status: "?", poll: { options: ["Ja", "Nein"], expires_in: 300 } }],
    ["a poll without an end", { status: "?", poll: { options: ["Ja", "Nein"] } }],
    ["a direct message to nobody", { status: "Hallo", visibility: "direct" }],
    ["a direct message to somebody unknown", { status: "Hallo @niemand", visibility: "direct" }],
    ["an audience that nobody knows", { status: "Hallo", visibility: "local" }],
    ["a quote of what is not there", { status: "Hallo", quoted_status_id: "1" }],
  ])("%s is refused with a sentence, and nothing is published", async (_what, json) => {
    const before = await ctx.db.$count(posts);
    const { status, error } = await refusal(await post(json));
    expect(status).toBe(422);
    expect(error.length).toBeGreaterThan(10);
    expect(await ctx.db.$count(posts)).toBe(before);
  });

  test("is as long as apps count: addresses 23 each, mentions without their server, characters as people see them", async () => {
    const address = `https://beet.example/${"a".repeat(300)}`;
    const family = "👩‍👩‍👧";
    const full = `${family} @maria@post.test ${address} ${"a".repeat(5000 - 1 - 1 - 6 - 1 - 23 - 1)}`;
    const top = await write({ status: full });
    expect(await write({ status: full, in_reply_to_id: top.id })).toMatchObject({ in_reply_to_id: top.id });
    const edited = await statusOf(
      await request(`/api/v1/statuses/${top.id}`, { method: "PUT", json: { status: `b${full.slice(0, -1)}` }, token }),
    );
    expect(edited.id).toBe(top.id);
    const session = await sessionOf(ctx, anna);
    const form = { text: full, sprache: "de", fuer: "unlisted" };
    expect((await request("/schreiben/beitrag", { form, session })).status).toBe(303);
    expect(await refusal(await post({ status: `${full}a` }))).toEqual({
      status: 422,
      error: "Das ist zu lang: höchstens 5000 Zeichen. Auf der Website sind mit einer Überschrift auch mehr möglich.",
    });
    const below = await refusal(await post({ status: `${full}a`, in_reply_to_id: top.id }));
    expect(below).toEqual({ status: 422, error: "Das ist zu lang: höchstens 5000 Zeichen." });
  });

  test.each([
    [{ status: "Hallo", visibility: "everyone" }, "Für wen der Beitrag sein soll"],
    [{ status: "?", poll: { options: ["Ja", "Nein"] } }, "Eine Umfrage ist zwischen"],
    [{ status: "?", media_ids: ["bild"] }, "Dieses Bild ist nicht mehr da"],
  ])("no name of a field is shown to people: %j", async (json, sentence) => {
    for (const more of [{}, { scheduled_at: inAnHour() }]) {
      const { status, error } = await refusal(await post({ ...json, ...more }));
      expect([status, error.slice(0, sentence.length)]).toEqual([422, sentence]);
    }
  });

  test("what is far too long, or names thousands, is refused like anything too long, when it is changed too", async () => {
    const status = Array.from({ length: 40_000 }, (_, index) => `@n${index}@post.test`).join(" ");
    const { id } = await write({ status: "Kurz" });
    const answers = [await post({ status }), await post({ status: status.slice(0, 90_000) })];
    answers.push(await request(`/api/v1/statuses/${id}`, { method: "PUT", json: { status }, token }));
    expect(answers.map((answer) => answer.status)).toEqual([422, 422, 422]);
  });

  test("the sentence is in the language of the account", async () => {
    expect((await refusal(await post({ status: "" }))).error).toBe(
      "Schreiben Sie bitte etwas, bevor Sie veröffentlichen.",
    );
  });

  test("an answer is read by as many as what it answers at most; in a closed group it stays there", async () => {
    const direct = await write({ status: "An @bela", visibility: "direct" });
    const answer = await write({ status: "Ja", in_reply_to_id: direct.id, visibility: "public" }, { token: belas });
    expect(answer).toMatchObject({
      in_reply_to_id: direct.id,
      in_reply_to_account_id: anna.actorId,
      visibility: "direct",
    });
    const inGroup = await write({ status: "@zu Unter uns", visibility: "private" }, { token: belas });
    expect((await postById(ctx, inGroup.id))?.visibility).toBe("group");
    const below = await write(
      { status: "Noch etwas", in_reply_to_id: inGroup.id, visibility: "private" },
      { token: belas },
    );
    expect((await postById(ctx, below.id))?.visibility).toBe("group");
  });

  describe("T108 a direct answer below what a group or this server reads", () => {
    const [carl, dora] = ["carl", "dora"] as const;
    const tokens: Record<string, string> = {};
    beforeAll(async () => {
      const mode = { name: "Beet", about: "" };
      const closed = await createGroup(ctx, anna, { ...mode, handle: "beet_zu", mode: "closed" });
      await createGroup(ctx, anna, { ...mode, handle: "beet_intern", mode: "internal" });
      await insertFollow(ctx, bela.actorId, closed.actor.id);
      for (const name of [carl, dora]) {
        const member = await createMember(ctx, name);
        tokens[name] = await tokenOf(ctx, member);
        if (name === carl) await insertFollow(ctx, member.actorId, closed.actor.id);
      }
    });
    const reads = async (id: string, as: string) => (await request(`/api/v1/statuses/${id}`, { token: as })).status;

    test.each([
      ["beet_zu", "group"],
      ["beet_intern", "local"],
    ])("in %s is read by those named alone; private is the group's", async (handle, visibility) => {
      const top = await write({ status: `@${handle} Unter uns`, visibility: "private" });
      expect((await postById(ctx, top.id))?.visibility).toBe(visibility);
      const below = { in_reply_to_id: top.id };
      const as = { token: belas };
      const answer = await write({ ...below, status: "@anna nur für dich", visibility: "direct" }, as);
      expect(answer).toMatchObject({ visibility: "direct", mentions: [{ acct: "anna" }] });
      expect(await reads(answer.id, token)).toBe(200);
      expect(await reads(answer.id, tokens[carl] ?? "")).toBe(404);
      expect(await reads(answer.id, tokens[dora] ?? "")).toBe(404);
      const document = await documentOf(answer.id);
      expect(document).toMatchObject({ to: [`${ctx.origin}/ap/a/${anna.actorId}`], cc: [] });
      expect(document).not.toHaveProperty("audience");
      for (const wanted of ["private", "unlisted", "public"]) {
        const shared = await write({ ...below, status: "An alle", visibility: wanted }, as);
        expect((await postById(ctx, shared.id))?.visibility).toBe(visibility);
      }
      const later = { ...below, status: "@anna später", visibility: "direct", scheduled_at: inAnHour() };
      const waiting = (await (await post(later, as)).json()) as { params: { visibility: string } };
      expect(waiting.params.visibility).toBe("direct");
    });

    test("goes to whom it names, not to whom it answers; to them if it names nobody", async () => {
      const top = await write({ status: "@beet_zu Wer weiß etwas?", visibility: "private" });
      const as = { token: belas };
      const direct = { in_reply_to_id: top.id, visibility: "direct" };
      const aside = await write({ ...direct, status: "@carl weißt du es?" }, as);
      expect(await reads(aside.id, tokens[carl] ?? "")).toBe(200);
      expect(await reads(aside.id, token)).toBe(404);
      const plain = await write({ ...direct, status: "Ich weiß es" }, as);
      expect(await reads(plain.id, token)).toBe(200);
      expect(await reads(plain.id, tokens[carl] ?? "")).toBe(404);
    });

    test("is refused, also when it is to be published later, if somebody named cannot have it", async () => {
      const top = await write({ status: "@beet_zu Unter uns", visibility: "private" });
      const direct = { in_reply_to_id: top.id, visibility: "direct" };
      for (const scheduled_at of [undefined, inAnHour()]) {
        const outside = await post({ ...direct, status: "@dora hör mal", scheduled_at }, { token: belas });
        expect(await refusal(outside)).toMatchObject({
          status: 422,
          error: expect.stringContaining("darf nicht lesen"),
        });
        const unknown = await post({ ...direct, status: "@niemand hör mal", scheduled_at }, { token: belas });
        expect((await refusal(unknown)).status).toBe(422);
        const nobody = await post({ ...direct, status: "Zu mir selbst", scheduled_at });
        expect((await refusal(nobody)).status).toBe(422);
      }
    });

    test("by our form too, which offers both", async () => {
      const top = await write({ status: "@beet_zu Im Formular", visibility: "private" });
      const session = await sessionOf(ctx, bela);
      const form = { text: "@anna nur du", sprache: "de", fuer: "direct", auf: top.id };
      const whole = await (await request(`/schreiben/beitrag?auf=${top.id}`, { session })).text();
      expect(whole).toMatch(/value="group".*Mitglieder der Gruppe.*value="direct"/s);
      expect((await request("/schreiben/beitrag", { form, session })).status).toBe(303);
      const [answer] = await ctx.db.select().from(posts).where(eq(posts.inReplyToId, top.id));
      expect(answer?.visibility).toBe("direct");
    });
  });

  test("an answer to what one may not see, or that is not there, finds nothing", async () => {
    const hidden = await write({ status: "Nur ich und @maria@post.test", visibility: "direct" });
    for (const in_reply_to_id of [hidden.id, "1"]) {
      const answer = await post({ status: "Ha", in_reply_to_id }, { token: belas });
      expect(await refusal(answer)).toEqual({ status: 404, error: "Record not found" });
    }
    const top = await write({ status: "Oben" });
    const quoting = await post({ status: "?", in_reply_to_id: top.id, quoted_status_id: hidden.id }, { token: belas });
    expect(quoting.status).toBe(422);
  });

  test("an answer may ask something, and quote something", async () => {
    const top = await write({ status: "Oben" });
    const quoted = await write({ status: "Das hier" }, { token: belas });
    const asked = { options: ["Heute", "Morgen"], expires_in: 3600 };
    const status = await write({
      ...{ status: "Wann, siehe unten?", in_reply_to_id: top.id, poll: asked },
      ...{ quoted_status_id: quoted.id, quote_approval_policy: "nobody" },
    });
    expect(status).toMatchObject({
      in_reply_to_id: top.id,
      poll: { options: [{ title: "Heute" }, { title: "Morgen" }] },
      quote: { state: "accepted", quoted_status: { id: quoted.id } },
      quote_approval: { automatic: [] },
    });
    const vote = await request(`/api/v1/polls/${status.poll?.id}/votes`, { json: { choices: [1] }, token: belas });
    expect(await vote.json()).toMatchObject({ voted: true, own_votes: [1], votes_count: 1 });
    expect(await documentOf(status.id)).toMatchObject({ type: "Question", inReplyTo: top.uri, quote: quoted.uri });
  });

  test("an answer with two equal choices, or with pictures beside a poll, is refused", async () => {
    const top = await write({ status: "Oben" });
    const poll = { options: ["Ja", "Ja"], expires_in: 3600 };
    expect((await post({ status: "?", in_reply_to_id: top.id, poll })).status).toBe(422);
    const media_ids = [await upload(anna)];
    const asked = { ...poll, options: ["Ja", "Nein"] };
    expect((await post({ status: "?", in_reply_to_id: top.id, poll: asked, media_ids })).status).toBe(422);
  });

  test("how a hidden poll stands is told to nobody before it ends", async () => {
    const poll = { options: ["Ja", "Nein"], expires_in: 3600, hide_totals: true };
    const status = await write({ status: "Geheim?", poll });
    await request(`/api/v1/polls/${status.id}/votes`, { json: { choices: [0] }, token: belas });
    const read = async () => {
      const entity = await statusOf(await request(`/api/v1/statuses/${status.id}`, { token }));
      return entity.poll?.options.map((option) => option.votes_count);
    };
    expect(await read()).toEqual([null, null]);
    await tellTallies(ctx, status.id);
    expect(JSON.stringify((await documentOf(status.id)).oneOf)).not.toContain("totalItems");
    const page = await (await request(new URL(status.url ?? "").pathname)).text();
    expect(page).toContain("sobald die Umfrage beendet ist");
    expect(page).not.toContain("100 %");
    await ctx.db
      .update(polls)
      .set({ endsAt: new Date(ctx.now().getTime() - 1000) })
      .where(eq(polls.postId, status.id));
    expect(await read()).toEqual([1, 0]);
    await tellTallies(ctx, status.id);
    expect((await documentOf(status.id)).oneOf).toMatchObject([{ replies: { totalItems: 1 } }, {}]);
  });

  test("mentioning a group of ours posts into it; who may not post there only mentions it", async () => {
    const open = await write({ status: "Hallo @offen, wer gießt?" });
    expect(open.stadtteil).toMatchObject({ kind: "group_post" });
    const there = await postById(ctx, open.id);
    expect(there?.url).toContain("/gruppen/offen/");
    const strange = await write({ status: "Hallo @zu" });
    expect(await postById(ctx, strange.id)).toMatchObject({ groupId: null, visibility: "public" });
    const followers = await write({ status: "Hallo @offen", visibility: "private" });
    expect(await postById(ctx, followers.id)).toMatchObject({ groupId: null, visibility: "followers" });
    const inDistrict = await write({ status: "Hallo @heslach" });
    expect((await postById(ctx, inDistrict.id))?.groupId).toBe(district.actorId);
  });

  test("a quote is one at once where its author lets it, and a policy of one's own is kept", async () => {
    const quoted = await publishPost(ctx, bela, { text: "Das hier" });
    const status = await write({ status: "Seht her", quoted_status_id: quoted.id, quote_approval_policy: "followers" });
    expect(status.quote).toMatchObject({ state: "accepted", quoted_status: { id: quoted.id } });
    expect(status.quote_approval.automatic).toEqual(["followers"]);
    const shut = await publishPost(ctx, bela, { text: "Nicht zitieren", quoters: "nobody" });
    expect((await post({ status: "Doch", quoted_status_id: shut.id })).status).toBe(422);
  });

  test("a quote may stand alone: on top, as an answer, behind a warning, and after an edit; nothing else may", async () => {
    const quoted = await publishPost(ctx, bela, { text: "Das allein" });
    const quote = { state: "accepted", quoted_status: { id: quoted.id } };
    const alone = await write({ status: "", quoted_status_id: quoted.id, spoiler_text: "Vorsicht" });
    expect(alone).toMatchObject({ content: "", spoiler_text: "Vorsicht", quote });
    const in_reply_to_id = (await write({ status: "Oben" })).id;
    expect(await write({ quoted_status_id: quoted.id, in_reply_to_id })).toMatchObject({ in_reply_to_id, quote });
    const change = (id: string, json: object) =>
      request(`/api/v1/statuses/${id}`, { method: "PUT", json: { status: "", ...json }, token });
    expect(await statusOf(await change(alone.id, { language: "en" }))).toMatchObject({ content: "", quote });
    expect((await change(in_reply_to_id, {})).status).toBe(422);
    expect((await documentOf(alone.id)).content).toBe(
      `<p class="quote-inline">RE: <a href="${quoted.url}">${quoted.url}</a></p>`,
    );
  });

  test("T170 the same key gives the same status, also when two arrive at once, with their pictures", async () => {
    const json = { status: "Nur einmal", media_ids: [await upload(anna)] };
    const headers = { "Idempotency-Key": "a1" };
    const answers = await Promise.all([1, 2, 3].map(() => post(json, { headers })));
    const again = await post(json, { headers });
    const ids = await Promise.all([...answers, again].map(async (answer) => (await statusOf(answer)).id));
    expect(new Set(ids).size).toBe(1);
    const other = await post({ status: "Nur einmal" }, { headers, token: belas });
    expect(ids).not.toContain((await statusOf(other)).id);
    const changed = await post({ ...json, status: "Doch anders" }, { headers });
    expect(changed.status).toBe(422);
    expect(await changed.json()).toMatchObject({ error: expect.stringContaining("schon abgeschickt") });
    const answer = { status: "Antwort", in_reply_to_id: ids[0] };
    expect((await statusOf(await post(answer, { headers: { "Idempotency-Key": "a2" } }))).content).toContain("Antwort");
    expect((await post({ ...answer, status: "Anders" }, { headers: { "Idempotency-Key": "a2" } })).status).toBe(422);
    expect(await ctx.db.$count(posts, sql`content = '<p>Nur einmal</p>' and author_id = ${anna.actorId}`)).toBe(1);
  });

  test("T188 what is not the writer's to set is not set", async () => {
    const status = await write({
      status: "Ich",
      id: "1",
      uri: "https://evil.example/1",
      account_id: bela.actorId,
      authorId: bela.actorId,
      attributedTo: "https://evil.example/",
      visibility: "public",
      created_at: "1999-01-01T00:00:00Z",
      favourites_count: 1000,
      local: false,
      removedAt: null,
      __proto__: { admin: true },
      as: "verein",
    });
    expect(status).toMatchObject({ account: { id: anna.actorId }, favourites_count: 0 });
    expect((await postById(ctx, status.id))?.publishedAt.getFullYear()).toBeGreaterThan(2000);
  });

  test("T189 hostile values are text or are refused", async () => {
    const text = "'; drop table posts; -- <script>alert(1)</script> \u202e";
    expect((await write({ status: text })).content).toContain("&lt;script&gt;");
    const answers = [
      await post([] as object),
      await post({ status: { a: ["b"] } }),
      await post({ status: "a", in_reply_to_id: "1'--" }),
      await post({ status: "a", quoted_status_id: "1 or 1=1" }),
      await post({ status: "a", poll: { options: { a: 1 }, expires_in: "NaN" }, media_ids: { a: 1 } }),
      await post({ status: "a", language: "'; --", visibility: ["public", "direct"] }),
      await request("/api/v1/statuses", {
        method: "POST",
        body: "{",
        headers: { "Content-Type": "application/json" },
        token,
      }),
    ];
    for (const answer of answers) expect([200, 400, 404, 422], String(answer.status)).toContain(answer.status);
  });
});

test("the app that something was written in is told to its author alone, and never sent", async () => {
  const client = clientOf({ request } as TestApp);
  const app = await client.register({ client_name: "Beetpost", website: "https://beet.example", scopes: "read write" });
  const as = { token: await client.logIn(app, await sessionOf(ctx, bela), { scope: "read write" }) };
  const status = await write({ status: "Aus dem Beet" }, as);
  expect(status.application).toEqual({ name: "Beetpost", website: "https://beet.example" });
  const answer = await write({ status: "Und noch etwas", in_reply_to_id: status.id }, as);
  expect(answer.application).toMatchObject({ name: "Beetpost" });
  const later = new Date(ctx.now().getTime() + 3_600_000).toISOString();
  const waiting = await post({ status: "Später", scheduled_at: later }, as);
  expect(await waiting.json()).toMatchObject({ params: { application_id: expect.stringMatching(/^\d+$/) } });
  const others = await statusOf(await request(`/api/v1/statuses/${status.id}`, { token }));
  const nobodys = await statusOf(await request(`/api/v1/statuses/${status.id}`));
  expect([others.application, nobodys.application]).toEqual([undefined, undefined]);
  expect(JSON.stringify([await documentOf(status.id), await outgoing(ctx)])).not.toContain("Beetpost");
  await ctx.db.delete(oauthApplications);
  const still = await statusOf(await request(`/api/v1/statuses/${status.id}`, { token: belas }));
  expect(still.application).toBeUndefined();
});

describe("PUT /api/v1/statuses/:id", () => {
  const edit = (id: string, json: object, more: Sent = {}) =>
    request(`/api/v1/statuses/${id}`, { method: "PUT", json, token, ...more });

  test("changes text, warning, language and pictures with their words", async () => {
    const [one, two] = [await upload(anna, "Eins"), await upload(anna, "Zwei")];
    const status = await write({ status: "Alt", media_ids: [one, two], language: "de" });
    const edited = await statusOf(
      await edit(status.id, {
        status: "New #Garten",
        spoiler_text: "CW",
        language: "en",
        media_ids: [two],
        media_attributes: [{ id: two, description: "A tree" }],
        quote_approval_policy: "nobody",
      }),
    );
    expect(edited).toMatchObject({ id: status.id, spoiler_text: "CW", language: "en", tags: [{ name: "garten" }] });
    expect(edited.media_attachments).toMatchObject([{ id: two, description: "A tree" }]);
    expect(edited.edited_at).not.toBeNull();
    expect(edited).toMatchObject({ quote_approval: { automatic: [] } });
    const without = await statusOf(await edit(status.id, { status: "Ohne" }));
    expect(without).toMatchObject({ media_attachments: [], spoiler_text: "", language: "en" });
  });

  test("what to keep of a picture is said with its words, and stays; out of bounds it is refused", async () => {
    const one = await upload(anna, "Beet");
    const status = await write({ status: "Alt", media_ids: [one] });
    const set = (focus: string) =>
      edit(status.id, { status: "Alt", media_ids: [one], media_attributes: [{ id: one, focus }] });
    const focused = await statusOf(await set("-0.5,0.25"));
    expect(focused.media_attachments[0]?.meta).toMatchObject({ focus: { x: -0.5, y: 0.25 } });
    expect(focused.media_attachments[0]?.description).toBe("Beet");
    const later = await statusOf(await edit(status.id, { status: "Neu", media_ids: [one] }));
    expect(later.media_attachments[0]?.meta).toMatchObject({ focus: { x: -0.5, y: 0.25 } });
    expect((await documentOf(status.id)).attachment).toMatchObject([{ focalPoint: [-0.5, 0.25] }]);
    for (const focus of ["2,0", "a,b", "0"]) expect((await set(focus)).status, focus).toBe(422);
  });

  test("the words of a picture stay when nobody sends new ones", async () => {
    const one = await upload(anna);
    const status = await write({ status: "Alt", media_ids: [one] });
    const description = "Erst jetzt beschrieben";
    await edit(status.id, { status: "Alt", media_ids: [one], media_attributes: [{ id: one, description }] });
    const edited = await statusOf(await edit(status.id, { status: "Neu", media_ids: [one] }));
    expect(edited.media_attachments).toMatchObject([{ id: one, description }]);
  });

  test("a poll that is sent again as it is keeps its votes; with other choices it begins anew", async () => {
    const poll = { options: ["Ja", "Nein"], expires_in: 86_400, multiple: false };
    const status = await write({ status: "Fest?", poll });
    await request(`/api/v1/polls/${status.id}/votes`, { json: { choices: [0] }, token: belas });
    const same = await statusOf(await edit(status.id, { status: "Sommerfest?", poll }));
    expect(same).toMatchObject({
      content: "<p>Sommerfest?</p>",
      poll: { votes_count: 1, options: [{ title: "Ja", votes_count: 1 }, { title: "Nein" }] },
    });
    for (const changed of [
      { ...poll, options: ["Ja", "Vielleicht"] },
      { ...poll, options: ["Ja", "Nein", "Vielleicht"] },
      { ...poll, multiple: true },
    ]) {
      const entity = await statusOf(await edit(status.id, { status: "Fest?", poll: changed }));
      expect(entity.poll).toMatchObject({ votes_count: 0, voters_count: 0, multiple: changed.multiple });
      expect(entity.poll?.options.map(({ title }) => title)).toEqual(changed.options);
      const again = await request(`/api/v1/polls/${status.id}/votes`, { json: { choices: [1] }, token: belas });
      expect(again.status).toBe(200);
    }
    const said = (await documentOf(status.id)).anyOf;
    expect(said).toMatchObject([{ name: "Ja" }, { name: "Nein" }]);
  });

  test("a poll is added, and taken away with its votes when it is not sent; the history tells of both", async () => {
    const status = await write({ status: "Fest" });
    const poll = { options: ["Ja", "Nein"], expires_in: 86_400 };
    const asked = await statusOf(await edit(status.id, { status: "Fest", poll }));
    expect(asked).toMatchObject({
      id: status.id,
      uri: status.uri,
      poll: { options: [{ title: "Ja" }, { title: "Nein" }] },
    });
    expect((await request(`/api/v1/polls/${status.id}/votes`, { json: { choices: [1] }, token: belas })).status).toBe(
      200,
    );
    expect(await documentOf(status.id)).toMatchObject({
      id: status.uri,
      type: "Question",
      oneOf: [{ name: "Ja" }, { name: "Nein" }],
    });
    const both = await edit(status.id, { status: "Fest", poll, media_ids: [await upload(anna)] });
    expect(both.status).toBe(422);
    ctx.advance(1_000);
    const plain = await statusOf(await edit(status.id, { status: "Fest", media_ids: [await upload(anna)] }));
    expect(plain).toMatchObject({ id: status.id, poll: null, media_attachments: [{ type: "image" }] });
    const { type, oneOf } = await documentOf(status.id);
    expect([type, oneOf]).toEqual(["Note", undefined]);
    expect((await request(`/api/v1/polls/${status.id}`, { token })).status).toBe(404);
    expect(await ctx.db.$count(pollVotes, eq(pollVotes.postId, status.id))).toBe(0);
    const again = await statusOf(await edit(status.id, { status: "Fest", poll }));
    expect(again.poll).toMatchObject({ votes_count: 0, options: [{ votes_count: 0 }, { votes_count: 0 }] });
    const edits = z
      .array(statusEditSchema)
      .parse(await (await request(`/api/v1/statuses/${status.id}/history`)).json());
    const choices = { options: [{ title: "Ja" }, { title: "Nein" }] };
    expect(edits.map((edit) => edit.poll)).toEqual([undefined, choices, undefined, choices]);
  });

  test("what has a title is changed on its page, and says so", async () => {
    const article = await publishPost(ctx, anna, { title: "Lang", text: "Text", summary: "kurz" });
    expect(await refusal(await edit(article.id, { status: "Neu" }))).toEqual({
      status: 422,
      error: "Das lässt sich nur auf seiner Seite im Browser ändern oder löschen.",
    });
  });

  test("somebody else's, hidden and missing look the same, and stay as they are", async () => {
    const open = await write({ status: "Meins" });
    const hidden = await write({ status: "An @maria@post.test", visibility: "direct" });
    const foreign = await insertPost(ctx, maria, { content: "<p>Dort</p>" });
    for (const id of [open.id, hidden.id, foreign.id, "1", "9".repeat(30)]) {
      const answer = await edit(id, { status: "Übernommen" }, { token: belas });
      expect(await refusal(answer)).toEqual({ status: 404, error: "Record not found" });
    }
    expect((await postById(ctx, open.id))?.content).toBe("<p>Meins</p>");
  });
});

describe("DELETE /api/v1/statuses/:id", () => {
  const remove = (id: string, as = token) => request(`/api/v1/statuses/${id}`, { method: "DELETE", token: as });

  test("answers with what is needed to write it anew, pictures included", async () => {
    const one = await upload(anna, "Ein Beet");
    const status = await write({ status: "Mit Fehler #Gartem", media_ids: [one], spoiler_text: "CW" });
    const answer = await remove(status.id);
    const body = (await answer.json()) as { text: string };
    expect(statusSchema.parse(body)).toMatchObject({
      id: status.id,
      spoiler_text: "CW",
      media_attachments: [{ id: one }],
    });
    expect(body.text).toBe("Mit Fehler #Gartem");
    expect((await postById(ctx, status.id))?.deletedAt).not.toBeNull();
    expect((await remove(status.id)).status).toBe(404);
    const redrafted = await write({ status: "Ohne Fehler #Garten", media_ids: [one], spoiler_text: "CW" });
    expect(redrafted.media_attachments).toMatchObject([{ id: one, description: "Ein Beet" }]);
  });

  test("with delete_media its pictures go at once, but for what a draft names", async () => {
    const [one, kept] = [await upload(anna), await upload(anna)];
    const status = await write({ status: "Weg", media_ids: [one, kept] });
    await ctx.db.insert(drafts).values({
      ...{ id: ctx.newId(), accountId: anna.accountId, kind: "post", updatedAt: ctx.now() },
      form: { "bild.0.id": [kept] },
    });
    const answer = await request(`/api/v1/statuses/${status.id}?delete_media=true`, { method: "DELETE", token });
    expect(answer.status).toBe(200);
    const left = await ctx.db
      .select({ id: media.id })
      .from(media)
      .where(inArray(media.id, [one, kept]));
    expect(left).toEqual([{ id: kept }]);
  });

  test("nothing of somebody else's is deleted, nor a project note", async () => {
    const status = await write({ status: "Bleibt" });
    for (const id of [status.id, "1"]) expect((await remove(id, belas)).status).toBe(404);
    expect((await postById(ctx, status.id))?.deletedAt).toBeNull();
    const lea = await createMember(ctx, "lea", "moderator");
    expect((await remove(status.id, await tokenOf(ctx, lea))).status).toBe(404);
    expect((await postById(ctx, status.id))?.deletedAt).toBeNull();
    const note = await publishProjectNote(ctx, anna, {
      title: "Brotkasten",
      summary: "Die Bäckerei gibt ab, was übrig ist.",
      goal: "Kein Brot im Müll.",
      targetGroups: ["alle im Viertel"],
      measures: "Zwei von uns öffnen den Kasten.",
      outcome: "ongoing",
    });
    expect((await remove(note.id)).status).toBe(422);
    expect((await postById(ctx, note.id))?.deletedAt).toBeNull();
  });

  test("thirty within half an hour are enough", async () => {
    const cara = await createMember(ctx, "cara");
    const caras = await tokenOf(ctx, cara);
    for (let n = 0; n < 30; n++) {
      const { id } = await publishPost(ctx, cara, { text: `Nummer ${n}` });
      expect((await remove(id, caras)).status).toBe(200);
    }
    const kept = await publishPost(ctx, cara, { text: "Bleibt" });
    const answer = await remove(kept.id, caras);
    expect([answer.status, Number(answer.headers.get("Retry-After")) > 0]).toEqual([429, true]);
    expect((await postById(ctx, kept.id))?.deletedAt).toBeNull();
  });
});

describe("quotes of one's own posts", () => {
  test("who may quote is said anew without an edit", async () => {
    const status = await write({ status: "Zitierbar?" });
    const change = (policy: string, as = token) =>
      request(`/api/v1/statuses/${status.id}/interaction_policy`, {
        method: "PUT",
        form: { quote_approval_policy: policy },
        token: as,
      });
    const changed = await statusOf(await change("nobody"));
    expect(changed).toMatchObject({ edited_at: null, quote_approval: { automatic: [] } });
    expect((await documentOf(status.id)).interactionPolicy).toMatchObject({
      canQuote: { automaticApproval: [changed.account.uri] },
    });
    expect((await statusOf(await change("nonsense"))).quote_approval.automatic).toEqual([]);
    expect((await change("public", belas)).status).toBe(404);
    expect((await statusOf(await change("public"))).quote_approval.automatic).toEqual(["public"]);
  });

  test("a quote is taken back by whom it quotes, by nobody else", async () => {
    const quoted = await write({ status: "Zitiert mich" });
    const quoting = await write({ status: "Gern", quoted_status_id: quoted.id }, { token: belas });
    const revoke = (as: string, id = quoted.id, other = quoting.id) =>
      request(`/api/v1/statuses/${id}/quotes/${other}/revoke`, { method: "POST", token: as });
    for (const answer of [await revoke(belas), await revoke(token, quoting.id, quoted.id), await revoke(token, "1")]) {
      expect(answer.status).toBe(404);
    }
    expect((await statusOf(await revoke(token))).quote?.state).not.toBe("accepted");
    expect((await revoke(token)).status).toBe(404);
  });
});

test("followers hear of what an app publishes as of anything else", async () => {
  await insertFollow(ctx, maria.id, anna.actorId);
  const { id } = await write({ status: "Für alle" });
  const sent = (await outgoing(ctx)).filter(({ recipients }) => recipients.recordFor === id);
  expect(sent.map(({ type, actorId }) => [type, actorId])).toEqual([["Create", anna.actorId]]);
});
