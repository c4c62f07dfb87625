import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { updateProfile } from "../../../src/features/actors/actors.usecases.ts";
import { publishScheduled } from "../../../src/features/composing/usecases/publish-scheduled.ts";
import { schedulePost } from "../../../src/features/composing/usecases/schedule.ts";
import { allEmojis, type EmojiRow, emojiPicture } from "../../../src/features/emojis/emojis.queries.ts";
import { deleteEmoji, retireEmoji, showEmoji } from "../../../src/features/emojis/emojis.usecases.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { emoji as emojiSchema } from "../../mastodon/schemas/common.ts";
import { statusSchema } from "../../mastodon/schemas/status.ts";
import { accountSchema } from "../../mastodon/schemas.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../../support/people.ts";
import { SHORT_REQUEST } from "../project-notes/notes.ts";
import { square, withEmoji } from "./pictures.ts";

const PATH = "/verwaltung/emojis";
const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const admin = await createMember(ctx, "chefin", "admin");
const anna = await createMember(ctx, "anna");
const [asAdmin, asAnna, token] = [await sessionOf(ctx, admin), await sessionOf(ctx, anna), await tokenOf(ctx, anna)];
const asModerator = await sessionOf(ctx, await createMember(ctx, "mona", "moderator"));
const html = async (path: string, session = asAdmin) => (await request(path, { session })).text();
const pathOf = (url: string): string => new URL(url).pathname;
const named = async (shortcode: string): Promise<EmojiRow> =>
  (await allEmojis(ctx)).find((row) => row.shortcode === shortcode)!;

async function send(fields: Readonly<Record<string, string>>, bytes: Uint8Array | null, session = asAdmin) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  if (bytes) body.set("picture", new File([new Uint8Array(bytes)], "bild.png"));
  return request(PATH, { method: "POST", body, session });
}

describe("the page that looks after emojis", () => {
  test("T193 is there for admins only, and so are its acts", async () => {
    const row = await withEmoji(ctx, admin, "nur_admins");
    for (const session of [asAnna, asModerator]) {
      expect((await request(PATH, { session })).status).toBe(404);
      expect((await send({ shortcode: "boese" }, await square(), session)).status).toBe(404);
      for (const path of [`${PATH}/${row.id}`, `${PATH}/${row.id}/verwendung`, `${PATH}/${row.id}/loeschen`]) {
        expect((await request(path, { form: { verwendung: "ende" }, session })).status, path).toBe(404);
      }
    }
    expect(await named("nur_admins")).toMatchObject({ retiredAt: null });
    expect(await named("boese")).toBeUndefined();
    await deleteEmoji(ctx, admin, row.id);
  });

  test("says what to do while there is none; an upload stands there with its picture, below its category", async () => {
    expect(await html(PATH)).toContain("Es gibt noch keine eigenen Emojis.");
    const saved = await send({ shortcode: "hoffest", category: "Feste", inPicker: "ja" }, await square());
    expect([saved.status, saved.headers.get("Location")]).toEqual([303, `${PATH}?getan=neu`]);
    const row = await named("hoffest");
    const page = await html(`${PATH}?getan=neu`);
    expect(page).toContain("Das Emoji ist da");
    expect(page).toContain("<h2><bdi>Feste</bdi></h2>");
    expect(page).toContain(`<img class="emoji" src="${pathOf(emojiPicture(ctx, row))}"`);
    expect(await html("/verwaltung")).toContain(`href="${PATH}"`);
  });

  test.each([
    ["a bad shortcode", { shortcode: "käse fest" }, true, "shortcode"],
    ["no picture", { shortcode: "leer" }, false, "picture"],
  ])("with %s gives back what was typed", async (_what, { shortcode }, hasPicture, field) => {
    const answer = await send({ shortcode, category: "Käse & Co." }, hasPicture ? await square() : null);
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain(`value="${shortcode}"`);
    expect(page).toContain('value="Käse &amp; Co."');
    expect(page).toContain(`href="#${field}"`);
    expect(page).not.toMatch(/name="inPicker"[^>]* checked/);
  });

  test("changes category and list, takes out of use and back, and asks before it deletes", async () => {
    const { id } = await named("hoffest");
    await request(`${PATH}/${id}`, { form: { category: "Sommer" }, session: asAdmin });
    expect(await named("hoffest")).toMatchObject({ category: "Sommer", inPicker: false });
    const long = await request(`${PATH}/${id}`, { form: { category: "x".repeat(61) }, session: asAdmin });
    expect(long.status).toBe(422);
    const page = await long.text();
    expect(page).toContain(`value="${"x".repeat(61)}"`);
    expect(page).toContain(`href="#category-${id}"`);
    await request(`${PATH}/${id}/verwendung`, { form: { verwendung: "ende" }, session: asAdmin });
    expect((await named("hoffest")).retiredAt).not.toBeNull();
    expect(await html(PATH)).toContain("außer Gebrauch");
    await request(`${PATH}/${id}/verwendung`, { form: { verwendung: "wieder" }, session: asAdmin });
    expect((await named("hoffest")).retiredAt).toBeNull();
    expect(await html(`${PATH}/${id}/loeschen`)).toContain(":hoffest: löschen?");
    expect((await request(`${PATH}/${id}/loeschen`, { form: {}, session: asAdmin })).status).toBe(303);
    expect(await named("hoffest")).toBeUndefined();
    expect((await request(`${PATH}/${id}/loeschen`, { session: asAdmin })).status).toBe(404);
  });
});

describe("the picture", () => {
  test("T178 is served so that it can only be looked at, and is gone when the emoji is deleted", async () => {
    const row = await withEmoji(ctx, admin, "bild");
    for (const path of [pathOf(emojiPicture(ctx, row)), `${pathOf(emojiPicture(ctx, row))}/klein`]) {
      const answer = await request(path);
      expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, "image/png"]);
      expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(answer.headers.get("Content-Security-Policy")).toBe("default-src 'none'; sandbox");
      expect(answer.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
      expect((await sharp(await answer.bytes()).metadata()).format).toBe("png");
      const etag = answer.headers.get("ETag") ?? "";
      expect((await request(path, { headers: { "If-None-Match": etag } })).status).toBe(304);
    }
    await retireEmoji(ctx, admin, row.id, true);
    expect((await request(pathOf(emojiPicture(ctx, row)))).status).toBe(200);
    await deleteEmoji(ctx, admin, row.id);
    expect((await request(pathOf(emojiPicture(ctx, row)))).status).toBe(404);
    expect((await request("/media/emojis/..%2f..%2fsecret-key")).status).toBe(404);
  });
});

describe("apps", () => {
  const listed = async () => {
    const answer = await request("/api/v1/custom_emojis");
    expect(answer.headers.get("Cache-Control")).toBe("public, max-age=300");
    return z.array(emojiSchema.extend({ category: z.string().min(1).optional() }).strict()).parse(await answer.json());
  };

  test("get those in use by category and name, also what pickers do not offer", async () => {
    const rows = [
      await withEmoji(ctx, admin, "zebra", "Tiere"),
      await withEmoji(ctx, admin, "Affe", "tiere"),
      await withEmoji(ctx, admin, "allein"),
      await withEmoji(ctx, admin, "weg"),
    ];
    await showEmoji(ctx, admin, rows[0]!.id, { category: "Tiere", inPicker: false });
    await retireEmoji(ctx, admin, rows[3]!.id, true);
    const url = emojiPicture(ctx, rows[0]!);
    const all = await listed();
    expect(all.map(({ shortcode }) => shortcode)).toEqual(["allein", "Affe", "zebra"]);
    expect(all[0]).not.toHaveProperty("category");
    expect(all[2]).toEqual({
      ...{ shortcode: "zebra", url, static_url: `${url}/klein`, visible_in_picker: false, category: "Tiere" },
    });
    for (const { id } of rows) await deleteEmoji(ctx, admin, id);
  });

  test("read them with what was written: status, poll, account, earlier texts, and what was scheduled", async () => {
    const row = await withEmoji(ctx, admin, "lampion");
    const url = emojiPicture(ctx, row);
    const expected = [{ shortcode: "lampion", url, static_url: `${url}/klein`, visible_in_picker: true }];
    const write = async (json: object, method = "POST", path = "/api/v1/statuses") =>
      statusSchema.parse(await (await request(path, { method, json, token })).json());
    const poll = { options: ["Ja :lampion:", "Nein"], expires_in: 3600 };
    const asked = await write({ status: "Kommt ihr?", poll });
    expect(asked.poll).toMatchObject({ emojis: expected, options: [{ title: "Ja :lampion:" }, {}] });
    expect(asked.emojis).toEqual(expected);
    const written = await write({ status: "Mit :lampion: und :niemand:" });
    expect(written.emojis).toEqual(expected);
    expect(written.content).toContain(":lampion:");
    await write({ status: "Ohne" }, "PUT", `/api/v1/statuses/${written.id}`);
    const edits = (await (await request(`/api/v1/statuses/${written.id}/history`, { token })).json()) as object[];
    const [first, last] = edits as { emojis: object[] }[];
    expect(first?.emojis).toMatchObject([{ shortcode: "lampion", url, static_url: `${url}/klein` }]);
    expect(last?.emojis).toEqual([]);
    const profile = { display_name: "Anna :lampion:", fields_attributes: [{ name: "Mag", value: ":lampion:" }] };
    const account = await request("/api/v1/accounts/update_credentials", { method: "PATCH", json: profile, token });
    expect(accountSchema.parse(await account.json()).emojis).toEqual(expected);
    const at = new Date(ctx.now().getTime() + 3_600_000);
    const later = await schedulePost(ctx, anna, { text: "Später :lampion:", language: "de" }, at);
    ctx.advance(4_000_000);
    await publishScheduled(ctx, later.id);
    const [newest] = z
      .array(statusSchema)
      .parse(await (await request(`/api/v1/accounts/${anna.actorId}/statuses`, { token })).json());
    expect(newest?.emojis).toEqual(expected);
    await deleteEmoji(ctx, admin, row.id);
    await updateProfile(ctx, anna, { name: "Anna", fields: [] });
  });
});

describe("pages", () => {
  let row: EmojiRow;
  let img: string;
  beforeAll(async () => {
    row = await withEmoji(ctx, admin, "blume");
    img = `<img class="emoji" src="${pathOf(emojiPicture(ctx, row))}" alt=":blume:" loading="lazy" decoding="async"/?>`;
  });

  test("show the picture in a post, its poll and the name of who wrote it, but not in links", async () => {
    await updateProfile(ctx, anna, { name: "Anna :blume:" });
    const { url } = await publishPost(ctx, anna, {
      text: "Eine :blume: von https://a.test/:blume:/",
      poll: { options: ["Mit :blume:", "Ohne"], hours: 2 },
    });
    const page = await html(pathOf(url), asAnna);
    expect(page).toMatch(new RegExp(`Eine ${img} von <a [^>]*>https://a.test/:blume:/?</a>`));
    expect(page).toMatch(new RegExp(`Mit ${img}`));
    expect(page).toMatch(new RegExp(`Anna ${img}`));
    expect(page).not.toContain("/medien/fremd/");
  });

  test("show it in a project, wherever it was written", async () => {
    const lessons = { worked: ["Die :blume: blüht"], didNotWork: [], wouldChange: [] };
    const fields = { ...SHORT_REQUEST, title: "Beet :blume:", summary: "Ein Beet :blume: im Hof.", lessons };
    const { url } = await publishProjectNote(ctx, anna, fields);
    const page = await html(pathOf(url), asAnna);
    for (const text of ["Beet", "Ein Beet", "Die"]) expect(page).toMatch(new RegExp(`${text} ${img}`));
    expect(await html("/projekte", asAnna)).toMatch(new RegExp(`Beet ${img}`));
  });

  test("offer them where members write, only when there are any", async () => {
    const { url } = await publishPost(ctx, anna, { text: "Frage" });
    const forms = ["/schreiben/beitrag", "/schreiben/projekt", "/einstellungen", "/gruppen/neu", "/organisationen/neu"];
    const offer = "<code>:blume:</code>";
    for (const path of forms) expect(await html(path, asAnna), path).toContain(offer);
    const answer = await html(`/schreiben/beitrag?auf=${url.split("/").at(-1)}`, asAnna);
    expect(answer).toContain(offer);
    await showEmoji(ctx, admin, row.id, { category: "", inPicker: false });
    for (const path of forms) expect(await html(path, asAnna), path).not.toContain("Eigene Emojis");
    await showEmoji(ctx, admin, row.id, { category: "", inPicker: true });
  });

  test("show old texts in words when the picture was deleted for good", async () => {
    const { url } = await publishPost(ctx, anna, { text: "Noch :blume:" });
    await deleteEmoji(ctx, admin, row.id);
    const page = await html(pathOf(url), asAnna);
    expect(page).toMatch(/alt=":blume:"/);
    expect((await request(pathOf(emojiPicture(ctx, row)))).status).toBe(404);
  });
});
