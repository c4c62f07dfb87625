import { beforeAll, expect, test, vi } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { chooseExchange } from "../../src/features/district/district.usecases.ts";
import { relayById } from "../../src/features/peers/relays.queries.ts";
import { leaveRelay, shareWithRelay } from "../../src/features/peers/relays.usecases.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { editPost } from "../../src/features/posts/usecases/edit.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import type { Id } from "../../src/platform/ids.ts";
import { createDistricts, type RunningDistrict } from "../support/districts.ts";
import { createMember } from "../support/people.ts";
import { createRelay, subscribe, type TestRelay } from "../support/relays.ts";

// Two whole districts and relays between them that answer, keep their subscribers and hand on, as FEP-ae0c says.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";
const soon = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 40_000, interval: 50 });

let heslach: RunningDistrict;
let sendling: RunningDistrict;
let anna: Account;
let heslachAdmin: Account;
let sendlingAdmin: Account;
/** After Mastodon's model: hands on what it gets, byte for byte. */
let forwarding: TestRelay;
/** After Pleroma's model: announces ids. */
let announcing: TestRelay;

const inboxOf = ({ host }: RunningDistrict): string => `https://${host}/ap/inbox`;

beforeAll(async () => {
  const { network, start } = await createDistricts();
  heslach = await start("heslach.test");
  sendling = await start("sendling.test");
  anna = await createMember(heslach.ctx, "anna");
  heslachAdmin = await createMember(heslach.ctx, "leitung", "admin");
  sendlingAdmin = await createMember(sendling.ctx, "chefin", "admin");
  await chooseExchange(heslach.ctx, heslachAdmin, { mode: "open", publishesBlocks: false });
  await chooseExchange(sendling.ctx, sendlingAdmin, { mode: "open", publishesBlocks: false });
  forwarding = await createRelay(network, "verteiler.test");
  announcing = await createRelay(network, "litepub.test");
});

/** A relay says yes to everybody who asked, once each. */
async function answerAll(relay: TestRelay, answered: Set<unknown>): Promise<void> {
  for (const follow of relay.got("Follow").filter(({ id }) => !answered.has(id))) {
    answered.add(follow.id);
    const inbox = `${new URL(String(follow.actor)).origin}/ap/inbox`;
    expect((await relay.actor.post(inbox, relay.actor.activity("Accept", follow))).status).toBe(202);
  }
}

async function accepted(ctx: Ctx, id: Id, relay: TestRelay, answered: Set<unknown>): Promise<void> {
  await soon(async () => {
    await answerAll(relay, answered);
    expect((await relayById(ctx, id))?.state).toBe("accepted");
  });
}

const stored = (uri: string) =>
  soon(async () => {
    const post = await postByUri(sendling.ctx, uri);
    if (!post) throw new Error("not here yet");
    return post;
  });

test("91 Mastodon's dialect between two districts: ours goes there only by the second switch, edits and the end too", async () => {
  const answered = new Set<unknown>();
  const mine = await subscribe(heslach.ctx, heslachAdmin, forwarding.inbox);
  const theirs = await subscribe(sendling.ctx, sendlingAdmin, forwarding.inbox);
  await accepted(heslach.ctx, mine.id, forwarding, answered);
  await accepted(sendling.ctx, theirs.id, forwarding, answered);
  expect(forwarding.got("Follow")).toMatchObject([
    { id: mine.followUri, object: PUBLIC, to: [PUBLIC] },
    { id: theirs.followUri, object: PUBLIC, to: [PUBLIC] },
  ]);

  const kept = await publishPost(heslach.ctx, anna, { text: "Bleibt bei uns und wer uns folgt" });
  await shareWithRelay(heslach.ctx, heslachAdmin, mine.id, true);
  const unlisted = await publishPost(heslach.ctx, anna, { text: "Nicht gelistet", visibility: "unlisted" });
  const forFollowers = await publishPost(heslach.ctx, anna, { text: "Für Folgende", visibility: "followers" });
  const post = await publishPost(heslach.ctx, anna, { text: "Wer leiht uns eine Leiter?" });
  const answer = await publishComment(heslach.ctx, anna, { postId: post.id, text: "Vier Meter wären gut." });
  const ids = () => forwarding.got("Create").map(({ object }) => (object as { id: string }).id);
  await soon(() => expect(ids()).toEqual(expect.arrayContaining([post.uri, answer.uri])));
  for (const { uri } of [kept, unlisted, forFollowers]) expect(ids()).not.toContain(uri);

  const [create] = forwarding.peer.inboxed.filter(({ body }) => body.includes(`"${post.uri}#create"`));
  expect(create?.json()).toMatchObject({
    signature: { type: "RsaSignature2017" },
  });
  expect((await forwarding.actor.post(inboxOf(sendling), create!.body)).status).toBe(202);
  const arrived = await stored(post.uri);
  expect(arrived).toMatchObject({ local: false, visibility: "public" });
  expect(arrived.content).toContain("Wer leiht uns eine Leiter?");
  await soon(async () => expect(await relayById(sendling.ctx, theirs.id)).toMatchObject({ received: 1, kept: 1 }));

  await leaveRelay(heslach.ctx, heslachAdmin, mine.id);
  await soon(() => expect(forwarding.got("Undo")).toMatchObject([{ object: { id: mine.followUri, object: PUBLIC } }]));
  const after = await publishPost(heslach.ctx, anna, { text: "Nach dem Abbestellen" });
  await editPost(heslach.ctx, anna, post.id, { text: "Wer leiht uns eine lange Leiter?" });
  await deletePost(heslach.ctx, anna, post.id);
  await soon(() =>
    expect(forwarding.got("Update").map(({ object }) => (object as { id: string }).id)).toContain(post.uri),
  );
  await soon(() =>
    expect(forwarding.got("Delete").map(({ object }) => (object as { id: string }).id)).toContain(post.uri),
  );
  const end = forwarding.peer.inboxed.find(({ body }) => body.includes(`"${post.uri}#delete"`));
  await forwarding.actor.post(inboxOf(sendling), end!.body);
  await soon(async () => expect((await postByUri(sendling.ctx, post.uri))?.deletedAt).not.toBeNull());
  expect(ids()).not.toContain(after.uri);
});

test("91 LitePub between two districts: our instance announces ids, theirs fetches what the relay announces", async () => {
  const answered = new Set<unknown>();
  const mine = await subscribe(heslach.ctx, heslachAdmin, announcing.actor.uri);
  const theirs = await subscribe(sendling.ctx, sendlingAdmin, announcing.actor.uri);
  await accepted(heslach.ctx, mine.id, announcing, answered);
  await accepted(sendling.ctx, theirs.id, announcing, answered);
  const [, asked] = announcing.got("Follow");
  expect(asked).toMatchObject({ id: theirs.followUri, object: announcing.actor.uri });
  const back = announcing.actor.activity("Follow", asked?.actor);
  await announcing.actor.post(inboxOf(sendling), back);
  await soon(() => expect(announcing.got("Accept")).toMatchObject([{ actor: asked?.actor, object: { id: back.id } }]));

  await shareWithRelay(heslach.ctx, heslachAdmin, mine.id, true);
  const post = await publishPost(heslach.ctx, anna, { text: "Der Bücherschrank steht wieder" });
  const instance = mine.followUri.split("#")[0];
  await soon(() =>
    expect(announcing.got("Announce")).toMatchObject([
      { actor: instance, object: post.uri, to: [`${instance}/followers`, PUBLIC] },
    ]),
  );
  await announcing.actor.post(
    inboxOf(sendling),
    announcing.actor.activity("Announce", post.uri, { to: [`${announcing.actor.uri}/followers`] }),
  );
  expect((await stored(post.uri)).content).toContain("Bücherschrank");

  await deletePost(heslach.ctx, anna, post.id);
  await soon(() =>
    expect(announcing.got("Delete").map(({ object }) => (object as { id: string }).id)).toEqual([post.uri]),
  );
  await leaveRelay(sendling.ctx, sendlingAdmin, theirs.id);
  await soon(() => expect(announcing.got("Undo")).toMatchObject([{ object: { id: theirs.followUri } }]));
  await soon(() => expect(announcing.got("Reject")).toMatchObject([{ object: { id: back.id } }]));
});

test("91 while the mode lets relays rest, nothing of ours goes to one either", async () => {
  const announced = () => announcing.got("Announce").map(({ object }) => object);
  await chooseExchange(heslach.ctx, heslachAdmin, { mode: "partnersWrite", publishesBlocks: false });
  const resting = await publishPost(heslach.ctx, anna, { text: "In Ruhe" });
  await chooseExchange(heslach.ctx, heslachAdmin, { mode: "open", publishesBlocks: false });
  const after = await publishPost(heslach.ctx, anna, { text: "Wieder offen" });
  await soon(() => expect(announced()).toContain(after.uri));
  expect(announced()).not.toContain(resting.uri);
});
