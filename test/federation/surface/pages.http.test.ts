import { expect, test } from "vitest";
import type { ProjectNoteRequest } from "../../../src/features/project-notes/project-notes.schemas.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { PUBLIC } from "../../../src/platform/ap-uris.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";
import { AS2, surfaceOf } from "./surface.ts";

const ctx = await createTestCtx();
const district = await setUpDistrict(ctx);
const surface = surfaceOf(ctx);
const anna = await createMember(ctx, "anna");
const fields: ProjectNoteRequest = {
  title: "Kuchentafel",
  summary: "Einmal im Monat Kuchen für alle.",
  goal: "Nachbarn kennen einander.",
  targetGroups: ["alle"],
  measures: "Ein Tisch auf der Straße.",
  outcome: "succeeded",
};
const note = await publishProjectNote(ctx, anna, fields);

const LD = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"';
const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

test.each([
  ["the district", district.actorUri],
  ["a member", `${ctx.origin}/ap/a/${anna.actorId}`],
  ["a project note", `${ctx.origin}/ap/o/${note.id}`],
])("4 the page of %s is HTML for people and leads servers to its document, under one address", async (_what, id) => {
  const url = String((await surface.json(id)).url);
  expect(url).not.toBe(id);
  expect(new URL(url).host).toBe(new URL(id).host);
  const page = await surface.get(url, { Accept: BROWSER });
  expect(page.status).toBe(200);
  expect(page.headers.get("content-type")).toMatch(/^text\/html/);
  expect(page.headers.get("vary")).toMatch(/\bAccept\b/);
  expect(await page.text()).toMatch(
    new RegExp(`<link rel="alternate" href="${id}" type="application/activity\\+json"/?>`),
  );
  for (const accept of [AS2, LD, `${AS2}, ${LD}, ${BROWSER}`]) {
    const answer = await surface.get(url, { Accept: accept });
    const document = [301, 302, 303, 307].includes(answer.status)
      ? await surface.json(String(answer.headers.get("location")))
      : ((await answer.json()) as JsonObject);
    expect(document.id, accept).toBe(id);
    expect(answer.headers.get("vary")).toMatch(/\bAccept\b/);
  }
});

test("4, 20 the note's document says that it is for everybody by the full name of Public", async () => {
  const document = await surface.json(`${ctx.origin}/ap/o/${note.id}`);
  expect(document.to).toEqual([PUBLIC, district.actorUri]);
});
