import type { Readable } from "node:stream";
import { raw } from "hono/html";
import { ZipFile } from "yazl";
import type { Ctx } from "../../platform/ctx.ts";
import type { Locale, Translate } from "../../ui/i18n/i18n.ts";
import { mediaByIds } from "../media/media.queries.ts";
import { uploadedBytes } from "../media/media.usecases.ts";
import { type ProjectNoteView, requestOf } from "../project-notes/project-notes.model.ts";
import { KitSheet } from "./pages/kit-sheet.tsx";

/** Enough to be read anywhere, on paper too: no font, picture or script from elsewhere. */
const STYLE = `body{font:12pt/1.4 sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}
.kit-sheet__head{display:flex;gap:1rem;justify-content:space-between}.kit-sheet__code{width:9rem;margin:0}
.kit-sheet__box{display:inline-block;width:1em;height:1em;border:1px solid;margin-right:.5em}
.kit-sheet__steps li>div{display:inline}.kit-sheet__boxes{list-style:none;padding:0}.pre-line{white-space:pre-line}`;

/** No name leads out of the folder that it is unpacked in. */
const safeName = (name: string): string => name.replace(/[^\p{L}\p{N}._ -]+/gu, "_").replace(/^\.+/, "_") || "datei";

/**
 * A note of ours with its kit, pictures and files, as a zip archive: a sheet to print, the fields as the API takes them, and
 * everything that was uploaded. Read it to the end or destroy it.
 */
export async function kitArchive(
  ctx: Ctx,
  note: ProjectNoteView,
  texts: { readonly t: Translate; readonly locale: Locale },
): Promise<Readable> {
  const zip = new ZipFile();
  const add = (name: string, text: string): void => zip.addBuffer(Buffer.from(text), name, { mtime: note.updatedAt });
  add("anleitung.html", String(await sheetFile(note, texts)));
  add("projekt.json", `${JSON.stringify({ origin: note.uri, ...requestOf(note.fields) }, null, 2)}\n`);
  await addUploads(ctx, zip, note);
  zip.end();
  return zip.outputStream as unknown as Readable;
}

const sheetFile = (note: ProjectNoteView, { t, locale }: { readonly t: Translate; readonly locale: Locale }) => (
  <>
    {raw("<!DOCTYPE html>")}
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <title>{note.fields.title}</title>
        <style>{raw(STYLE)}</style>
      </head>
      <body>
        <h1>{note.fields.title}</h1>
        <KitSheet note={note} t={t} locale={locale} />
      </body>
    </html>
  </>
);

async function addUploads(ctx: Ctx, zip: ZipFile, { fields, updatedAt }: ProjectNoteView): Promise<void> {
  const { images = [], files = [], transferKit } = fields;
  const wanted = [...images, ...files, ...(transferKit?.files ?? [])].flatMap(({ mediaId }) => mediaId ?? []);
  const uploads = await mediaByIds(ctx, null, [...new Set(wanted)]);
  for (const [index, upload] of uploads.entries()) {
    const bytes = await uploadedBytes(ctx, upload);
    if (bytes)
      zip.addBuffer(bytes, `dateien/${index + 1}-${safeName(upload.fileName)}`, { mtime: updatedAt, compress: false });
  }
}
