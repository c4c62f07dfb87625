import type { Ctx } from "../../platform/ctx.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { type Actor, actorById } from "../actors/actors.queries.ts";
import { districtOf } from "../district/district.queries.ts";
import { mediaByIds } from "../media/media.queries.ts";
import { organisationsOf } from "../organisations/organisations.queries.ts";
import { readUnfinished } from "./form/lenient.ts";
import { type Form, fieldValue } from "./form/values.ts";
import { renderNoteContent, renderPlainText } from "./project-notes.content.ts";
import { type ProjectNoteView, statusOf } from "./project-notes.model.ts";
import { authorOf } from "./project-notes.queries.ts";
import type { ProjectNoteFields, ProjectNoteInput } from "./project-notes.schemas.ts";
import { emojisInNote, withUploads } from "./project-notes.store.ts";

/** Without the uploads that are not there any more. */
async function withUploadsThatExist(
  ctx: Ctx,
  viewer: Viewer,
  input: ProjectNoteInput,
  kept: readonly string[],
): Promise<ProjectNoteFields> {
  const { images = [], files = [], transferKit } = input;
  const named = [...images, ...files, ...(transferKit?.files ?? [])].map(({ mediaId }) => mediaId);
  const own = await mediaByIds(ctx, viewer.accountId, named);
  const there = new Set([...own.map(({ id }) => id), ...kept]);
  const isThere = ({ mediaId }: { readonly mediaId: string }) => there.has(mediaId);
  const rest: ProjectNoteInput = {
    ...input,
    images: images.filter(isThere),
    files: files.filter(isThere),
    ...(transferKit && { transferKit: { ...transferKit, files: (transferKit.files ?? []).filter(isThere) } }),
  };
  return withUploads(ctx, viewer, rest, kept);
}

/** Uploads that a published note names: its co-authors may keep them. */
export const uploadsIn = (note: ProjectNoteView | null): string[] =>
  [...(note?.fields.images ?? []), ...(note?.fields.files ?? []), ...(note?.fields.transferKit?.files ?? [])].flatMap(
    ({ mediaId }) => mediaId ?? [],
  );

/**
 * What is typed, as the note that it would become: the same view, made by the same functions, that readers will get.
 * @param existing the published note that is being edited
 * @returns null when too little can be read
 */
export async function draftView(
  ctx: Ctx,
  viewer: Viewer,
  form: Form,
  existing: ProjectNoteView | null,
  untitled: string,
): Promise<ProjectNoteView | null> {
  const input = readUnfinished(form, untitled);
  const [writer, district] = await Promise.all([writerOf(ctx, viewer, form), districtOf(ctx)]);
  if (!input || !writer || !district) return null;
  const fields = await withUploadsThatExist(ctx, viewer, input, uploadsIn(existing));
  const now = ctx.now();
  const language = fields.language ?? "de";
  return {
    ...(existing ?? newView(district)),
    author: existing?.author ?? authorOf(writer),
    fields,
    status: statusOf(fields),
    outcome: fields.outcome ?? "ongoing",
    content: renderNoteContent(fields, language, { adoption: existing?.adoption }),
    emojis: await emojisInNote(ctx, fields),
    sensitive: false,
    plainContent: renderPlainText(fields),
    language,
    forPartners: fieldValue(form, "readers") === "partners",
    publishedAt: existing?.publishedAt ?? now,
    updatedAt: existing?.updatedAt ?? now,
  };
}

/** Whose name will stand above it: the organisation's that was chosen, if the viewer may write for it. */
async function writerOf(ctx: Ctx, viewer: Viewer, form: Form): Promise<Actor | null> {
  const chosen = fieldValue(form, "as");
  const own = chosen === "" ? [] : await organisationsOf(ctx, viewer);
  return own.find(({ handle }) => handle === chosen) ?? actorById(ctx, viewer.actorId);
}

const newView = (district: { readonly name: string; readonly actorUri: string }) => ({
  id: "1",
  uri: "",
  url: "",
  path: "/schreiben",
  slug: null,
  local: true,
  isOwn: true,
  canEdit: false,
  canDelete: false,
  canCheckPlain: false,
  plainCheck: null,
  coAuthors: [],
  onBehalf: false,
  actsForAuthor: false,
  actedBy: null,
  district: { name: district.name, uri: district.actorUri },
  structure: "ok" as const,
  adoption: null,
  transferReady: false,
  stats: { comments: 0, likes: 0, boosts: 0 },
  version: 1,
});

/** Whether there is enough for a preview beside the form. */
export const isWorthShowing = (form: Form): boolean =>
  fieldValue(form, "title").trim() !== "" && fieldValue(form, "summary").trim() !== "";
