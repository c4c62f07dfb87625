import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import { AppError } from "../../platform/errors.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type ProjectNoteView, proposeSlug } from "../project-notes/project-notes.model.ts";
import { projectNoteById, projectNoteBySlug } from "../project-notes/project-notes.queries.ts";
import { kitArchive } from "./kit-archive.tsx";
import { KitPage } from "./pages/kit-page.tsx";

/** Archives per visitor and window: each reads every file of a note. */
const LIMIT = { points: 30, seconds: 300 };

const notFound = (): AppError => new AppError("notFound", "errors.not-found", "There is nothing at this address.");

/** `…/paket`: the transfer kit of a note, ours or a peer's, to print and (ours) to take along. */
export const transferRoutes = new Hono<AppEnv>()
  .get("/projekte/:slug/paket", async (c) => {
    const note = await ownNote(c);
    return c.html(<KitPage frame={c.var.frame} note={note} />);
  })
  .get("/projekte/:host/:id{[0-9]+}/paket", async (c) => {
    const { ctx, viewer, frame } = c.var;
    const note = await projectNoteById(ctx, viewer, c.req.param("id"));
    const isThere = note !== null && !note.local && note.author.host === c.req.param("host").toLowerCase();
    if (!isThere || !hasKit(note)) throw notFound();
    return c.html(<KitPage frame={frame} note={note} />);
  })
  .get("/projekte/:slug/paket.zip", async (c) => {
    const { ctx, clientKey, frame } = c.var;
    const note = await ownNote(c);
    const { allowed, retryAfter } = await takePoint(ctx, `kit:${clientKey}`, LIMIT.points, LIMIT.seconds);
    if (!allowed) throw new AppError("limited", "transfer.many", "Too many archives at once.", { retryAfter });
    const archive = await kitArchive(ctx, note, frame);
    return c.body(Readable.toWeb(archive) as ReadableStream, 200, {
      "Content-Type": "application/zip",
      "Content-Disposition": `attachment; filename="${proposeSlug(note.fields.title)}.zip"`,
      "X-Content-Type-Options": "nosniff",
    });
  });

const hasKit = ({ fields }: ProjectNoteView): boolean => (fields.transferKit?.steps ?? []).length > 0;

async function ownNote(c: Context<AppEnv>): Promise<ProjectNoteView> {
  const note = await projectNoteBySlug(c.var.ctx, c.var.viewer, c.req.param("slug") ?? "");
  if (note === null || !hasKit(note)) throw notFound();
  return note;
}
