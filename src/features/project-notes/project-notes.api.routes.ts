import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { activityPubResponse } from "../../platform/activitypub-http.ts";
import { isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { invalidNote, noteGone, noteNotFound } from "./project-notes.errors.ts";
import { mergePatch, noteAsJson, type ProjectNoteView, requestOf } from "./project-notes.model.ts";
import { deletedNoteAt, listProjectNotes, noteDocument, projectNoteById } from "./project-notes.queries.ts";
import { OUTCOMES, STATUSES } from "./project-notes.schemas.ts";
import { deleteProjectNote } from "./usecases/delete.ts";
import { reviseProjectNote } from "./usecases/edit.ts";
import { publishProjectNote } from "./usecases/publish.ts";

/**
 * Project notes for scripts: the fields of `NOTE_FIELDS`, in and out. Reading is open to all, writing needs a bearer
 * token with the scope `write` (checked before, as everywhere). Errors: `{error, error_description, fields}`.
 */
export const projectNoteApi = new Hono<AppEnv>();

type C = Context<AppEnv>;

const PATH = "/api/v1/stadtteil/projects";
const MOST = 40;

const listed = <T extends string>(options: readonly T[]) =>
  z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(options, "not-offered")))
    .optional();

const listQuery = z.object({
  scope: z.enum(["own", "all"], "not-offered").default("own"),
  limit: z.coerce
    .number("not-a-number")
    .int("not-a-number")
    .min(1, "too-small 1")
    .default(20)
    .transform((limit) => Math.min(limit, MOST)),
  max_id: z.string().refine(isId, "malformed").optional(),
  outcome: listed(OUTCOMES),
  status: listed(STATUSES),
  topic: z.string().max(100, "too-long 100").optional(),
  district: z.string().max(500, "too-long 500").optional(),
  q: z.string().max(500, "too-long 500").optional(),
});

projectNoteApi.get(PATH, async (c) => {
  const query = listQuery.safeParse(c.req.query());
  if (!query.success) throw invalidNote(query.error.issues);
  const { scope, limit, max_id: before, outcome: outcomes, status: statuses, topic, district, q: text } = query.data;
  const listing = { scope, limit: limit + 1, before, outcomes, statuses, topic, district, text };
  const found = await listProjectNotes(c.var.ctx, c.var.viewer, listing);
  const notes = found.slice(0, limit);
  const last = notes.at(-1);
  if (found.length > limit && last) c.header("Link", `<${nextPage(c, last.id)}>; rel="next"`);
  return c.json(notes.map(noteAsJson));
});

/** The same request from the last note on. */
function nextPage(c: C, lastId: string): string {
  const url = new URL(PATH, c.var.ctx.origin);
  for (const [name, value] of Object.entries(c.req.query())) url.searchParams.set(name, value);
  url.searchParams.set("max_id", lastId);
  return url.href;
}

async function noteFor(c: C, id: string): Promise<ProjectNoteView> {
  const note = await projectNoteById(c.var.ctx, c.var.viewer, id);
  if (note) return note;
  throw (await deletedNoteAt(c.var.ctx, { id })) ? noteGone() : noteNotFound();
}

projectNoteApi.get(`${PATH}/:id`, async (c) => c.json(noteAsJson(await noteFor(c, c.req.param("id")))));

/** The ActivityPub document as stored, byte for byte: ours as served and sent, a peer's as received. */
projectNoteApi.get(`${PATH}/:id/document`, async (c) => {
  const found = await noteDocument(c.var.ctx, c.var.viewer, c.req.param("id"));
  if (!found) throw noteNotFound();
  const { text, etag, deleted } = found;
  return activityPubResponse(c, { text, etag, public: c.var.viewer === null, ...(deleted && { status: 410 }) });
});

/** Nobody gets here without a viewer: the access list does not name these routes. */
function writer(c: C): Viewer {
  if (!c.var.viewer) throw new HTTPException(401, { message: "This needs an access token." });
  return c.var.viewer;
}

const handles = z.array(z.string("not-text").max(100, "too-long 100"), "not-a-list").max(20, "too-many 20").optional();

/** The body of a write: the note's fields, and who wrote it too. `as` (only of a new note) stays in the input. */
async function bodyOf(c: C): Promise<{ input: Record<string, unknown>; coAuthors: string[] | undefined }> {
  const body: unknown = await c.req.json().catch(() => {
    throw new HTTPException(400, { message: "The body is not JSON." });
  });
  const { coAuthors, ...input } = z.record(z.string(), z.unknown()).catch({}).parse(body);
  const named = handles.safeParse(coAuthors);
  if (!named.success)
    throw invalidNote(named.error.issues.map((issue) => ({ ...issue, path: ["coAuthors", ...issue.path] })));
  return { input, coAuthors: named.data };
}

/** The handle of an organisation, or nothing; anything else names none. */
const asSchema = z.string("not-text").max(100, "too-long 100").optional();

/** Who may read a new note. */
const audienceSchema = z.enum(["public", "partners"], "not-offered").optional();

const MAX_KEY = 255;

projectNoteApi.post(PATH, async (c) => {
  const viewer = writer(c);
  const { input: body, coAuthors } = await bodyOf(c);
  const { as: given, visibility: readers, ...input } = body;
  const audience = audienceSchema.safeParse(readers);
  if (!audience.success) throw invalidNote(audience.error.issues.map((issue) => ({ ...issue, path: ["visibility"] })));
  const named = asSchema.safeParse(given);
  if (!named.success) throw invalidNote(named.error.issues.map((issue) => ({ ...issue, path: ["as"] })));
  const idempotencyKey = c.req.header("Idempotency-Key")?.slice(0, MAX_KEY);
  const options = { coAuthors, idempotencyKey, as: named.data, visibility: audience.data };
  const { id } = await publishProjectNote(c.var.ctx, viewer, input, options);
  return c.json(noteAsJson(await noteFor(c, id)), 201, { Location: `${c.var.ctx.origin}${PATH}/${id}` });
});

/** JSON Merge Patch: what is not named stays, `null` removes an optional field. */
projectNoteApi.patch(`${PATH}/:id`, async (c) => {
  const viewer = writer(c);
  const id = c.req.param("id");
  const { input: patch, coAuthors } = await bodyOf(c);
  await noteFor(c, id);
  await reviseProjectNote(c.var.ctx, viewer, id, (current) => mergePatch(requestOf(current), patch), { coAuthors });
  return c.json(noteAsJson(await noteFor(c, id)));
});

projectNoteApi.delete(`${PATH}/:id`, async (c) => {
  const viewer = writer(c);
  await noteFor(c, c.req.param("id"));
  await deleteProjectNote(c.var.ctx, viewer, c.req.param("id"));
  return c.body(null, 204);
});
