import { expect, test } from "vitest";
import { fromBuffer } from "yauzl";
import { missingParts } from "../../../src/features/project-notes/transfer-kit.model.ts";
import { createContent } from "../../support/content.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";

const ctx = await createTestCtx();
const { paths } = await createContent(ctx);
const { request } = createTestApp(ctx);

/** Names and texts in a zip archive, read by somebody else's program. */
async function unzipped(bytes: Buffer): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  await new Promise<void>((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (failed, zip) => {
      if (failed) return reject(failed);
      zip.on("end", resolve).on("error", reject);
      zip.on("entry", (entry: { fileName: string }) => {
        zip.openReadStream(entry as never, (problem, stream) => {
          if (problem) return reject(problem);
          const chunks: Buffer[] = [];
          stream.on("data", (chunk: Buffer) => chunks.push(chunk));
          stream.on("end", () => {
            found.set(entry.fileName, Buffer.concat(chunks));
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
  return found;
}

test("the kit prints as a sheet: steps with boxes, what it takes, pitfalls, whom to ask, a code that leads back", async () => {
  const page = await (await request(`${paths.full}/paket`)).text();
  for (const text of ["Drei Leute finden", "Rampen", "Haftung bei Werkstätten.", "Anna B., Koordination", "<svg"]) {
    expect(page).toContain(text);
  }
  expect(page.match(/class="kit-sheet__box"/g)?.length).toBe(6);
});

test("everything comes along as a zip: the sheet, the fields, every upload", async () => {
  const answer = await request(`${paths.full}/paket.zip`);
  expect(answer.headers.get("Content-Type")).toBe("application/zip");
  expect(answer.headers.get("Content-Disposition")).toMatch(/^attachment; filename="[a-z0-9-]+\.zip"$/);
  const files = await unzipped(Buffer.from(await answer.arrayBuffer()));
  const names = [...files.keys()];
  expect(names.slice(0, 2)).toEqual(["anleitung.html", "projekt.json"]);
  expect(names.filter((name) => /^dateien\/\d+-[^/]+$/.test(name)).length).toBe(names.length - 2);
  expect(names.length).toBeGreaterThanOrEqual(4);
  expect(files.get("anleitung.html")?.toString()).toContain("Drei Leute finden");
  const fields = JSON.parse(files.get("projekt.json")?.toString() ?? "{}");
  expect(fields).toMatchObject({
    origin: expect.stringMatching(/^https:\/\/heslach\.test\/ap\/o\//),
    outcome: "succeeded",
  });
  expect(fields.transferKit.steps).toHaveLength(4);
});

test("what has no kit, and what nobody may read, has no sheet", async () => {
  expect((await request("/projekte/gibt-es-nicht/paket")).status).toBe(404);
  expect((await request("/projekte/gibt-es-nicht/paket.zip")).status).toBe(404);
  const [bare] = await ctx.sql<{ slug: string }[]>`
    select slug from posts join project_notes on post_id = id where local and fields -> 'transferKit' is null limit 1`;
  expect((await request(`/projekte/${bare?.slug}`)).status).toBe(200);
  expect((await request(`/projekte/${bare?.slug}/paket`)).status).toBe(404);
});

test("a kit is complete with steps, contact, licence, costs, pitfalls and lessons, and not before", () => {
  const bare = { title: "T", summary: "S" };
  expect(missingParts(bare)).toEqual(["steps", "contact", "licence", "costs", "pitfalls", "lessons"]);
  expect(
    missingParts({
      ...bare,
      transferKit: { steps: [{ name: "Anfangen" }], pitfalls: ["Regen"] },
      contact: { name: "Anna" },
      licence: "CC-BY-4.0",
      costs: [{ label: "Nichts", amount: "0.00", currency: "EUR" }],
      lessons: { didNotWork: ["Nur online werben"] },
    }),
  ).toEqual([]);
});
