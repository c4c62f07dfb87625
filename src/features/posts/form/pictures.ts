import type { Ctx } from "../../../platform/ctx.ts";
import { AppError } from "../../../platform/errors.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { storeUpload } from "../../media/media.usecases.ts";
import type { Poll } from "../posts.model.ts";
import { type Post, sourceOf } from "../posts.queries.ts";
import { MAX_IMAGES } from "../posts.schemas.ts";
import { quotersIn } from "../quoting.activitypub.ts";
import { type FormPicture, picturesIn, withPictures } from "./post-form.ts";

/** The form after what it asks of its pictures. */
interface Applied {
  readonly form: FormValues;
  /** What was refused, at the field for files. */
  readonly problem: AppError | null;
  /** It asked for nothing more: the form is to be shown again. */
  readonly isDone: boolean;
}

const REMOVAL = /^entfernen:(\d)$/;

/** Stores chosen files, whichever button was pressed: each becomes a row that wants its words. Or takes a row out. */
export async function applyPictureAction(ctx: Ctx, viewer: Viewer, form: FormValues, data: FormData): Promise<Applied> {
  const action = typed(form, "aktion");
  const row = REMOVAL.exec(action)?.[1];
  if (row !== undefined) {
    const left = picturesIn(form).filter((_, index) => index !== Number(row));
    return { form: withPictures(form, left), problem: null, isDone: true };
  }
  const files = data.getAll("neu:bilder").filter((file) => file instanceof File && file.size > 0) as File[];
  const pictures: FormPicture[] = [...picturesIn(form)];
  let problem: AppError | null = null;
  for (const file of files) {
    try {
      if (pictures.length >= MAX_IMAGES) throw tooMany();
      const bytes = new Uint8Array(await file.arrayBuffer());
      const { id } = await storeUpload(ctx, viewer, { bytes, fileName: file.name, imageOnly: true });
      pictures.push({ mediaId: id, alt: "", decorative: false });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problem = new AppError("invalid", error.code, error.message, { fields: { images: `error.${error.code}` } });
    }
  }
  return { form: withPictures(form, pictures), problem, isDone: action === "hochladen" };
}

const tooMany = (): AppError => new AppError("invalid", "posts.images-many", `At most ${MAX_IMAGES} pictures.`);

/** A post of ours as its form. @param poll what it asks */
export function formOfPost(post: Post, poll: Poll | null): FormValues {
  const isArticle = post.kind === "article";
  const form = {
    text: [sourceOf(post)],
    titel: [post.title ?? ""],
    [isArticle ? "kurz" : "warnung"]: [post.summary ?? ""],
    heikel: post.sensitive && (isArticle || post.summary === null) ? ["ja"] : [],
    sprache: [post.language ?? "de"],
    fuer: [post.visibility],
    zitierende: [quotersIn(JSON.parse(post.document))],
    wahl: poll?.options.map(({ name }) => name) ?? [],
    mehrere: poll?.multiple ? ["ja"] : [],
    verdeckt: poll?.hideTotals ? ["ja"] : [],
  };
  const pictures = post.attachments.flatMap(({ mediaId, alt }) =>
    mediaId === undefined ? [] : [{ mediaId, alt, decorative: alt === "" }],
  );
  return withPictures(form, pictures);
}
