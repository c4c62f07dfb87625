import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { Quoters } from "../../src/features/posts/posts.model.ts";
import { type Post, postByUri } from "../../src/features/posts/posts.queries.ts";
import { posts } from "../../src/features/posts/posts.table.ts";
import { editPost } from "../../src/features/posts/usecases/edit.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { quoteIn, shownQuotes } from "../../src/features/quotes/quotes.queries.ts";
import { revokeQuote } from "../../src/features/quotes/quotes.usecases.ts";
import { quoteOf } from "../../src/features/quotes/usecases/quote.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import type { Instance } from "../support/instance.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import type { PeerActor, Wire } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { jobRows } from "../support/queue.ts";
import { insertFollow } from "../support/rows.ts";

const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";
const cast = useCast();
let here: Instance;
let alice: PeerActor;
let mallory: PeerActor;

beforeEach(async () => {
  ({ here, alice, mallory } = cast);
  await here.ctx.sql`delete from jobs where queue = 'background'`;
  await forgetOutgoing(here.ctx);
});

/** A post of Alice's at her server, known here. */
async function theirs(more: Wire = {}): Promise<Post> {
  const note = alice.note("zitierenswert", more);
  expect(await deliver(here, alice, alice.activity("Create", note))).toEqual(ACCEPTED);
  return (await cast.stored(note))!;
}
/** Bob publishes a post that quotes; its row. */
async function quote(
  quoted: Post,
  more: Partial<Parameters<typeof publishPost>[2]> = {},
  by = cast.bob,
): Promise<Post> {
  const { uri } = await publishPost(here.ctx, by, { text: "Seht her", ...more }, { quote: quoteOf(quoted.id) });
  return (await postByUri(here.ctx, uri))!;
}
const documentOf = async ({ id }: Post): Promise<Wire> => {
  const [row] = await here.ctx.db.select().from(posts).where(eq(posts.id, id));
  return JSON.parse(row?.document ?? "null");
};
const shownIn = async ({ id }: Post) => (await shownQuotes(here.ctx, null, "de", [id])).get(id);
const stateOf = async ({ id }: Post) => (await quoteIn(here.ctx, id))?.state;

async function look(): Promise<void> {
  const jobs = (await jobRows(here.ctx, "background")).filter(({ payload }) => payload.includes("verify-quote"));
  await here.ctx.sql`delete from jobs where queue = 'background'`;
  for (const { payload } of jobs) await processBackgroundJob(here.ctx, payload);
}

/** A leave at Alice's server for `quoting`, changed as the test wants; its id. */
function leaveFor(quoting: Post, quoted: Post, more: Wire = {}): string {
  const id = `${cast.victim.origin}/stamps/${quoting.id}`;
  cast.victim.serve(new URL(id).pathname, {
    "@context": "https://www.w3.org/ns/activitystreams",
    id,
    type: "QuoteAuthorization",
    attributedTo: alice.uri,
    interactingObject: quoting.uri,
    interactionTarget: quoted.uri,
    ...more,
  });
  return id;
}
const requestOf = async () => (await outgoing(here.ctx)).find(({ type }) => type === "QuoteRequest");
const answer = (by: PeerActor, type: "Accept" | "Reject", object: unknown, result?: string) =>
  deliver(here, by, by.activity(type, object as Wire, result === undefined ? {} : { result }));

describe("quoting a post elsewhere", () => {
  test("73 its author is asked; until the answer the post carries a link, and names that older servers read", async () => {
    const quoted = await theirs();
    const post = await quote(quoted);
    const request = await requestOf();
    expect(request).toMatchObject({
      actorId: cast.bobActor.id,
      activity: {
        id: `${post.uri}#quote-request`,
        actor: cast.bobActor.uri,
        to: [alice.uri],
        object: quoted.uri,
        instrument: { id: post.uri, type: "Note", attributedTo: cast.bobActor.uri },
      },
    });
    expect(request?.activity["@context"]).not.toContain("https://w3id.org/security/data-integrity/v1");
    const document = await documentOf(post);
    expect(document).toMatchObject({
      quote: quoted.uri,
      quoteUri: quoted.uri,
      quoteUrl: quoted.uri,
      _misskey_quote: quoted.uri,
      content: `<p class="quote-inline">RE: <a href="${quoted.url}">${quoted.url}</a></p><p>Seht her</p>`,
      tag: [{ type: "Link", href: quoted.uri, rel: "https://misskey-hub.net/ns#_misskey_quote" }],
    });
    expect(document).not.toHaveProperty("quoteAuthorization");
    expect(await shownIn(post)).toEqual({ state: "waiting", url: quoted.url });
  });

  test("73 with the leave the card is shown, and all who were given the post are told without an edit", async () => {
    const quoted = await theirs();
    const post = await quote(quoted);
    const request = await requestOf();
    await forgetOutgoing(here.ctx);
    const stampUri = leaveFor(post, quoted);
    expect(await answer(alice, "Accept", request?.activity, stampUri)).toEqual(ACCEPTED);
    expect((await shownIn(post))?.state).toBe("waiting");
    await look();
    expect(await shownIn(post)).toMatchObject({ state: "allowed", card: { text: "zitierenswert" } });
    const [told] = await outgoing(here.ctx);
    expect(told).toMatchObject({
      type: "Update",
      activity: { object: { id: post.uri, quote: quoted.uri, quoteAuthorization: stampUri, "stv:version": 2 } },
      recipients: { ledgerOf: post.id },
    });
    expect(told?.activity.object).not.toHaveProperty("updated");
    await forgetOutgoing(here.ctx);
    expect(await answer(alice, "Accept", `${post.uri}#quote-request`, stampUri)).toEqual(
      ignoredFor("answered-already"),
    );
    expect(await outgoing(here.ctx)).toEqual([]);
  });

  test("73 refused, no card is shown, and only servers that ask for the leave are told of the quote", async () => {
    const quoted = await theirs();
    const post = await quote(quoted);
    await forgetOutgoing(here.ctx);
    expect(await answer(alice, "Reject", `${post.uri}#quote-request`)).toEqual(ACCEPTED);
    expect(await shownIn(post)).toEqual({ state: "refused" });
    const document = await documentOf(post);
    expect(document).toMatchObject({ quote: quoted.uri, tag: [] });
    for (const name of ["quoteUri", "quoteUrl", "_misskey_quote", "quoteAuthorization"]) {
      expect(document).not.toHaveProperty(name);
    }
    expect(await outgoing(here.ctx)).toMatchObject([{ type: "Update", activity: { object: { id: post.uri } } }]);
  });

  test("73 an answer that embeds the request without an id counts; one to nothing does not", async () => {
    const quoted = await theirs();
    const post = await quote(quoted);
    const embedded = { type: "QuoteRequest", actor: cast.bobActor.uri, object: quoted.uri, instrument: post.uri };
    expect(await answer(alice, "Reject", { ...embedded, instrument: `${here.ctx.origin}/ap/o/1` })).toEqual(
      ignoredFor("never-asked"),
    );
    expect(await answer(alice, "Reject", embedded)).toEqual(ACCEPTED);
    expect(await stateOf(post)).toBe("refused");
  });

  test("73 only whoever is quoted answers, with a leave on the own host that says exactly this", async () => {
    const quoted = await theirs();
    const post = await quote(quoted);
    const request = `${post.uri}#quote-request`;
    const stampUri = leaveFor(post, quoted);
    const neighbour = await cast.victim.person(`other${cast.serial}`);
    for (const who of [mallory, neighbour]) {
      expect(await answer(who, "Accept", request, stampUri)).toEqual(ignoredFor("not-the-author"));
      expect(await answer(who, "Reject", request)).toEqual(ignoredFor("not-the-author"));
    }
    expect(await answer(alice, "Accept", request)).toEqual(ignoredFor("no-leave"));
    expect(await answer(alice, "Accept", request, `${cast.evil.origin}/stamps/1`)).toEqual(ignoredFor("no-leave"));
    expect(await stateOf(post)).toBe("unchecked");
    leaveFor(post, quoted, { interactingObject: `${here.ctx.origin}/ap/o/1` });
    expect(await answer(alice, "Accept", request, stampUri)).toEqual(ACCEPTED);
    await look();
    expect(await shownIn(post)).toEqual({ state: "refused" });
  });

  test("73 a leave that is taken back takes the card away here and at all who were given the post", async () => {
    const quoted = await theirs();
    const post = await quote(quoted);
    const stampUri = leaveFor(post, quoted);
    await answer(alice, "Accept", `${post.uri}#quote-request`, stampUri);
    await look();
    await forgetOutgoing(here.ctx);
    expect(await deliver(here, alice, alice.activity("Delete", stampUri))).toEqual(ACCEPTED);
    expect(await shownIn(post)).toEqual({ state: "refused" });
    const [told] = await outgoing(here.ctx);
    expect(told).toMatchObject({ type: "Update", activity: { object: { id: post.uri, quote: quoted.uri } } });
    expect(told?.activity.object).not.toHaveProperty("quoteAuthorization");
  });

  test("73 an edit keeps the quote and its leave, and cannot change who reads it", async () => {
    const quoted = await theirs();
    const post = await quote(quoted);
    const stampUri = leaveFor(post, quoted);
    await answer(alice, "Accept", `${post.uri}#quote-request`, stampUri);
    await look();
    here.ctx.advance(60_000);
    await editPost(here.ctx, cast.bob, post.id, { text: "Seht genau her" });
    expect(await documentOf(post)).toMatchObject({
      quote: quoted.uri,
      quoteUri: quoted.uri,
      quoteAuthorization: stampUri,
      content: expect.stringMatching(/^<p class="quote-inline">.*<p>Seht genau her<\/p>$/),
    });
    expect((await shownIn(post))?.state).toBe("allowed");
    await expect(editPost(here.ctx, cast.bob, post.id, { text: "x", visibility: "followers" })).rejects.toMatchObject({
      fields: { visibility: "error.posts.readers-stay" },
    });
  });

  test("73 of a post for few only its id is told to whoever is quoted", async () => {
    const post = await quote(await theirs(), { visibility: "followers" });
    expect((await requestOf())?.activity.instrument).toBe(post.uri);
  });

  test.each<[string, Wire, boolean, string]>([
    ["nobody", { automaticApproval: [], manualApproval: [] }, true, "refused"],
    ["its author alone", { automaticApproval: ["AUTHOR"] }, true, "refused"],
    ["followers, and one follows", { automaticApproval: "FOLLOWERS" }, true, "asked"],
    ["followers, and one does not", { automaticApproval: ["FOLLOWERS"] }, false, "refused"],
    ["followers after a look", { manualApproval: ["FOLLOWERS"] }, true, "asked"],
    ["whom the author follows", { automaticApproval: ["AUTHOR/following"] }, true, "asked"],
    ["everybody", { automaticApproval: [PUBLIC] }, false, "asked"],
  ])("73 a policy that lets %s quote is kept to", async (_, canQuote, follows, result) => {
    const named = JSON.parse(
      JSON.stringify(canQuote).replaceAll("FOLLOWERS", `${alice.uri}/followers`).replaceAll("AUTHOR", alice.uri),
    );
    const quoted = await theirs({ interactionPolicy: { canQuote: named } });
    const by = follows ? cast.bob : await createMember(here.ctx, `neu${cast.serial}`);
    if (result === "asked") {
      await quote(quoted, {}, by);
      expect(await requestOf()).toMatchObject({ recipients: { actors: [quoted.authorId] } });
    } else {
      await expect(quote(quoted, {}, by)).rejects.toMatchObject({ code: "quotes.not-to-be-quoted" });
      expect(await outgoing(here.ctx)).toEqual([]);
    }
  });

  test("73 what is not for everybody, or not to be seen, is not quoted", async () => {
    const quiet = await theirs({ to: [`${alice.uri}/followers`], cc: [] });
    await expect(quote(quiet)).rejects.toMatchObject({ code: "quotes.not-to-be-quoted" });
    const { id } = await publishPost(here.ctx, cast.bob, { text: "Nur unter uns", visibility: "followers" });
    const own = (await here.ctx.db.select().from(posts).where(eq(posts.id, id)))[0]!;
    const stranger = await createMember(here.ctx, `fremd${cast.serial}`);
    for (const who of [cast.bob, stranger]) {
      await expect(quote(own, {}, who)).rejects.toMatchObject({ code: "quotes.not-to-be-quoted" });
    }
  });
});

describe("quoting a post here", () => {
  const written = async (more: Partial<Parameters<typeof publishPost>[2]> = {}) =>
    (await postByUri(here.ctx, (await publishPost(here.ctx, cast.bob, { text: "Wir haben eins", ...more })).uri))!;

  test("73 the leave is there at once, can be fetched, and can be taken back", async () => {
    const quoted = await written();
    const anna = await createMember(here.ctx, `anna${cast.serial}`);
    const post = await quote(quoted, {}, anna);
    const leave = String((await documentOf(post)).quoteAuthorization);
    const get = () => here.network.send(leave, { headers: { accept: "application/activity+json" } });
    expect((await get()).json()).toMatchObject({
      type: "QuoteAuthorization",
      attributedTo: cast.bobActor.uri,
      interactingObject: post.uri,
      interactionTarget: quoted.uri,
    });
    expect(await requestOf()).toBeUndefined();
    expect((await shownIn(post))?.state).toBe("allowed");
    await revokeQuote(here.ctx, cast.bob, leave.replace(/.*\//, ""));
    expect(await shownIn(post)).toEqual({ state: "refused" });
    expect(await documentOf(post)).not.toHaveProperty("quoteAuthorization");
    expect((await get()).status).toBe(410);
  });

  test("73 whoever quotes oneself needs no leave", async () => {
    const post = await quote(await written({ quoters: "nobody" }));
    expect(await documentOf(post)).not.toHaveProperty("quoteAuthorization");
    expect((await shownIn(post))?.state).toBe("allowed");
  });

  test.each<[Quoters, () => string | null]>([
    ["everybody", () => PUBLIC],
    ["followers", () => cast.bobActor.followersUri],
    ["nobody", () => cast.bobActor.uri],
  ])("73 that %s may quote stands in the document and is kept to, here and elsewhere", async (quoters, name) => {
    const quoted = await written({ quoters });
    expect(await documentOf(quoted)).toMatchObject({
      interactionPolicy: { canQuote: { automaticApproval: [name()] } },
    });
    const anna = await createMember(here.ctx, `anna${cast.serial}`);
    const carl = await createMember(here.ctx, `carl${cast.serial}`);
    await insertFollow(here.ctx, carl.actorId, cast.bobActor.id);
    const may = async (who: typeof anna) =>
      quote(quoted, {}, who).then(
        () => true,
        () => false,
      );
    expect([await may(anna), await may(carl)]).toEqual(
      { everybody: [true, true], followers: [false, true], nobody: [false, false] }[quoters],
    );
    await forgetOutgoing(here.ctx);
    await deliver(here, alice, alice.activity("QuoteRequest", quoted.uri, { instrument: alice.note("x").id }));
    expect((await outgoing(here.ctx))[0]?.type).toBe(quoters === "everybody" ? "Accept" : "Reject");
    // What comes without having asked is judged by the same rule.
    const note = alice.note("Seht her", { quote: quoted.uri });
    await deliver(here, alice, alice.activity("Create", note));
    await look();
    expect(await stateOf((await cast.stored(note))!)).toBe(quoters === "everybody" ? "allowed" : "refused");
  });

  test("73 the author changes later who may quote: an edit that is told", async () => {
    const quoted = await written();
    here.ctx.advance(60_000);
    await forgetOutgoing(here.ctx);
    await editPost(here.ctx, cast.bob, quoted.id, { text: "Wir haben eins", quoters: "nobody" });
    expect(await outgoing(here.ctx)).toMatchObject([
      {
        type: "Update",
        activity: { object: { interactionPolicy: { canQuote: { automaticApproval: [cast.bobActor.uri] } } } },
      },
    ]);
    await forgetOutgoing(here.ctx);
    await editPost(here.ctx, cast.bob, quoted.id, { text: "Wir haben eins" });
    expect(await outgoing(here.ctx)).toEqual([]);
  });

  test("73 the same key twice publishes, and asks, once", async () => {
    const quoted = await theirs();
    const options = { quote: quoteOf(quoted.id), idempotencyKey: "k" };
    const [one, two] = [
      await publishPost(here.ctx, cast.bob, { text: "Seht" }, options),
      await publishPost(here.ctx, cast.bob, { text: "Seht" }, options),
    ];
    expect(two.id).toBe(one.id);
    expect((await outgoing(here.ctx)).filter(({ type }) => type === "QuoteRequest")).toHaveLength(1);
  });
});
