import { beforeEach, describe, expect, test } from "vitest";
import { notificationsOf } from "../../src/features/notifications/notifications.queries.ts";
import { type Post, postByUri } from "../../src/features/posts/posts.queries.ts";
import { quoteIn, quotesIn } from "../../src/features/quotes/quotes.queries.ts";
import { revokeQuote } from "../../src/features/quotes/quotes.usecases.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { useCast } from "../support/cast.ts";
import { createTestApp } from "../support/http.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import type { Instance } from "../support/instance.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import type { Peer, PeerActor, Wire } from "../support/peer.ts";
import { createMember, sessionOf } from "../support/people.ts";
import { jobRows } from "../support/queue.ts";
import { insertPost } from "../support/rows.ts";

const cast = useCast();
let here: Instance;
let alice: PeerActor;
let mallory: PeerActor;
let victim: Peer;
let own: Post;

beforeEach(async () => {
  ({ here, alice, mallory, victim } = cast);
  own = await insertPost(here.ctx, cast.bobActor, { title: "Lastenrad", content: "<p>Wir haben eins.</p>" });
  await here.ctx.sql`delete from jobs where queue = 'background'`;
  await forgetOutgoing(here.ctx);
});

const quoting = (by: PeerActor, uri: string, more: Wire = {}) => by.note("Seht her", { quote: uri, ...more });
const ask = (by: PeerActor, uri: string, instrument: unknown) =>
  deliver(here, by, by.activity("QuoteRequest", uri, { instrument }));
const get = (url: string) => here.network.send(url, { headers: { accept: "application/activity+json" } });

describe("asked for leave to quote", () => {
  test("73 a public post may be quoted: Accept with a leave that can be fetched, and always the same one", async () => {
    const note = quoting(alice, own.uri);
    expect(await ask(alice, own.uri, note)).toEqual(ACCEPTED);
    const [answer] = await outgoing(here.ctx);
    expect(answer).toMatchObject({
      type: "Accept",
      actorId: cast.bobActor.id,
      activity: {
        actor: cast.bobActor.uri,
        to: [alice.uri],
        object: { type: "QuoteRequest", actor: alice.uri, object: own.uri, instrument: note.id },
      },
    });
    const stampUri = String(answer?.activity.result);
    const stamp = await get(stampUri);
    expect(stamp.status).toBe(200);
    expect(stamp.json()).toMatchObject({
      id: stampUri,
      type: "QuoteAuthorization",
      attributedTo: cast.bobActor.uri,
      interactingObject: note.id,
      interactionTarget: own.uri,
    });
    await forgetOutgoing(here.ctx);
    expect(await ask(alice, own.uri, note.id)).toEqual(ACCEPTED);
    expect((await outgoing(here.ctx))[0]?.activity.result).toBe(stampUri);
  });

  test.each(["followers", "direct"] as const)(
    "73 what is for %s is refused to who may see it, and not even answered to others",
    async (visibility) => {
      const seen = await insertPost(here.ctx, cast.bobActor, { visibility }, [
        (await here.ctx.sql<{ id: string }[]>`select id from actors where uri = ${alice.uri}`)[0]?.id ?? "",
      ]);
      expect(await ask(alice, seen.uri, quoting(alice, seen.uri))).toEqual(ignoredFor("not-to-be-quoted"));
      expect(await outgoing(here.ctx)).toMatchObject([{ type: "Reject", activity: { to: [alice.uri] } }]);
      expect((await outgoing(here.ctx))[0]?.activity).not.toHaveProperty("result");
      await forgetOutgoing(here.ctx);
      expect(await ask(mallory, seen.uri, quoting(mallory, seen.uri))).toEqual(ignoredFor("no-such-post"));
      expect(await outgoing(here.ctx)).toEqual([]);
    },
  );

  test("73 nobody asks for another's post: not for one elsewhere, not for one of somebody else", async () => {
    const note = quoting(alice, own.uri);
    expect(await ask(mallory, own.uri, note)).toEqual(ignoredFor("foreign-quote"));
    const neighbour = await cast.evil.person(`other${cast.serial}`);
    expect(await ask(mallory, own.uri, quoting(neighbour, own.uri))).toEqual(ignoredFor("not-the-author"));
    expect(await ask(alice, cast.mallory.note("x").id, note)).toEqual(ignoredFor("no-such-post"));
    expect(await outgoing(here.ctx)).toEqual([]);
  });

  test("73 leave can be taken back by who gave it, is told, is gone, and is not given again", async () => {
    const note = quoting(alice, own.uri);
    await ask(alice, own.uri, note);
    const uri = String((await outgoing(here.ctx))[0]?.activity.result);
    const id = uri.replace(/.*\//, "");
    await forgetOutgoing(here.ctx);
    const stranger = await createMember(here.ctx, `fremd${cast.serial}`);
    await expect(revokeQuote(here.ctx, stranger, id)).rejects.toMatchObject({ code: "quotes.not-found" });
    expect((await get(uri)).status).toBe(200);

    const site = createTestApp(here.ctx);
    const session = await sessionOf(here.ctx, cast.bob);
    const list = await (await site.request("/einstellungen/zitate", { session })).text();
    expect(list).toContain(note.id);
    const path = `/einstellungen/zitate/${id}/zuruecknehmen`;
    expect((await site.request(path, { form: {} })).status).toBe(401);
    expect((await site.request(path, { session, form: {} })).status).toBe(303);
    expect(await (await site.request("/einstellungen/zitate", { session })).text()).not.toContain(note.id);

    const [told] = await outgoing(here.ctx);
    expect(told).toMatchObject({
      type: "Delete",
      activity: { actor: cast.bobActor.uri, object: { id: uri, formerType: "QuoteAuthorization" } },
      recipients: { ledgerOf: own.id },
    });
    const gone = await get(uri);
    expect([gone.status, gone.json().type]).toEqual([410, "Tombstone"]);
    await forgetOutgoing(here.ctx);
    here.ctx.advance(3 * 60 * 60 * 1000);
    expect(await ask(alice, own.uri, note)).toEqual(ignoredFor("not-to-be-quoted"));
    await expect(revokeQuote(here.ctx, cast.bob, id)).rejects.toMatchObject({ code: "quotes.not-found" });
  });

  test("73 the leave for a post that is deleted, or no longer for all, is not served", async () => {
    await ask(alice, own.uri, quoting(alice, own.uri));
    const uri = String((await outgoing(here.ctx))[0]?.activity.result);
    await here.ctx.sql`update posts set visibility = 'direct' where id = ${own.id}`;
    expect((await get(uri)).status).toBe(404);
  });
});

describe("quotes in what comes in", () => {
  /** Keeps Alice's post and has its quote looked at; whether it is shown. */
  async function shown(note: Wire & { id: string }, by = alice): Promise<string | undefined> {
    expect(await deliver(here, by, by.activity("Create", note))).toEqual(ACCEPTED);
    await look();
    const post = await postByUri(here.ctx, note.id);
    return (await quotesIn(here.ctx, null, [post?.id ?? ""])).get(post?.id ?? "")?.post.uri;
  }
  async function look(): Promise<void> {
    const jobs = (await jobRows(here.ctx, "background")).filter(({ payload }) => payload.includes("verify-quote"));
    await here.ctx.sql`delete from jobs where queue = 'background'`;
    for (const { payload } of jobs) await processBackgroundJob(here.ctx, payload);
  }
  /** A post of somebody at the evil host with a leave for Alice's note, changed as the test wants. */
  function withLeave(noteId: string, more: Wire = {}, path = "/stamps/1") {
    const quoted = mallory.note("zitierenswert");
    const stampUri = `${cast.evil.origin}${path}${cast.serial}`;
    cast.evil.serve(new URL(stampUri).pathname, {
      "@context": "https://www.w3.org/ns/activitystreams",
      id: stampUri,
      type: "QuoteAuthorization",
      attributedTo: mallory.uri,
      interactingObject: noteId,
      interactionTarget: quoted.id,
      ...more,
    });
    return { quoted, stampUri };
  }
  const noteId = () => `${victim.origin}/notes/quoting-${cast.serial}`;
  const serve = (note: Wire & { id: string }) => {
    victim.serve(new URL(note.id).pathname, note);
    return note;
  };

  test.each(["quote", "quoteUrl", "quoteUri", "_misskey_quote"])(
    "73 a quote of ours is shown as a card, named by %s, until the leave is taken back",
    async (name) => {
      const note = alice.note("Seht her", { [name]: own.uri });
      expect(await shown(note)).toBe(own.uri);
      const html = await (
        await createTestApp(here.ctx).request("/", { session: await sessionOf(here.ctx, cast.bob) })
      ).text();
      expect(html).toContain("Wir haben eins.");
      await ask(alice, own.uri, note.id);
      const stampId = String((await outgoing(here.ctx))[0]?.activity.result).replace(/.*\//, "");
      const edited = { ...note, quoteAuthorization: `${here.ctx.origin}/ap/o/${stampId}`, updated: later() };
      await deliver(here, alice, alice.activity("Update", edited));
      await look();
      const post = await postByUri(here.ctx, note.id);
      expect((await quotesIn(here.ctx, null, [post?.id ?? ""])).size).toBe(1);
      await revokeQuote(here.ctx, cast.bob, stampId);
      expect((await quotesIn(here.ctx, null, [post?.id ?? ""])).size).toBe(0);
    },
  );
  function later(): string {
    here.ctx.advance(60_000);
    return cast.later(0);
  }

  const told = async () =>
    (await notificationsOf(here.ctx, cast.bob.actorId, { limit: 10 })).map(({ type, from, post, path }) => [
      ...[type, from?.uri, post?.post.uri ?? null, path],
    ]);
  async function fetchIt(): Promise<void> {
    const jobs = (await jobRows(here.ctx, "background")).filter(({ payload }) => payload.includes("fetch-quoting"));
    for (const { payload } of jobs) await processBackgroundJob(here.ctx, payload);
  }

  test("whoever is quoted is told when leave is given, and with the quoting post once it was fetched; never twice", async () => {
    const note = serve(quoting(alice, own.uri, { id: noteId() }));
    await ask(alice, own.uri, note.id);
    expect(await told()).toEqual([["quote", alice.uri, null, "/einstellungen/zitate"]]);
    await fetchIt();
    await look();
    expect(await told()).toEqual([["quote", alice.uri, note.id, null]]);
    await ask(alice, own.uri, note.id);
    await fetchIt();
    expect(await told()).toEqual([["quote", alice.uri, note.id, null]]);
  });

  test("of a quote that its server does not give to us only that there is one is told", async () => {
    await ask(alice, own.uri, quoting(alice, own.uri, { id: noteId() }));
    victim.forget(new URL(noteId()).pathname);
    await fetchIt();
    expect(await told()).toEqual([["quote", alice.uri, null, "/einstellungen/zitate"]]);
    expect(await postByUri(here.ctx, noteId())).toBeNull();
  });

  test("73 another's post is shown with a leave that says exactly this, and no more when its author deletes the leave", async () => {
    const { quoted, stampUri } = withLeave(noteId());
    const note = serve(quoting(alice, quoted.id, { id: noteId(), quoteAuthorization: stampUri }));
    expect(await shown(note)).toBe(quoted.id);
    const post = await postByUri(here.ctx, note.id);
    const visible = async () => (await quotesIn(here.ctx, null, [post?.id ?? ""])).size;
    expect(await deliver(here, alice, alice.activity("Delete", stampUri))).toEqual(ignoredFor("foreign-object"));
    const neighbour = await cast.evil.person(`other${cast.serial}`);
    expect(await deliver(here, neighbour, neighbour.activity("Delete", stampUri))).toEqual(
      ignoredFor("not-the-author"),
    );
    expect(await visible()).toBe(1);
    expect(await deliver(here, mallory, mallory.activity("Delete", stampUri))).toEqual(ACCEPTED);
    expect(await visible()).toBe(0);
  });

  test.each<[string, () => { quoted: string; stampUri: string | null }]>([
    ["without a leave", () => ({ quoted: mallory.note("x").id, stampUri: null })],
    [
      "with a leave for another post",
      () => {
        const { quoted, stampUri } = withLeave(`${victim.origin}/notes/other`);
        return { quoted: quoted.id, stampUri };
      },
    ],
    [
      "with a leave of somebody else",
      () => {
        const { quoted, stampUri } = withLeave(noteId(), { attributedTo: `${cast.evil.origin}/users/else` });
        return { quoted: quoted.id, stampUri };
      },
    ],
    [
      "with a leave of another kind",
      () => {
        const { quoted, stampUri } = withLeave(noteId(), { type: "Relationship" });
        return { quoted: quoted.id, stampUri };
      },
    ],
    [
      "with a leave on the quoter's own host",
      () => {
        const { quoted } = withLeave(noteId());
        return { quoted: quoted.id, stampUri: `${victim.origin}/stamps/own` };
      },
    ],
    ["of what is not there", () => ({ quoted: `${cast.evil.origin}/notes/nowhere`, stampUri: null })],
  ])("73 a quote %s is not shown", async (_, given) => {
    const { quoted, stampUri } = given();
    const more = stampUri === null ? {} : { quoteAuthorization: stampUri };
    const note = serve(quoting(alice, quoted, { id: noteId(), ...more }));
    expect(await shown(note)).toBeUndefined();
    expect(victim.at("/stamps/own")).toEqual([]);
    const post = await postByUri(here.ctx, note.id);
    expect((await quoteIn(here.ctx, post?.id ?? ""))?.state).toBe("refused");
  });

  test("73 who quotes oneself needs no leave; what is quoted for few is shown to those few", async () => {
    const first = alice.note("erstens");
    expect(await shown(quoting(alice, first.id))).toBe(first.id);
    const quiet = await insertPost(here.ctx, cast.bobActor, { visibility: "direct" });
    expect(await shown(quoting(alice, quiet.uri))).toBeUndefined();
  });

  test("73 an edit that quotes no more takes the card away", async () => {
    const note = quoting(alice, own.uri);
    expect(await shown(note)).toBe(own.uri);
    const { quote: _, ...edited }: Wire = { ...note, updated: later() };
    expect(await deliver(here, alice, alice.activity("Update", edited))).toEqual(ACCEPTED);
    const post = await postByUri(here.ctx, note.id);
    expect(await quoteIn(here.ctx, post?.id ?? "")).toBeNull();
  });
});
