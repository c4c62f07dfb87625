import { and, eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { actorByUri } from "../../src/features/actors/actors.queries.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { pollsOf } from "../../src/features/posts/polls.queries.ts";
import { postByUri, sourceOf, statsOf } from "../../src/features/posts/posts.queries.ts";
import { postReactions } from "../../src/features/posts/posts.table.ts";
import { lookUpActor } from "../../src/federation/fetch/lookup.ts";
import { statusSchema } from "../mastodon/schemas/status.ts";
import { createDistricts, type RunningDistrict } from "../support/districts.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, tokenOf } from "../support/people.ts";

// Two whole districts on two cores.
vi.setConfig({ testTimeout: 60_000 });

const soon = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 30_000, interval: 50 });

/** A member with an app. */
async function appOf({ ctx }: RunningDistrict, handle: string) {
  const member = await createMember(ctx, handle);
  const [token, { request }] = [await tokenOf(ctx, member), createTestApp(ctx)];
  const ask = async (method: string, path: string, json?: object) => {
    const answer = await request(`/api/v1${path}`, { method, token, ...(json && { json }) });
    const body: unknown = await answer.json();
    expect(answer.status, JSON.stringify(body)).toBe(200);
    return body;
  };
  const status = async (method: string, path: string, json?: object) =>
    statusSchema.parse(await ask(method, path, json));
  return { member, ask, status };
}

test("what apps write, edit, like, boost, vote for and delete arrives in the other district", async () => {
  const districts = await createDistricts();
  const here = await districts.start("heslach.test");
  const there = await districts.start("sendling.test");
  const [anna, bela] = [await appOf(here, "anna"), await appOf(there, "bela")];
  const annaThere = await lookUpActor(there.ctx, `@anna@${here.host}`);
  if (!annaThere) throw new Error("anna is not found");
  await requestFollow(there.ctx, bela.member, annaThere.id);
  const followed = await soon(async () => {
    const found = await actorByUri(here.ctx, `https://${there.host}/ap/a/${bela.member.actorId}`);
    expect(found).not.toBeNull();
    return found;
  });
  await requestFollow(here.ctx, anna.member, followed!.id);
  await soon(async () => {
    expect(await followBetween(here.ctx, anna.member.actorId, followed!.id)).toMatchObject({ state: "accepted" });
  });
  const copyOf = (uri: string) =>
    soon(async () => {
      const copy = await postByUri(there.ctx, uri);
      expect(copy?.deletedAt).toBeNull();
      return copy!;
    });

  const first = await anna.status("POST", "/statuses", {
    status: `Hallo @bela@${there.host}! #Hoffest`,
    language: "de",
  });
  const copy = await copyOf(first.uri);
  expect(copy).toMatchObject({ language: "de", visibility: "public" });
  expect(copy.content).toContain("mention");
  expect(first.mentions).toMatchObject([{ id: followed?.id, acct: `bela@${there.host}` }]);

  await anna.status("PUT", `/statuses/${first.id}`, { status: "Neu", spoiler_text: "CW" });
  await soon(async () =>
    expect(await postByUri(there.ctx, first.uri)).toMatchObject({ content: "<p>Neu</p>", summary: "CW" }),
  );

  const answer = await bela.status("POST", "/statuses", { status: "Gern", in_reply_to_id: copy.id });
  await soon(async () => expect(await postByUri(here.ctx, answer.uri)).toMatchObject({ inReplyToId: first.id }));

  await bela.status("POST", `/statuses/${copy.id}/favourite`);
  await bela.status("POST", `/statuses/${copy.id}/reblog`);
  await soon(async () => {
    expect((await statsOf(here.ctx, [first.id])).get(first.id)).toMatchObject({ likes: 1, boosts: 1 });
  });
  await bela.status("POST", `/statuses/${copy.id}/unfavourite`);
  await bela.status("POST", `/statuses/${copy.id}/unreblog`);
  await soon(async () => {
    expect(
      await here.ctx.db
        .select()
        .from(postReactions)
        .where(and(eq(postReactions.postId, first.id))),
    ).toEqual([]);
  });

  const asked = await anna.status("POST", "/statuses", {
    status: "Wann?",
    poll: { options: ["Sa", "So"], expires_in: 86_400 },
  });
  const poll = await copyOf(asked.uri);
  await bela.ask("POST", `/polls/${poll.id}/votes`, { choices: [1] });
  await soon(async () => {
    expect((await pollsOf(here.ctx, [asked.id])).get(asked.id)?.options).toEqual([
      { name: "Sa", votes: 0 },
      { name: "So", votes: 1 },
    ]);
  });

  const quoting = await bela.status("POST", "/statuses", { status: "Seht her", quoted_status_id: copy.id });
  await soon(async () => {
    const seen = await bela.status("PUT", `/statuses/${quoting.id}/interaction_policy`);
    expect(seen.quote).toMatchObject({ state: "accepted", quoted_status: { id: copy.id } });
  });
  const quotingHere = await soon(async () => {
    const found = await postByUri(here.ctx, quoting.uri);
    expect(found).not.toBeNull();
    return found!;
  });
  await anna.ask("POST", `/statuses/${first.id}/quotes/${quotingHere.id}/revoke`);
  await soon(async () => {
    const seen = await bela.status("PUT", `/statuses/${quoting.id}/interaction_policy`);
    expect(seen.quote?.state).toBe("revoked");
  });

  const both = await bela.status("POST", "/statuses", {
    ...{ status: "Dazu eine Frage", in_reply_to_id: poll.id, quoted_status_id: poll.id },
    poll: { options: ["Ja", "Nein"], expires_in: 86_400, hide_totals: true },
  });
  const bothHere = await soon(async () => {
    const found = await postByUri(here.ctx, both.uri);
    expect(found).not.toBeNull();
    const read = await anna.status("GET", `/statuses/${found?.id}`);
    expect(read).toMatchObject({ in_reply_to_id: asked.id, quote: { state: "accepted" } });
    return read;
  });
  expect(bothHere.quote).toMatchObject({ quoted_status: { id: asked.id } });
  await anna.ask("POST", `/polls/${bothHere.id}/votes`, { choices: [0] });
  await soon(async () => {
    expect((await pollsOf(there.ctx, [both.id])).get(both.id)?.options).toEqual([
      { name: "Ja", votes: 1 },
      { name: "Nein", votes: 0 },
    ]);
  });
  expect(await anna.ask("GET", `/polls/${bothHere.id}`)).toMatchObject({
    own_votes: [0],
    options: [{ votes_count: null }, { votes_count: null }],
  });
  await bela.status("PUT", `/statuses/${both.id}`, {
    status: "Dazu eine andere Frage",
    poll: { options: ["Ja", "Vielleicht"], expires_in: 86_400 },
  });
  await soon(async () => {
    expect(await anna.ask("GET", `/polls/${bothHere.id}`)).toMatchObject({
      ...{ voted: false, own_votes: [], votes_count: 0 },
      options: [{ title: "Ja", votes_count: 0 }, { title: "Vielleicht" }],
    });
  });

  // A poll that is taken away, and one that is added, is followed under the same id.
  const colours = { options: ["Rot", "Blau"], expires_in: 86_400 };
  const hasPoll = async (uri: string) => {
    const post = await postByUri(here.ctx, uri);
    const read = await anna.status("GET", `/statuses/${post?.id}`);
    return { id: read.id, says: [post?.kind, post?.type, read.poll?.options.map(({ title }) => title)] };
  };
  const asking = await bela.status("POST", "/statuses", { status: "Welche Farbe?", poll: colours });
  const plain = await bela.status("POST", "/statuses", { status: "Neue Farbe" });
  await soon(async () => expect((await hasPoll(asking.uri)).says).toEqual(["question", "Question", ["Rot", "Blau"]]));
  await soon(async () => expect((await hasPoll(plain.uri)).says).toEqual(["note", "Note", undefined]));
  await bela.status("PUT", `/statuses/${asking.id}`, { status: "Grün" });
  await bela.status("PUT", `/statuses/${plain.id}`, { status: "Welche Farbe?", poll: colours });
  await soon(async () => expect((await hasPoll(asking.uri)).says).toEqual(["note", "Note", undefined]));
  await soon(async () => expect((await hasPoll(plain.uri)).says).toEqual(["question", "Question", ["Rot", "Blau"]]));
  expect((await pollsOf(here.ctx, [(await hasPoll(asking.uri)).id])).size).toBe(0);
  await anna.ask("POST", `/polls/${(await hasPoll(plain.uri)).id}/votes`, { choices: [1] });
  await soon(async () => {
    expect((await pollsOf(there.ctx, [plain.id])).get(plain.id)?.options).toMatchObject([{ votes: 0 }, { votes: 1 }]);
  });

  await anna.ask("DELETE", `/statuses/${first.id}`);
  await soon(async () => expect((await postByUri(there.ctx, first.uri))?.deletedAt).not.toBeNull());
  expect(sourceOf((await postByUri(here.ctx, asked.uri))!)).toBe("Wann?");
});
