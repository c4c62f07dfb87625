import { beforeAll, expect, test, vi } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { actorById, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { updateProfile } from "../../src/features/actors/actors.usecases.ts";
import { type EmojiRow, emojiPicture } from "../../src/features/emojis/emojis.queries.ts";
import { deleteEmoji, retireEmoji } from "../../src/features/emojis/emojis.usecases.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { lookUp } from "../../src/federation/fetch/lookup.ts";
import { withEmoji } from "../features/emojis/pictures.ts";
import { statusSchema } from "../mastodon/schemas/status.ts";
import { createDistricts, type RunningDistrict } from "../support/districts.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, sessionOf, tokenOf } from "../support/people.ts";

// Two whole districts on two cores.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let heslach: RunningDistrict;
let kalk: RunningDistrict;
let admin: Account;
let anna: Account;
let cora: Account;
let row: EmojiRow;

const soon = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 30_000, interval: 50 });

beforeAll(async () => {
  const districts = await createDistricts();
  heslach = await districts.start("heslach.test");
  kalk = await districts.start("kalk.test");
  admin = await createMember(heslach.ctx, "chefin", "admin");
  anna = await createMember(heslach.ctx, "anna");
  cora = await createMember(kalk.ctx, "cora");
  row = await withEmoji(heslach.ctx, admin, "hoffest");
  const found = await lookUp(kalk.ctx, "@anna@heslach.test", cora);
  await requestFollow(kalk.ctx, cora, found!.id);
  await soon(async () => expect((await followBetween(kalk.ctx, cora.actorId, found!.id))?.state).toBe("accepted"));
});

test("another district reads the emoji with a post and a profile, and shows it by its own address", async () => {
  const url = emojiPicture(heslach.ctx, row);
  const { uri } = await publishPost(heslach.ctx, anna, { text: "Kommt zum :hoffest: am Samstag" });
  const copy = await soon(async () => {
    const post = await postByUri(kalk.ctx, uri);
    expect(post?.emojis).toEqual([{ name: "hoffest", url }]);
    return post!;
  });
  await updateProfile(heslach.ctx, anna, { name: "Anna :hoffest:" });
  const annaUri = (await actorById(heslach.ctx, anna.actorId))?.uri ?? "";
  await soon(async () =>
    expect(await actorByUri(kalk.ctx, annaUri)).toMatchObject({
      name: "Anna :hoffest:",
      emojis: [{ name: "hoffest", url }],
    }),
  );
  const { request } = createTestApp(kalk.ctx);
  const token = await tokenOf(kalk.ctx, cora);
  const status = statusSchema.parse(await (await request(`/api/v1/statuses/${copy.id}`, { token })).json());
  const [emoji] = status.emojis;
  expect(emoji).toMatchObject({ shortcode: "hoffest", visible_in_picker: false });
  expect(emoji?.url).toMatch(/^https:\/\/kalk\.test\/medien\/fremd\//);
  expect(status.account.emojis).toHaveLength(1);
  const picture = await request(new URL(emoji?.url ?? "").pathname);
  expect([picture.status, picture.headers.get("Content-Type")]).toEqual([200, "image/png"]);
  const page = await (
    await request(`/beitraege/heslach.test/${copy.id}`, { session: await sessionOf(kalk.ctx, cora) })
  ).text();
  expect(page).toMatch(/zum <img class="emoji" src="\/medien\/fremd\/[^"]+" alt=":hoffest:"/);
});

test("the id of the emoji answers with its document, in use or not, until it is deleted", async () => {
  const { request } = createTestApp(heslach.ctx);
  const headers = { Accept: "application/activity+json" };
  const ask = (id: string) => request(`/emojis/${id}`, { headers });
  const [used] = [await ask(row.id)];
  expect([used.status, used.headers.get("Content-Type")]).toEqual([200, "application/activity+json; charset=utf-8"]);
  const expected = {
    "@context": ["https://www.w3.org/ns/activitystreams", { toot: "http://joinmastodon.org/ns#", Emoji: "toot:Emoji" }],
    id: `https://heslach.test/emojis/${row.id}`,
    type: "Emoji",
    name: ":hoffest:",
    icon: { type: "Image", mediaType: "image/png", url: emojiPicture(heslach.ctx, row) },
  };
  expect(await used.json()).toEqual({ ...expected, updated: expect.stringMatching(/^\d{4}-.*Z$/) });
  await retireEmoji(heslach.ctx, admin, row.id, true);
  expect(await (await ask(row.id)).json()).toMatchObject(expected);
  await deleteEmoji(heslach.ctx, admin, row.id);
  expect([(await ask(row.id)).status, (await ask("1")).status, (await ask("x")).status]).toEqual([404, 404, 404]);
});
