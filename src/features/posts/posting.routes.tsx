import { type Context, Hono } from "hono";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { keepText } from "../../ui/forms/kept-text.tsx";
import { type FormValues, readForm, typed, typedAll } from "../../ui/forms/read-form.ts";
import { hasText } from "../../ui/i18n/i18n.ts";
import { ConfirmPage } from "../../ui/parts/confirm-page.tsx";
import { safePath } from "../../ui/safe-path.ts";
import { sessionNeeded } from "../accounts/accounts.errors.ts";
import { type Actor, actorById } from "../actors/actors.queries.ts";
import { districtOf, federationIsOn } from "../district/district.queries.ts";
import { mediaByIds, mediaUrl } from "../media/media.queries.ts";
import { applyPictureAction, formOfPost } from "./form/pictures.ts";
import { changeFrom, FIELD_NAMES, newPostFrom, picturesIn } from "./form/post-form.ts";
import { handleKey, mentionsIn } from "./member-text.model.ts";
import { mentionedActors } from "./mentions.queries.ts";
import { type Edited, PostFormPage } from "./pages/form.tsx";
import type { Found } from "./post-page.queries.ts";
import { pathOf } from "./post-view.queries.ts";
import { postNotFound } from "./posts.errors.ts";
import { isWider, type ReactionKind, type Visibility } from "./posts.model.ts";
import { canDeletePost, canEditPost, MAX_COMMENT_LENGTH } from "./posts.policy.ts";
import { type Post, visiblePost } from "./posts.queries.ts";
import { foundAt, showPost } from "./posts.routes.tsx";
import { type CommentInput, publishComment } from "./usecases/comment.ts";
import { deletePost } from "./usecases/delete.ts";
import { editPost } from "./usecases/edit.ts";
import { publishPost } from "./usecases/publish.ts";
import { react, unreact } from "./usecases/react.ts";
import { votePoll } from "./usecases/vote.ts";

type C = Context<AppEnv>;

/** What `app/` gives, since this feature knows neither federation nor groups. */
export interface PostingSeams {
  /** Asks other servers for an account, by `@name@host`. */
  readonly lookUp: (ctx: Ctx, handle: string, reader: Viewer) => Promise<unknown>;
  /** The groups that a member may open threads in. */
  readonly groupsFor: (ctx: Ctx, viewer: Viewer) => Promise<readonly Actor[]>;
}

/** Until there are others the district is the only group. */
export async function onlyTheDistrict(ctx: Ctx): Promise<readonly Actor[]> {
  const district = await districtOf(ctx);
  const actor = district && (await actorById(ctx, district.actorId));
  return actor ? [actor] : [];
}

function memberOf(c: C): Viewer {
  if (!c.var.viewer) throw sessionNeeded();
  return c.var.viewer;
}

/** Look-ups of one member, since each asks another server; and for one text. */
const LOOK_UPS = { points: 60, seconds: 300, most: 10 };

/** Makes those known here whom a text mentions and whom we do not know yet: use cases never ask the network. */
async function meet(c: C, text: string, { lookUp }: PostingSeams): Promise<void> {
  const { ctx } = c.var;
  const viewer = memberOf(c);
  const remote = mentionsIn(text).filter(({ host }) => host !== null);
  if (remote.length === 0 || !(await federationIsOn(ctx))) return;
  const known = await mentionedActors(ctx, remote);
  for (const handle of remote.filter((one) => !known.has(handleKey(one))).slice(0, LOOK_UPS.most)) {
    const { allowed } = await takePoint(ctx, `look-up:${viewer.accountId}`, LOOK_UPS.points, LOOK_UPS.seconds);
    if (!allowed) return;
    await lookUp(ctx, `@${handleKey(handle)}`, viewer);
  }
}

interface Shown {
  readonly form: FormValues;
  readonly errors?: FormErrors;
  readonly edited?: { readonly found: Found; readonly page: Edited } | undefined;
}

async function showForm(c: C, seams: PostingSeams, { form, errors = NO_ERRORS, edited }: Shown): Promise<Response> {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const ids = picturesIn(form).map(({ mediaId }) => mediaId);
  const [groups, uploads] = await Promise.all([
    edited ? [] : seams.groupsFor(ctx, viewer),
    mediaByIds(ctx, viewer.accountId, ids),
  ]);
  const previews = new Map(uploads.map((item) => [item.id, new URL(mediaUrl(ctx, item, "klein")).pathname]));
  return c.html(
    <PostFormPage
      frame={frame}
      form={form}
      errors={errors}
      edited={edited?.page ?? null}
      groups={groups}
      previews={previews}
      key={typed(form, "schluessel") || ctx.newId()}
    />,
    errors === NO_ERRORS ? 200 : 422,
  );
}

const warningAndTitle = (): AppError =>
  new AppError("invalid", "posts.invalid", "A long post has a summary instead of a warning.", {
    fields: { warnung: "error.posts.warning-title" },
  });

/** Takes the form, whichever button was pressed; `send` publishes what it says. */
async function submit(
  c: C,
  seams: PostingSeams,
  edited: Shown["edited"],
  send: (form: FormValues) => Promise<{ readonly url: string }>,
): Promise<Response> {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const data = await c.req.raw.clone().formData();
  const typedForm = await readForm(c);
  const names = { ...FIELD_NAMES, summary: typed(typedForm, "titel").trim() === "" ? "warnung" : "kurz" };
  const { form, problem, isDone } = await applyPictureAction(ctx, viewer, typedForm, data);
  if (problem) return showForm(c, seams, { form, edited, errors: formErrors(frame.t, problem, names) });
  if (isDone) return showForm(c, seams, { form, edited });
  try {
    if (typed(form, "titel").trim() !== "" && typed(form, "warnung").trim() !== "") throw warningAndTitle();
    await meet(c, typed(form, "text"), seams);
    const { url } = await send(form);
    return c.redirect(new URL(url).pathname, 303);
  } catch (error) {
    return showForm(c, seams, { form, edited, errors: formErrors(frame.t, error, names) });
  }
}

/** The viewer's own post at this address; for everybody else there is nothing to change. */
async function ownPost(c: C, may: (viewer: Viewer, post: Post) => boolean): Promise<Found> {
  const found = await foundAt(c);
  if (found === "gone" || !may(memberOf(c), found.post)) throw postNotFound();
  return found;
}

const ALL = ["public", "unlisted", "followers", "direct"] as const satisfies readonly Visibility[];

function editedOf(found: Found): NonNullable<Shown["edited"]> {
  const { post, author } = found;
  const isReply = post.inReplyToUri !== null;
  const audiences =
    isReply || post.kind === "question" || post.visibility === "group" || post.visibility === "local"
      ? []
      : ALL.filter((audience) => !isWider(audience, post.visibility));
  const kind = post.kind === "article" || post.kind === "question" ? post.kind : "note";
  return { found, page: { path: pathOf(post, author), kind, isReply, audiences } };
}

async function reply(c: C, seams: PostingSeams): Promise<Response> {
  if (!c.var.viewer) return keepText(c);
  const { ctx, viewer, frame } = c.var;
  const found = await foundAt(c);
  if (found === "gone") throw postNotFound();
  const form = await readForm(c);
  const [text, wanted, to] = [typed(form, "text"), typed(form, "fuer"), typed(form, "auf")];
  const visibility = ALL.find((audience) => audience === wanted);
  const input: CommentInput = { postId: isId(to) ? to : found.post.id, text, language: frame.locale, visibility };
  try {
    await meet(c, text.slice(0, MAX_COMMENT_LENGTH), seams);
    const { id } = await publishComment(ctx, viewer, input);
    return c.redirect(`${pathOf(found.post, found.author)}#antwort-${id}`, 303);
  } catch (error) {
    const { entries } = formErrors(frame.t, error);
    const said = entries.map(({ message }) => message).join(" ");
    return showPost(c, found, { draft: { to: input.postId, text, visibility: wanted, error: said } }, 422);
  }
}

async function vote(c: C): Promise<Response> {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const form = await readForm(c);
  const id = typed(form, "beitrag");
  const post = isId(id) ? await visiblePost(ctx, viewer, id) : null;
  const author = post && (await actorById(ctx, post.authorId));
  if (!post || !author) throw postNotFound();
  try {
    await votePoll(ctx, viewer, post.id, typedAll(form, "wahl").map(Number));
    return c.redirect(safePath(typed(form, "zurueck")), 303);
  } catch (error) {
    if (!(error instanceof AppError) || (error.kind !== "invalid" && error.kind !== "conflict")) throw error;
    const key = `error.${error.code}`;
    const problem = frame.t(hasText(key) ? key : "errors.text.422");
    return showPost(c, { post, author }, { problem }, error.kind === "conflict" ? 409 : 422);
  }
}

const KINDS: readonly ReactionKind[] = ["like", "boost"];

async function takeReaction(c: C): Promise<Response> {
  const viewer = memberOf(c);
  const form = await readForm(c);
  const id = typed(form, "beitrag");
  const [what, not] = typed(form, "was").split(":");
  const kind = KINDS.find((one) => one === what);
  if (!isId(id) || !kind) throw postNotFound();
  await (not === "nicht" ? unreact : react)(c.var.ctx, viewer, id, kind);
  return c.redirect(safePath(typed(form, "zurueck")), 303);
}

/** Writing, changing, deleting, answering, liking, sharing and voting. */
export function postingRoutes(seams: PostingSeams): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/schreiben/beitrag", (c) => {
    const group = c.req.query("gruppe");
    const text = c.req.query("text");
    const form = { ...(group && { fuer: [`group:${group}`] }), ...(text && { text: [text] }) };
    return showForm(c, seams, { form });
  });

  routes.post("/schreiben/beitrag", async (c) => {
    const { ctx, viewer } = c.var;
    if (!viewer) return keepText(c);
    const groups = await seams.groupsFor(ctx, viewer);
    const mayPostIn = ({ id }: Actor): boolean => groups.some((group) => group.id === id);
    return submit(c, seams, undefined, (form) =>
      publishPost(ctx, viewer, newPostFrom(form), {
        mayPostIn,
        idempotencyKey: typed(form, "schluessel") || undefined,
      }),
    );
  });

  routes.get("/:address{@[^/]+}/:id{[0-9]+}/bearbeiten", async (c) => {
    const found = await ownPost(c, canEditPost);
    return showForm(c, seams, { form: formOfPost(found.post), edited: editedOf(found) });
  });

  routes.post("/:address{@[^/]+}/:id{[0-9]+}/bearbeiten", async (c) => {
    if (!c.var.viewer) return keepText(c);
    const found = await ownPost(c, canEditPost);
    return submit(c, seams, editedOf(found), (form) =>
      editPost(c.var.ctx, memberOf(c), found.post.id, changeFrom(form)),
    );
  });

  routes.get("/:address{@[^/]+}/:id{[0-9]+}/loeschen", async (c) => {
    const { t } = c.var.frame;
    const { post, author } = await ownPost(c, canDeletePost);
    const path = pathOf(post, author);
    return c.html(
      <ConfirmPage
        frame={c.var.frame}
        title={t("posts.delete.title")}
        action={`${path}/loeschen`}
        confirm={t("posts.delete.confirm")}
        back={path}
      >
        <p>{t("posts.delete.text")}</p>
      </ConfirmPage>,
    );
  });

  routes.post("/:address{@[^/]+}/:id{[0-9]+}/loeschen", async (c) => {
    const { post } = await ownPost(c, canDeletePost);
    await deletePost(c.var.ctx, memberOf(c), post.id);
    return c.redirect("/beitraege", 303);
  });

  routes.post("/:address{@[^/]+}/:id{[0-9]+}/antworten", (c) => reply(c, seams));
  routes.post("/beitraege/:host/:id{[0-9]+}/antworten", (c) => reply(c, seams));
  routes.post("/abstimmen", vote);
  routes.post("/reagieren", takeReaction);
  return routes;
}
