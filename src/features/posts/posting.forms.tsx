import type { Context } from "hono";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { type FormValues, readForm, typed } from "../../ui/forms/read-form.ts";
import type { Locale } from "../../ui/i18n/i18n.ts";
import { memberOf } from "../accounts/accounts.policy.ts";
import { actorById } from "../actors/actors.queries.ts";
import { mediaByIds, mediaUrl } from "../media/media.queries.ts";
import { organisationsOf } from "../organisations/organisations.queries.ts";
import { applyPictureAction } from "./form/pictures.ts";
import { answeredIn, draftFrom, FIELD_NAMES, isBegun, picturesIn, quotedIn } from "./form/post-form.ts";
import { PostFormPage } from "./pages/form.tsx";
import type { AboutToQuote, Answered, Edited, PostFormProps } from "./pages/form-props.ts";
import { postViews } from "./post-view.queries.ts";
import type { Visibility } from "./posts.model.ts";
import { repliesTo } from "./posts.policy.ts";
import { visiblePost } from "./posts.queries.ts";
import { dropDraft, putDraftAnyhow, type SavedDraft } from "./usecases/drafts.ts";
import { type LookUp, meet } from "./usecases/meet.ts";
import type { PublishOptions } from "./usecases/publish.ts";

export type C = Context<AppEnv>;

/** What `app/` gives, since this feature knows neither federation nor groups. */
export interface PostingSeams {
  /** Asks other servers for an account, by `@name@host`. */
  readonly lookUp: LookUp;
  /** The groups that a member may open threads in, and who reads what is posted there. */
  readonly groupsFor: (ctx: Ctx, viewer: Viewer) => Promise<PostFormProps["groups"]>;
  readonly placeIn: NonNullable<PublishOptions["placeIn"]>;
  /** What a member is about to quote, by row id; null when there is none that they may see. */
  readonly aboutToQuote: (ctx: Ctx, viewer: Viewer, locale: Locale, id: string) => Promise<AboutToQuote | null>;
  /** Makes a quote of what is published. */
  readonly quoteOf: (id: string) => NonNullable<PublishOptions["quote"]>;
}

/** From the most readers to the fewest: for whom one may write outside of groups. */
export const AUDIENCES = [
  "public",
  "unlisted",
  "partners",
  "followers",
  "direct",
] as const satisfies readonly Visibility[];

interface Shown {
  readonly form: FormValues;
  readonly errors?: FormErrors;
  readonly edited: Edited | null;
  readonly draft: SavedDraft | null;
  readonly justSaved?: boolean;
}

/** The form as a page; with errors it answers 422. */
export async function showForm(c: C, seams: PostingSeams, shown: Shown): Promise<Response> {
  const { ctx, frame } = c.var;
  const { form, errors = NO_ERRORS, edited, draft, justSaved = false } = shown;
  const viewer = memberOf(c);
  const ids = picturesIn(form).map(({ mediaId }) => mediaId);
  const answered = edited ? null : await answeredBy(c, form);
  const quotedId = quotedIn(form);
  const [groups, organisations, uploads, quote] = await Promise.all([
    edited || answered ? [] : seams.groupsFor(ctx, viewer),
    edited ? [] : organisationsOf(ctx, viewer),
    mediaByIds(ctx, viewer.accountId, ids),
    edited || quotedId === "" ? undefined : seams.aboutToQuote(ctx, viewer, frame.locale, quotedId),
  ]);
  const previews = new Map(uploads.map((item) => [item.id, new URL(mediaUrl(ctx, item, "klein")).pathname]));
  const page = { frame, form, errors, edited, answered, quote, groups, organisations, draft, justSaved, previews };
  const key = typed(form, "schluessel") || ctx.newId();
  return c.html(<PostFormPage {...page} key={key} />, errors === NO_ERRORS ? 200 : 422);
}

/** What the form answers, and whom the answer may be for. */
async function answeredBy(c: C, form: FormValues): Promise<Answered | null> {
  const { ctx } = c.var;
  if (typed(form, "auf") === "") return null;
  const viewer = memberOf(c);
  const id = answeredIn(form);
  const post = id === null ? null : await visiblePost(ctx, viewer, id);
  const author = post && (await actorById(ctx, post.authorId));
  const [view] = post && author ? await postViews(ctx, viewer, [{ post, author }], c.var.quotesOf) : [];
  if (!post || !view) return { post: null, audiences: [] };
  return { post: view, audiences: repliesTo(post.visibility, post.authorId === viewer.actorId) };
}

const warningAndTitle = (): AppError =>
  new AppError("invalid", "posts.invalid", "A long post has a summary instead of a warning.", {
    fields: { warnung: "error.posts.warning-title" },
  });

/** What a page of errors would say, said at the form: the text stays there. */
const sayable = (error: unknown): unknown =>
  error instanceof AppError && (error.kind === "notFound" || error.kind === "forbidden")
    ? new AppError("invalid", error.code, error.message, { fields: error.fields })
    : error;

/**
 * Takes the form, whichever button was pressed. What was typed is kept as a draft before anything can fail, and goes only
 * when it is published.
 * @param send publishes what the form says; where that is read then
 */
export async function submitForm(
  c: C,
  seams: PostingSeams,
  edited: Edited | null,
  send: (form: FormValues) => Promise<string>,
): Promise<Response> {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const data = await c.req.raw.clone().formData();
  const typedForm = await readForm(c);
  const names = { ...FIELD_NAMES, summary: typed(typedForm, "titel").trim() === "" ? "warnung" : "kurz" };
  const { form, problem, isDone } = await applyPictureAction(ctx, viewer, typedForm, data);
  const draft = await keepDraft(c, form, edited?.id);
  const show = (errors: FormErrors = NO_ERRORS) =>
    showForm(c, seams, { form, edited, draft, justSaved: draft !== null, errors });
  if (problem) return show(formErrors(frame.t, problem, names));
  if (isDone) return show();
  if (KEPT.has(typed(form, "aktion"))) return draft ? c.redirect(placeOf(draft, edited), 303) : show();
  try {
    if (typed(form, "titel").trim() !== "" && typed(form, "warnung").trim() !== "") throw warningAndTitle();
    await meet(ctx, viewer, typed(form, "text"), seams.lookUp);
    const path = await send(form);
    if (draft) await dropDraft(ctx, viewer, "post", draft.id);
    return c.redirect(path, 303);
  } catch (error) {
    return show(formErrors(frame.t, sayable(error), names));
  }
}

/** Buttons that publish nothing: leave it for later; from a small form to the whole one. */
const KEPT = new Set(["entwurf", "mehr"]);

const placeOf = ({ id }: SavedDraft, edited: Edited | null): string =>
  `${edited ? `${edited.path}/bearbeiten` : `/schreiben/beitrag/${id}`}?gespeichert=1`;

/** Keeps what is typed as a draft of the viewer's; null when there is nothing yet. */
export async function keepDraft(c: C, form: FormValues, postId: Id | undefined): Promise<SavedDraft | null> {
  const id = typed(form, "entwurf") || undefined;
  if (id === undefined && !isBegun(form)) return null;
  return putDraftAnyhow(c.var.ctx, memberOf(c), { id, kind: "post", postId, form: draftFrom(form) });
}
