import { createReadStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import generator, { detector, type Entity, type MegalodonInterface } from "megalodon";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ANNA, BEN, type ClientLab, openClientLab, picture, SCOPES, toldBen } from "./clients.ts";
import { LAB } from "./front.ts";

/** The whole journey with megalodon, the library of Whalebird and others. Every test goes on where the one before ended. */

let lab: ClientLab;
let app: Awaited<ReturnType<MegalodonInterface["registerApp"]>>;
let accessToken: string;
let anna: MegalodonInterface;
let ben: Entity.Account;
let mine: Entity.Status;

beforeAll(async () => {
  lab = await openClientLab();
});

afterAll(() => lab?.close());

const home = async (): Promise<Entity.Status[]> => (await anna.getHomeTimeline({ limit: 40 })).data;
const texts = (statuses: readonly Entity.Status[]): string => statuses.map(({ content }) => content).join("\n");
const post = async (...said: Parameters<MegalodonInterface["postStatus"]>): Promise<Entity.Status> =>
  (await anna.postStatus(...said)).data as Entity.Status;

test("finds out what kind of server it is, registers, and logs in with a code from the page", async () => {
  const url = lab.heslach.origin;
  expect(await detector(url)).toBe("mastodon");
  const stranger = generator("mastodon", url);
  app = await stranger.registerApp("Probe", { scopes: SCOPES });
  const code = await lab.approve(app.url ?? "");
  const token = await stranger.fetchAccessToken(app.client_id, app.client_secret, code);
  accessToken = token.access_token;
  anna = generator("mastodon", url, accessToken);
  expect((await anna.verifyAccountCredentials()).data.acct).toBe("anna");
  expect((await anna.getInstance()).data.uri).toBe(lab.heslach.host);
});

test("opens as an app does", async () => {
  expect(await home()).toEqual([]);
  const answers = await Promise.all([
    ...[anna.getNotifications(), anna.getLists(), anna.getFilters(), anna.getInstanceCustomEmojis()],
    ...[anna.getInstanceAnnouncements(), anna.getFollowRequests(), anna.getFollowedTags(), anna.getBookmarks()],
    ...[anna.getConversationTimeline(), anna.getScheduledStatuses(), anna.getBlocks(), anna.getMutes()],
  ]);
  expect(answers.every(({ data }) => Array.isArray(data))).toBe(true);
  expect((await anna.getPreferences()).data["posting:default:visibility"]).toBe("public");
});

test("posts with a picture and its description, then a poll", async () => {
  const path = join(LAB, "himmel.png");
  writeFileSync(path, await picture());
  const media = (await anna.uploadMedia(createReadStream(path), { description: "Blau wie der Himmel" })).data;
  expect([media.type, media.url]).toEqual(["image", expect.stringMatching(/^https:/)]);
  mine = await post("Sommerfest am Samstag #Fest", { media_ids: [media.id] });
  expect(mine.media_attachments).toMatchObject([{ id: media.id, description: "Blau wie der Himmel" }]);
  const poll = await post("Wann soll es losgehen?", { poll: { options: ["Um drei", "Um vier"], expires_in: 86_400 } });
  expect(poll.poll?.options.map(({ title }) => title)).toEqual(["Um drei", "Um vier"]);
  expect(texts(await home())).toMatch(/Wann soll es losgehen[\s\S]*Sommerfest/);
});

test("finds somebody of another district by the handle and follows", async () => {
  const found = (await anna.search(`@${BEN}`, { resolve: true })).data;
  expect(found.accounts.map(({ acct }) => acct)).toEqual([BEN]);
  ben = found.accounts[0] as Entity.Account;
  await anna.followAccount(ben.id);
  await expect.poll(async () => (await anna.getRelationship(ben.id)).data.following).toBe(true);
  await expect.poll(() => toldBen(lab)).toContain(`follow ${ANNA}`);
});

test("what somebody writes arrives in the stream, as status and as notification", async () => {
  const heard: string[] = [];
  const stream = await anna.userStreaming();
  const connected = new Promise((done) => stream.once("connect", done));
  stream.on("update", (status: Entity.Status) => heard.push(`update ${status.content}`));
  stream.on("notification", ({ type }: Entity.Notification) => heard.push(`notification ${type}`));
  await connected;
  await lab.ben("POST", "/api/v1/statuses", { status: `Hallo @${ANNA}, bist du da?` });
  await expect
    .poll(() => heard.join("\n"))
    .toMatch(/(?=[\s\S]*update [\s\S]*bist du da)(?=[\s\S]*notification mention)/);
  stream.stop();
});

test("answers, boosts, likes and votes; the other district hears of it", async () => {
  await lab.ben("POST", "/api/v1/statuses", {
    status: "Kuchen oder Brot?",
    poll: { options: ["Kuchen", "Brot"], expires_in: 86_400 },
  });
  await expect.poll(async () => texts(await home())).toContain("Kuchen oder Brot?");
  const [asked, hello] = (await home()).filter(({ account }) => account.acct === BEN) as [Entity.Status, Entity.Status];
  const answer = await post(`@${BEN} Ja!`, { in_reply_to_id: hello.id });
  expect(answer.in_reply_to_account_id).toBe(ben.id);
  expect((await anna.reblogStatus(hello.id)).data.reblog?.id).toBe(hello.id);
  expect((await anna.favouriteStatus(hello.id)).data.favourited).toBe(true);
  expect((await anna.votePoll(asked.poll?.id ?? "", [0])).data.voted).toBe(true);
  expect((await anna.getStatusContext(hello.id)).data.descendants.map(({ id }) => id)).toContain(answer.id);
  await expect
    .poll(() => toldBen(lab))
    .toEqual(expect.arrayContaining([`mention ${ANNA}`, `reblog ${ANNA}`, `favourite ${ANNA}`]));
});

test("is told, edits, searches and deletes", async () => {
  const { data: told } = await anna.getNotifications();
  expect(told.map(({ type, account }) => `${type} ${account?.acct}`)).toContain(`mention ${BEN}`);
  await anna.editStatus(mine.id, { status: "Sommerfest am Sonntag #Fest" });
  expect((await anna.getStatusSource(mine.id)).data.text).toContain("Sonntag");
  const found = (await anna.search("Sommerfest")).data;
  expect(found.statuses.map(({ id }) => id)).toContain(mine.id);
  await anna.deleteStatus(mine.id);
  await expect(anna.getStatus(mine.id)).rejects.toMatchObject({ response: { status: 404 } });
});

test("logs out: the token is worth nothing any more", async () => {
  await anna.revokeToken(app.client_id, app.client_secret, accessToken);
  await expect(anna.verifyAccountCredentials()).rejects.toMatchObject({ response: { status: 401 } });
});
