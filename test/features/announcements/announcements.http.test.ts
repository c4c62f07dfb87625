import { afterEach, describe, expect, test } from "vitest";
import { announcementForm } from "../../../src/features/announcements/announcement-form.ts";
import { headlineOf, isEmoji } from "../../../src/features/announcements/announcements.model.ts";
import type { AnnouncementInput } from "../../../src/features/announcements/announcements.schemas.ts";
import {
  changeAnnouncement,
  publishAnnouncement,
  takeDownAnnouncement,
} from "../../../src/features/announcements/announcements.usecases.ts";
import { dismissAnnouncement, reactToAnnouncement } from "../../../src/features/announcements/answers.usecases.ts";
import { closeAccount } from "../../../src/features/moderation/usecases/close-account.ts";
import { announce, saying } from "../../support/announcing.ts";
import { countStatements } from "../../support/counting.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, PASSWORD, sessionOf, setUpDistrict } from "../../support/people.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const admin = await createMember(ctx, "chefin", "admin");
const [mod, anna] = [await createMember(ctx, "moni", "moderator"), await createMember(ctx, "anna")];
const [asAdmin, asMod, asAnna] = [await sessionOf(ctx, admin), await sessionOf(ctx, mod), await sessionOf(ctx, anna)];
const PATH = "/verwaltung/ankuendigungen";

afterEach(async () => {
  await ctx.sql`delete from announcements`;
});

const html = async (path: string, session?: string) =>
  (await request(path, session === undefined ? {} : { session })).text();
const rows = () => ctx.sql<{ id: string; text: string }[]>`select id::text, text from announcements order by id`;

describe("what is written in the administration", () => {
  const FORM = {
    ...saying("Treffen im Feuerwehrhaus"),
    startsOn: "2030-12-05",
    startsAt: "18:30",
    audience: "members",
  };

  test("is published, changed and taken down; what is over or taken down stands in a list of its own", async () => {
    expect(await html("/verwaltung", asAdmin)).toContain(`href="${PATH}"`);
    const sent = await request(PATH, { form: FORM, session: asAdmin });
    expect([sent.status, sent.headers.get("Location")]).toEqual([303, `${PATH}?getan=veroeffentlicht`]);
    const [made] = await rows();
    const listed = await html(`${PATH}?getan=veroeffentlicht`, asAdmin);
    expect(listed).toContain("Die Ankündigung ist veröffentlicht");
    expect(listed).toContain("ab 5. Dezember 2030 um 18:30 · nur für Mitglieder");
    const form = await html(`${PATH}/${made?.id}`, asAdmin);
    expect(form).toContain('value="2030-12-05"');
    expect(form).toContain('value="18:30"');
    const changed = { ...FORM, text: "Treffen im Rathaus", endsOn: "2030-12-05", endsAt: "20:00" };
    expect((await request(`${PATH}/${made?.id}`, { form: changed, session: asAdmin })).status).toBe(303);
    expect(await html(PATH, asAdmin)).toContain("5. Dezember 2030 um 18:30 bis 20:00");
    expect(await html(`${PATH}/${made?.id}/zuruecknehmen`, asAdmin)).toContain("Treffen im Rathaus");
    const down = await request(`${PATH}/${made?.id}/zuruecknehmen`, { form: { sicher: "ja" }, session: asAdmin });
    expect(down.headers.get("Location")).toBe(`${PATH}?getan=zurueckgenommen`);
    const after = await html(PATH, asAdmin);
    expect(after).toContain("Gerade ist nichts angekündigt.");
    expect(after).toMatch(/Vorbei oder zurückgenommen[\s\S]*Treffen im Rathaus[\s\S]*zurückgenommen am/);
    for (const path of [`${PATH}/${made?.id}`, `${PATH}/${made?.id}/zuruecknehmen`]) {
      expect((await request(path, { form: FORM, session: asAdmin })).status).toBe(404);
    }
  });

  test.each([
    [{ text: " " }, "text", "Bitte füllen Sie dieses Feld aus."],
    [{ text: "x".repeat(2001) }, "text", "Das ist zu lang."],
    [{ startsOn: "30.2.2030" }, "startsOn", "Bitte schreiben Sie den Tag so"],
    [{ startsOn: "Mai 2030" }, "startsOn", "Bitte schreiben Sie den Tag so"],
    [{ startsAt: "abends" }, "startsAt", "Bitte schreiben Sie die Uhrzeit so"],
    [{ startsOn: "" }, "startsOn", "Zu einer Uhrzeit gehört ein Tag."],
    [{ endsAt: "20:00" }, "endsOn", "Zu einer Uhrzeit gehört ein Tag."],
    [{ endsOn: "2030-12-05", endsAt: "18:30" }, "endsOn", "Das Ende muss nach dem Beginn liegen."],
    [{ endsOn: "2030-12-04" }, "endsOn", "Das Ende muss nach dem Beginn liegen."],
    [{ startsOn: "", startsAt: "", endsOn: "2020-01-01" }, "endsOn", "Dieses Ende ist schon vorbei"],
  ])("comes back with everything typed: %j", async (wrong, field, sentence) => {
    const form = { ...FORM, ...wrong };
    const answer = await request(PATH, { form, session: asAdmin });
    const page = await answer.text();
    expect(answer.status).toBe(422);
    expect(page).toContain(`href="#${field}"`);
    expect(page).toContain(sentence);
    for (const typed of [form.text.trim(), form.startsOn, form.startsAt]) expect(page).toContain(typed);
    expect(await rows()).toEqual([]);
  });

  test("T193 is not there for moderators, members and guests, and the use cases refuse them", async () => {
    const made = await announce(ctx, admin, "Hallo");
    for (const path of [PATH, `${PATH}/${made.id}`, `${PATH}/${made.id}/zuruecknehmen`]) {
      for (const session of [asMod, asAnna, undefined]) {
        const as = session === undefined ? {} : { session };
        expect((await request(path, as)).status, path).toBe(404);
        expect((await request(path, { ...as, form: FORM })).status, path).toBe(404);
      }
    }
    const refused = { code: "announcements.only-admins" };
    for (const viewer of [mod, anna]) {
      await expect(publishAnnouncement(ctx, viewer, saying("Ich"))).rejects.toMatchObject(refused);
      await expect(changeAnnouncement(ctx, viewer, made.id, saying("Ich"))).rejects.toMatchObject(refused);
      await expect(takeDownAnnouncement(ctx, viewer, made.id)).rejects.toMatchObject(refused);
    }
    expect(await rows()).toEqual([{ id: made.id, text: "Hallo" }]);
  });

  test("is at most twenty at the same time", async () => {
    for (let number = 0; number < 20; number += 1) await announce(ctx, admin, `Nummer ${number}`);
    const answer = await request(PATH, { form: FORM, session: asAdmin });
    expect([answer.status, (await answer.text()).includes("Es gibt schon 20 Ankündigungen")]).toEqual([422, true]);
    expect(await rows()).toHaveLength(20);
  });

  test.each<[string, Partial<AnnouncementInput>, Partial<AnnouncementInput>]>([
    ["no time", {}, {}],
    ["a whole day", { startsOn: "2030-12-05", endsOn: "2030-12-05" }, {}],
    ["days", { startsOn: "1.7.2030", endsOn: "2. Juli 2030" }, { startsOn: "2030-07-01", endsOn: "2030-07-02" }],
    ["an evening", { startsOn: "2030-12-05", startsAt: "18 Uhr", endsOn: "2030-12-05" }, { startsAt: "18:00" }],
    ["an end", { endsOn: "2030-12-05", endsAt: "8.15" }, { endsAt: "08:15" }],
  ])("stands in its form as it was meant: %s", async (_, typed, shown) => {
    const made = await announce(ctx, admin, "Hallo", typed);
    const form = announcementForm(made);
    const values = Object.fromEntries(Object.entries(form).map(([name, [value]]) => [name, value]));
    expect(values).toEqual({ ...saying("Hallo"), ...typed, ...shown });
    const { startsAt, endsAt, allDay } = await changeAnnouncement(ctx, admin, made.id, values as AnnouncementInput);
    expect({ startsAt, endsAt, allDay }).toEqual({ startsAt: made.startsAt, endsAt: made.endsAt, allDay: made.allDay });
  });
});

describe("on the start page", () => {
  test("neighbours see what is for everybody, members what they have not put away", async () => {
    const open = await announce(ctx, admin, "Heute ist Markt\n\nMit Musik", { startsOn: "2030-12-05" });
    const inside = await announce(ctx, admin, "Server wird gewartet", { audience: "members" });
    const [stranger, member] = [await html("/"), await html("/", asAnna)];
    expect(stranger).toContain(`href="/ankuendigungen#a${open.id}">Heute ist Markt …</a>`);
    expect(stranger).toContain("ab 5. Dezember 2030");
    expect([stranger.includes("gewartet"), stranger.includes("Ausblenden")]).toEqual([false, false]);
    expect([member.includes("gewartet"), member.includes("Ausblenden: Heute ist Markt …")]).toEqual([true, true]);
    const away = await request(`/ankuendigungen/${inside.id}/ausblenden`, { form: { zurueck: "/" }, session: asAnna });
    expect([away.status, away.headers.get("Location")]).toEqual([303, "/"]);
    expect(await html("/", asAnna)).not.toContain("gewartet");
    expect(await html("/", asMod)).toContain("gewartet");
    const all = await html("/ankuendigungen", asAnna);
    expect(all).toMatch(/Server wird gewartet[\s\S]*Auf Ihrer Startseite ausgeblendet/);
    expect(await html("/ankuendigungen")).not.toContain("gewartet");
    ctx.advance(1);
    expect(await html("/")).toContain("Heute ist Markt");
  });

  test("they take one statement, however many there are", async () => {
    const counting = countStatements(ctx);
    const site = createTestApp(counting);
    const measure = async () => {
      counting.reset();
      expect((await site.request("/", { session: asAnna })).status).toBe(200);
      return counting.statements;
    };
    await measure();
    const none = await measure();
    expect(none.filter((statement) => statement.includes("announcements"))).toHaveLength(1);
    for (let number = 0; number < 5; number += 1) {
      const { id } = await announce(ctx, admin, `Nummer ${number}`);
      await reactToAnnouncement(ctx, mod, id, "👍");
    }
    expect(await measure()).toHaveLength(none.length);
  });

  test("T114 whatever stands in it is text, there and on all other pages", async () => {
    const made = await announce(ctx, admin, `<img src=x onerror=alert(1)>"'<script>alert(2)</script>`);
    const pages = ["/", "/ankuendigungen", PATH, `${PATH}/${made.id}`, `${PATH}/${made.id}/zuruecknehmen`];
    for (const path of pages) {
      const page = await html(path, asAdmin);
      expect([path, page.includes("<img src=x"), page.includes("<script>alert")]).toEqual([path, false, false]);
      expect(page, path).toContain("&lt;img src=x onerror=alert(1)&gt;");
    }
  });
});

describe("reacting on the page", () => {
  const react = (id: string, form: Record<string, string>, session: string | undefined = asAnna) =>
    request(`/ankuendigungen/${id}/reagieren`, { form, ...(session !== undefined && { session }) });

  test("is a button for what others chose, any emoji else, and a button to take it back", async () => {
    const { id } = await announce(ctx, admin, "Hallo");
    await reactToAnnouncement(ctx, mod, id, "🐝");
    const done = await react(id, { name: "🐝" });
    expect([done.status, done.headers.get("Location")]).toEqual([303, `/ankuendigungen#a${id}`]);
    const page = await html("/ankuendigungen", asAnna);
    expect(page).toContain('name="zuruecknehmen" value="🐝" aria-pressed="true">🐝 2</button>');
    expect(page).toContain('name="name" value="👍" aria-pressed="false">👍</button>');
    await react(id, { zuruecknehmen: "🐝" });
    expect((await react(id, { zuruecknehmen: "🐝" })).status).toBe(303);
    expect(await html("/ankuendigungen", asAnna)).toContain(
      'name="name" value="🐝" aria-pressed="false">🐝 1</button>',
    );
    const stranger = await html("/ankuendigungen");
    expect([stranger.includes('<li class="chip">🐝 1</li>'), stranger.includes('<button class="chip"')]).toEqual([
      true,
      false,
    ]);
  });

  test("says what is wrong, and keeps what was typed", async () => {
    const { id } = await announce(ctx, admin, "Hallo");
    const answer = await react(id, { name: "sehr schön" });
    const page = await answer.text();
    expect(answer.status).toBe(422);
    expect(page).toContain('href="#name"');
    expect(page).toContain('value="sehr schön"');
  });

  test("is for members, as putting away is", async () => {
    const { id } = await announce(ctx, admin, "Hallo");
    for (const deed of ["reagieren", "ausblenden"]) {
      const answer = await request(`/ankuendigungen/${id}/${deed}`, { form: { name: "👍" } });
      expect(answer.status).toBe(401);
    }
    expect(await ctx.sql`select 1 from announcement_reactions`).toHaveLength(0);
  });
});

test("who closes the account leaves neither reaction nor note of what was put away", async () => {
  const { id } = await announce(ctx, admin, "Hallo");
  const carl = await createMember(ctx, "carl");
  await reactToAnnouncement(ctx, carl, id, "👍");
  await dismissAnnouncement(ctx, carl, id);
  await closeAccount(ctx, carl, PASSWORD);
  const left =
    await ctx.sql`select actor_id from announcement_reactions union all select actor_id from announcement_dismissals`;
  expect(left).toEqual([]);
});

test("one emoji is one, however it is put together", () => {
  expect(["👍", "❤️", "👩🏽‍🌾", "🏳️‍🌈", "🇩🇪", "1️⃣"].map(isEmoji)).toEqual(Array(6).fill(true));
  expect(["", "a", "1", "❤️❤️", "👍 ", "#", "🇩"].map(isEmoji)).toEqual(Array(7).fill(false));
});

test("a headline is the first line, cut where it is long", () => {
  expect(headlineOf("Kurz")).toBe("Kurz");
  expect(headlineOf("Kurz\nund mehr")).toBe("Kurz …");
  expect(headlineOf("🌻".repeat(130))).toBe(`${"🌻".repeat(120)} …`);
});
