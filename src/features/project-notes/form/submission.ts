import type { Ctx } from "../../../platform/ctx.ts";
import { AppError } from "../../../platform/errors.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import type { Media } from "../../media/media.queries.ts";
import { storeUpload } from "../../media/media.usecases.ts";
import type { Problem } from "./to-input.ts";
import { type Form, readForm, rowNumbers, withoutRow, withRow } from "./values.ts";

/** What a button of the form asks for. */
export type Action =
  | { readonly kind: "publish" | "preview" | "keep" }
  /** More rows in a list, or files that were chosen for it. */
  | { readonly kind: "more" | "upload"; readonly list: string }
  | { readonly kind: "remove"; readonly list: string; readonly row: number };

const ROW_LISTS = new Set(["impact", "costs", "income", "resources", "partners", "transferKit.steps"]);
const UPLOAD_LISTS = ["images", "files", "transferKit.files"] as const;
type UploadList = (typeof UPLOAD_LISTS)[number];

export interface Submission {
  readonly form: Form;
  readonly action: Action;
  readonly draftId: string | undefined;
  /** Version of the note that was being edited when the form was opened. */
  readonly version: number | undefined;
  /** Same form sent twice: same key. */
  readonly key: string | undefined;
  /** Chosen files, by the list that they are for. */
  readonly files: readonly { readonly list: UploadList; readonly file: File }[];
}

/** Everything that the form sent, sorted. Nothing is stored yet. */
export function readSubmission(data: FormData): Submission {
  const text = (name: string): string | undefined => {
    const value = data.get(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const files = UPLOAD_LISTS.flatMap((list) =>
    data.getAll(`neu:${list}`).flatMap((file) => (file instanceof File && file.size > 0 ? [{ list, file }] : [])),
  );
  const version = Number(text("fassung"));
  return {
    form: readForm(data.entries()),
    action: readAction(text("aktion") ?? ""),
    draftId: text("entwurf"),
    version: Number.isSafeInteger(version) && version > 0 ? version : undefined,
    key: text("schluessel"),
    files,
  };
}

function readAction(text: string): Action {
  const [verb, list = ""] = text.split(":");
  if (verb === "veroeffentlichen") return { kind: "publish" };
  if (verb === "vorschau") return { kind: "preview" };
  if (verb === "zeile" && ROW_LISTS.has(list)) return { kind: "more", list };
  if (verb === "hochladen" && UPLOAD_LISTS.some((known) => known === list)) return { kind: "upload", list };
  const row = /^(images|files|transferKit\.files)\.(\d{1,3})$/.exec(list);
  if (verb === "entfernen" && row?.[1]) return { kind: "remove", list: row[1], row: Number(row[2]) };
  return { kind: "keep" };
}

/** The form after the button that was pressed: a row more or less. */
export function applyAction(form: Form, action: Action): Form {
  if (action.kind === "more") return withRow(form, action.list).form;
  if (action.kind === "remove") return withoutRow(form, action.list, action.row);
  return form;
}

/** Where on the page to go on after the button. */
export function anchorOf(form: Form, action: Action): { readonly open: string; readonly anchor: string } | null {
  if (!("list" in action)) return null;
  const last = rowNumbers(form, action.list).at(-1);
  const anchor = action.kind === "remove" || last === undefined ? `neu:${action.list}` : `${action.list}.${last}`;
  return { open: action.list, anchor };
}

export interface UploadProblem extends Problem {
  readonly fileName: string;
}

/** Stores the chosen files and gives each its row. What is refused is said, and the rest goes on. */
export async function storeChosen(
  ctx: Ctx,
  viewer: Viewer,
  submission: Submission,
): Promise<{ form: Form; problems: UploadProblem[] }> {
  let { form } = submission;
  const problems: UploadProblem[] = [];
  for (const { list, file } of submission.files) {
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const item = await storeUpload(ctx, viewer, { bytes, fileName: file.name, imageOnly: list === "images" });
      form = withUpload(form, list, item);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push({ field: `neu:${list}`, code: error.code, fileName: file.name });
    }
  }
  return { form, problems };
}

function withUpload(form: Form, list: UploadList, item: Media): Form {
  const { row } = withRow(form, list);
  const at = `${list}.${row}`;
  const name = item.fileName.replace(/\.[^.]+$/, "");
  return { ...form, [`${at}.mediaId`]: item.id, ...(list !== "images" && { [`${at}.name`]: name }) };
}
