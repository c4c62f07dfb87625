import { createOAuthAPIClient, createRestAPIClient, createStreamingAPIClient, type mastodon } from "masto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ANNA, announce, BEN, type ClientLab, openClientLab, picture, SCOPES, toldBen } from "./clients.ts";

/** The whole journey with masto, the library of Elk and Phanpy. Every test goes on where the one before ended. */

const REDIRECT = "https://app.example/callback";

let lab: ClientLab;
let app: mastodon.v1.Client;
let accessToken: string;
let anna: mastodon.rest.Client;
let me: mastodon.v1.CredentialAccount;
let ben: mastodon.v1.Account;
let bens: mastodon.v1.Status;
let mine: mastodon.v1.Status;

beforeAll(async () => {
  lab = await openClientLab();
});

afterAll(() => lab?.close());

const home = (): Promise<mastodon.v1.Status[]> => Promise.resolve(anna.v1.timelines.home.list({ limit: 40 }));
const texts = (statuses: readonly mastodon.v1.Status[]): string =>
  statuses.map(({ content, reblog }) => content + (reblog?.content ?? "")).join("\n");

test("registers, logs in with a code, and says who it is", async () => {
  const url = lab.heslach.origin;
  const stranger = createRestAPIClient({ url });
  expect((await stranger.v2.instance.fetch()).domain).toBe(lab.heslach.host);
  app = await stranger.v1.apps.create({
    clientName: "Probe",
    redirectUris: [REDIRECT],
    scopes: SCOPES.join(" "),
    website: "https://app.example",
  });
  const asked = {
    client_id: app.clientId ?? "",
    redirect_uri: REDIRECT,
    response_type: "code",
    scope: SCOPES.join(" "),
  };
  const code = await lab.approve(`${url}/oauth/authorize?${new URLSearchParams(asked)}`);
  const token = await createOAuthAPIClient({ url }).token.create({
    grantType: "authorization_code",
    clientId: app.clientId ?? "",
    clientSecret: app.clientSecret ?? "",
    redirectUri: REDIRECT,
    scope: SCOPES.join(" "),
    code,
  });
  accessToken = token.accessToken;
  anna = createRestAPIClient({ url, accessToken });
  me = await anna.v1.accounts.verifyCredentials();
  expect([me.acct, me.source.privacy]).toEqual(["anna", "public"]);
});

test("opens as an app does: home, notifications, lists, filters, markers and the rest", async () => {
  expect(await home()).toEqual([]);
  const { v1, v2 } = anna;
  const answers = await Promise.all([
    ...[v1.notifications.list(), v1.lists.list(), v2.filters.list(), v1.customEmojis.list(), v1.announcements.list()],
    ...[v1.followRequests.list(), v1.followedTags.list(), v1.conversations.list(), v1.bookmarks.list()],
    ...[v1.trends.tags.list(), v1.trends.statuses.list(), v1.scheduledStatuses.list(), v1.blocks.list()],
  ]);
  expect(answers.every((list) => Array.isArray(list))).toBe(true);
  await anna.v1.markers.create({ home: { lastReadId: me.id } });
  expect((await anna.v1.markers.fetch({ timeline: ["home"] })).home?.lastReadId).toBe(me.id);
});

test("reads what is announced, reacts, takes that back and puts it away", async () => {
  await announce(lab, "Treffen am Freitag");
  const list = () => Promise.resolve(anna.v1.announcements.list());
  expect(await list()).toMatchObject([{ content: "<p>Treffen am Freitag</p>", read: false, reactions: [] }]);
  const one = anna.v1.announcements.$select((await list())[0]?.id ?? "");
  await one.reactions.$select("🎉").update();
  expect(await list()).toMatchObject([{ read: false, reactions: [{ name: "🎉", count: 1, me: true }] }]);
  await one.reactions.$select("🎉").remove();
  await one.dismiss();
  expect(await list()).toMatchObject([{ read: true, reactions: [] }]);
});

test("posts with a picture and its description, then a poll", async () => {
  const file = new Blob([new Uint8Array(await picture())], { type: "image/png" });
  const media = await anna.v2.media.create({ file, description: "Blau wie der Himmel" });
  expect([media.type, media.description]).toEqual(["image", "Blau wie der Himmel"]);
  mine = await anna.v1.statuses.create({ status: "Sommerfest am Samstag #Fest", mediaIds: [media.id] });
  expect(mine.mediaAttachments).toMatchObject([{ id: media.id, description: "Blau wie der Himmel" }]);
  const picked = await fetch(mine.mediaAttachments[0]?.url ?? "");
  expect([picked.status, picked.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  const poll = await anna.v1.statuses.create({
    status: "Wann soll es losgehen?",
    poll: { options: ["Um drei", "Um vier"], expiresIn: 86_400 },
  });
  expect(poll.poll?.options.map(({ title }) => title)).toEqual(["Um drei", "Um vier"]);
  expect(texts(await home())).toMatch(/Wann soll es losgehen[\s\S]*Sommerfest/);
});

test("finds somebody of another district by the handle and follows", async () => {
  const found = await anna.v2.search.list({ q: `@${BEN}`, resolve: true });
  expect(found.accounts.map(({ acct }) => acct)).toEqual([BEN]);
  ben = found.accounts[0] as mastodon.v1.Account;
  await anna.v1.accounts.$select(ben.id).follow();
  await expect
    .poll(async () => (await anna.v1.accounts.relationships.fetch({ id: [ben.id] }))[0]?.following)
    .toBe(true);
  await expect.poll(() => toldBen(lab)).toContain(`follow ${ANNA}`);
});

test("what somebody writes arrives in the stream, as status and as notification", async () => {
  const { configuration } = await anna.v2.instance.fetch();
  const stream = createStreamingAPIClient({ streamingApiUrl: configuration.urls.streaming, accessToken });
  const heard: string[] = [];
  using user = stream.user.subscribe();
  const listening = (async () => {
    for await (const { event, payload } of user) {
      if (event === "update") heard.push(`update ${payload.content}`);
      if (event === "notification") heard.push(`notification ${payload.type}`);
    }
  })();
  // The first message may be sent before the subscription stands: ben says it until it is heard.
  let said = 0;
  await expect
    .poll(
      async () => {
        said += 1;
        await lab.ben("POST", "/api/v1/statuses", { status: `Hallo @${ANNA}, Nummer ${said}` });
        await new Promise((next) => setTimeout(next, 2_000));
        return heard.join("\n");
      },
      { interval: 1_000 },
    )
    .toMatch(/(?=[\s\S]*update [\s\S]*Nummer)(?=[\s\S]*notification mention)/);
  user.unsubscribe();
  stream.close();
  await listening;
});

test("answers, boosts and likes; the other district hears of it", async () => {
  await expect.poll(async () => texts(await home())).toContain("Nummer 1");
  bens = (await home()).find(({ account }) => account.acct === BEN) as mastodon.v1.Status;
  const answer = await anna.v1.statuses.create({ status: `@${BEN} Gern!`, inReplyToId: bens.id });
  expect(answer.inReplyToAccountId).toBe(ben.id);
  const boost = await anna.v1.statuses.$select(bens.id).reblog();
  expect([boost.reblog?.id, boost.reblog?.reblogged]).toEqual([bens.id, true]);
  expect((await anna.v1.statuses.$select(bens.id).favourite()).favourited).toBe(true);
  await anna.v1.statuses.$select(bens.id).bookmark();
  expect((await anna.v1.bookmarks.list()).map(({ id }) => id)).toEqual([bens.id]);
  const context = await anna.v1.statuses.$select(bens.id).context.fetch();
  expect(context.descendants.map(({ id }) => id)).toContain(answer.id);
  await expect
    .poll(() => toldBen(lab))
    .toEqual(expect.arrayContaining([`mention ${ANNA}`, `reblog ${ANNA}`, `favourite ${ANNA}`]));
});

test("votes in a poll of the other district", async () => {
  await lab.ben("POST", "/api/v1/statuses", {
    status: "Kuchen oder Brot?",
    poll: { options: ["Kuchen", "Brot"], expires_in: 86_400 },
  });
  await expect.poll(async () => texts(await home())).toContain("Kuchen oder Brot?");
  const asked = (await home()).find(({ poll }) => poll?.options[0]?.title === "Kuchen");
  const voted = await anna.v1.polls.$select(asked?.poll?.id ?? "").votes.create({ choices: [0] });
  expect([voted.voted, voted.ownVotes]).toEqual([true, [0]]);
});

test("edits and deletes what it wrote", async () => {
  await anna.v1.statuses.$select(mine.id).update({ status: "Sommerfest am Sonntag #Fest" });
  expect((await anna.v1.statuses.$select(mine.id).fetch()).content).toContain("Sonntag");
  expect((await anna.v1.statuses.$select(mine.id).source.fetch()).text).toContain("Sonntag");
  expect(await anna.v1.statuses.$select(mine.id).history.list()).toHaveLength(2);
  const draft = await anna.v1.statuses.create({ status: "Verschrieben" });
  expect((await anna.v1.statuses.$select(draft.id).remove()).text).toBe("Verschrieben");
  await expect(anna.v1.statuses.$select(draft.id).fetch()).rejects.toMatchObject({ statusCode: 404 });
});

test("reads what it was told, one by one and grouped", async () => {
  await lab.ben("POST", "/api/v1/statuses", { status: `@${ANNA} Und noch etwas` });
  const list = () => Promise.resolve(anna.v1.notifications.list());
  await expect.poll(async () => texts((await list()).flatMap(({ status }) => status ?? []))).toContain("noch etwas");
  const grouped = await anna.v2.notifications.list();
  const keys = new Set((await list()).map((one) => one.groupKey));
  expect(new Set(grouped.notificationGroups.map(({ groupKey }) => groupKey))).toEqual(keys);
  await anna.v1.notifications.clear();
  expect(await list()).toEqual([]);
});

test("searches, keeps a list and a filter", async () => {
  const found = await anna.v2.search.list({ q: "Sommerfest" });
  expect(found.statuses.map(({ id }) => id)).toContain(mine.id);
  expect((await anna.v2.search.list({ q: "#fest" })).hashtags.map(({ name }) => name.toLowerCase())).toContain("fest");
  const list = await anna.v1.lists.create({ title: "Nachbarn" });
  await anna.v1.lists.$select(list.id).accounts.create({ accountIds: [ben.id] });
  expect(texts(await anna.v1.timelines.list.$select(list.id).list())).toContain("Kuchen oder Brot?");
  await anna.v2.filters.create({
    title: "Kuchen",
    context: ["home"],
    filterAction: "warn",
    keywordsAttributes: [{ keyword: "Kuchen", wholeWord: true }],
  });
  const filtered = (await home()).find(({ content }) => content.includes("Kuchen oder Brot?"))?.filtered;
  expect(filtered).toMatchObject([{ filter: { title: "Kuchen" }, keywordMatches: ["Kuchen"] }]);
});

test("hears of a list, and of conversations, in streams of their own", async () => {
  const { configuration } = await anna.v2.instance.fetch();
  const stream = createStreamingAPIClient({ streamingApiUrl: configuration.urls.streaming, accessToken });
  const [list] = await anna.v1.lists.list();
  const heard: string[] = [];
  using listed = stream.list.subscribe({ list: list?.id ?? "" });
  using direct = stream.direct.subscribe();
  const listening = [
    (async () => {
      for await (const { event, payload } of listed) if (event === "update") heard.push(`list ${payload.content}`);
    })(),
    (async () => {
      for await (const { event, payload } of direct) {
        if (event === "conversation") heard.push(`direct ${payload.unread} ${payload.lastStatus?.content}`);
      }
    })(),
  ];
  let said = 0;
  await expect
    .poll(
      async () => {
        said += 1;
        await lab.ben("POST", "/api/v1/statuses", { status: `In der Liste ${said}` });
        await lab.ben("POST", "/api/v1/statuses", { status: `@${ANNA} Vertraulich ${said}`, visibility: "direct" });
        await new Promise((next) => setTimeout(next, 2_000));
        return heard.join("\n");
      },
      { interval: 1_000 },
    )
    .toMatch(/(?=[\s\S]*list [\s\S]*In der Liste)(?=[\s\S]*direct true [\s\S]*Vertraulich)/);
  listed.unsubscribe();
  direct.unsubscribe();
  stream.close();
  await Promise.all(listening);
});

test("decides whose notifications are held back", async () => {
  const policy = await anna.v2.notifications.policy.update({ forNotFollowers: "filter" });
  expect([policy.forNotFollowers, policy.forNotFollowing]).toEqual(["filter", "accept"]);
  await lab.ben("POST", "/api/v1/statuses", { status: `@${ANNA} Darf ich?` });
  const requests = () => Promise.resolve(anna.v1.notifications.requests.list());
  await expect.poll(async () => (await requests()).map(({ account }) => account.acct)).toEqual([BEN]);
  const [asking] = await requests();
  await anna.v1.notifications.requests.$select(asking?.id ?? "").accept();
  expect(await requests()).toEqual([]);
  const told = await anna.v1.notifications.list();
  expect(texts(told.flatMap(({ status }) => status ?? []))).toContain("Darf ich?");
});

test("logs out: the token is worth nothing any more", async () => {
  await createOAuthAPIClient({ url: lab.heslach.origin }).revoke({
    clientId: app.clientId ?? "",
    clientSecret: app.clientSecret ?? "",
    token: accessToken,
  });
  await expect(anna.v1.accounts.verifyCredentials()).rejects.toMatchObject({ statusCode: 401 });
});
