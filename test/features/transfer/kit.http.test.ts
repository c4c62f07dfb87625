import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fromBuffer } from "yauzl";
import { storeUpload } from "../../../src/features/media/media.usecases.ts";
import { missingParts } from "../../../src/features/project-notes/transfer-kit.model.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { createContent } from "../../support/content.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember } from "../../support/people.ts";
import { FULL_REQUEST } from "../project-notes/notes.ts";

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

test("hostile titles and file names leave no folder: other people's unzip finds safe names only", async () => {
  const member = await createMember(ctx, "ute");
  const names = [
    "../../etc/passwd.pdf",
    "/etc/cron.d/x.pdf",
    "..\\..\\boot.pdf",
    "C:\\x.pdf",
    "..pdf",
    ".htaccess.pdf",
    "con\u0000\n.pdf",
    "\u202ecod.pdf",
  ];
  const files = [];
  for (const fileName of names) {
    const { id } = await storeUpload(ctx, member, { bytes: Buffer.from("%PDF-1.4\n%%EOF\n"), fileName });
    files.push({ mediaId: id, name: fileName.replaceAll("\u0000", "") });
  }
  const title = `../"; filename="x.html"/../<script>alert(1)</script>`;
  const { slug } = await publishProjectNote(ctx, member, {
    ...FULL_REQUEST,
    title,
    transferKit: { ...FULL_REQUEST.transferKit, files },
  });
  const answer = await request(`/projekte/${slug}/paket.zip`);
  expect(answer.headers.get("Content-Disposition")).toMatch(/^attachment; filename="[a-z0-9-]+\.zip"$/);
  const folder = mkdtempSync(join(tmpdir(), "stv-zip-"));
  const archive = join(folder, "paket.zip");
  writeFileSync(archive, Buffer.from(await answer.arrayBuffer()));
  const listed = execFileSync("python3", ["-c", LIST, archive], { encoding: "utf8" });
  const found = JSON.parse(listed) as string[];
  expect(found).toHaveLength(2 + names.length);
  expect(new Set(found.map((name) => name.toLowerCase())).size).toBe(found.length);
  for (const name of found) {
    expect(name).toMatch(/^(dateien\/\d+-)?[\p{L}\p{N}_ -][\p{L}\p{N}._ -]*$/u);
    expect(name).not.toContain("..");
  }
  const out = join(folder, "aus");
  execFileSync("python3", ["-m", "zipfile", "-e", archive, out]);
  expect(readdirSync(folder).sort()).toEqual(["aus", "paket.zip"]);
  expect(readdirSync(join(out, "dateien"))).toHaveLength(names.length);
  const sheet = (await unzipped(Buffer.from(await (await request(`/projekte/${slug}/paket.zip`)).arrayBuffer()))).get(
    "anleitung.html",
  );
  expect(sheet?.toString()).not.toContain("<script");
});

/** Checks every sum, and gives the names as they stand in the archive. */
const LIST = `import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps([i.orig_filename for i in z.infolist()]))`;
