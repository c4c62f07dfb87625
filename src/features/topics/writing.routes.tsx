import { type Context, Hono } from "hono";
import { isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { keepText } from "../../ui/forms/kept-text.tsx";
import { type FormValues, readForm, typed } from "../../ui/forms/read-form.ts";
import { ConfirmPage } from "../../ui/parts/confirm-page.tsx";
import { sessionNeeded } from "../accounts/accounts.errors.ts";
import { type Post, sourceOf } from "../posts/posts.queries.ts";
import { LANGUAGES } from "../posts/posts.schemas.ts";
import { summaryFor } from "../posts/summary.model.ts";
import { TopicFormPage } from "./pages/topic-form.tsx";
import { wikidataIn } from "./topics.activitypub.ts";
import { notYourTopic, onlyNetworkers, topicNotFound } from "./topics.errors.ts";
import { canChangeTopic, canIntroduce } from "./topics.policy.ts";
import { topicPages, wordsOf } from "./topics.queries.ts";
import { topicKeyIn } from "./topics.routes.tsx";
import type { TopicInput } from "./topics.schemas.ts";
import { introduceTopic, reviseTopic, withdrawTopic } from "./usecases/introduce.ts";
import { dropMeanings, takeMeanings } from "./usecases/meanings.ts";

type C = Context<AppEnv>;

const NAMES = { name: "thema", summary: "kurz", words: "worte", visibility: "fuer" };

/** Writing topic pages, and saying what words mean: for those who speak for the district. */
export const topicWritingRoutes = new Hono<AppEnv>();

/** @throws AppError when nobody is logged in, or somebody without an office */
function networkerOf({ var: { viewer } }: C): Viewer {
  if (!viewer) throw sessionNeeded();
  if (!canIntroduce(viewer)) throw onlyNetworkers();
  return viewer;
}

function inputFrom(form: FormValues, language: string): Omit<TopicInput, "visibility"> {
  return {
    name: typed(form, "thema"),
    text: typed(form, "text"),
    summary: typed(form, "kurz"),
    words: typed(form, "worte"),
    wikidata: typed(form, "wikidata"),
    language: LANGUAGES.find((one) => one === language) ?? "de",
  };
}

topicWritingRoutes
  .get("/schreiben/thema", (c) => {
    networkerOf(c);
    const values = { thema: [c.req.query("thema") ?? ""] };
    return c.html(<TopicFormPage frame={c.var.frame} values={values} errors={NO_ERRORS} changed={null} />);
  })
  .post("/schreiben/thema", async (c) => {
    const { ctx, viewer, frame } = c.var;
    if (!viewer) return keepText(c);
    const form = await readForm(c);
    const visibility = typed(form, "fuer") === "partners" ? "partners" : "public";
    try {
      const { path } = await introduceTopic(ctx, viewer, { ...inputFrom(form, frame.locale), visibility });
      return c.redirect(path, 303);
    } catch (error) {
      const errors = formErrors(frame.t, error, NAMES);
      return c.html(<TopicFormPage frame={frame} values={form} errors={errors} changed={null} />, 422);
    }
  });

/** Our page on the topic in the address, if the viewer may change it. @throws AppError otherwise */
async function ownPage(
  c: C,
): Promise<{ readonly post: Post; readonly name: string; readonly words: readonly string[] }> {
  const { ctx } = c.var;
  const viewer = networkerOf(c);
  const [page] = await topicPages(ctx, viewer, topicKeyIn(c));
  if (!page?.post.local) throw topicNotFound();
  if (!canChangeTopic(viewer, page.post)) throw notYourTopic();
  const [name = "", ...words] = await wordsOf(ctx, page.post);
  return { post: page.post, name, words };
}

const pathIn = (c: C): string => `/themen/${encodeURIComponent(topicKeyIn(c))}`;

topicWritingRoutes
  .get("/themen/:topic/bearbeiten", async (c) => {
    const { post, name, words } = await ownPage(c);
    const iri = wikidataIn(post);
    const text = sourceOf(post);
    const isOwn = post.summary !== summaryFor(text, post.language ?? "de");
    const values = {
      thema: [name],
      text: [text],
      kurz: isOwn ? [post.summary ?? ""] : [],
      worte: [words.join(", ")],
      wikidata: iri === null ? [] : [iri.slice(iri.lastIndexOf("/") + 1)],
    };
    const changed = { name, path: pathIn(c) };
    return c.html(<TopicFormPage frame={c.var.frame} values={values} errors={NO_ERRORS} changed={changed} />);
  })
  .post("/themen/:topic/bearbeiten", async (c) => {
    const { ctx, frame } = c.var;
    const { post, name } = await ownPage(c);
    const form = await readForm(c);
    try {
      const input = inputFrom(form, post.language ?? frame.locale);
      const { path } = await reviseTopic(ctx, networkerOf(c), post.id, input);
      return c.redirect(path, 303);
    } catch (error) {
      const errors = formErrors(frame.t, error, NAMES);
      const changed = { name, path: pathIn(c) };
      return c.html(<TopicFormPage frame={frame} values={form} errors={errors} changed={changed} />, 422);
    }
  })
  .get("/themen/:topic/loeschen", async (c) => {
    const { frame } = c.var;
    const { name } = await ownPage(c);
    const path = pathIn(c);
    return c.html(
      <ConfirmPage
        frame={frame}
        title={frame.t("topics.delete.title", { name })}
        action={`${path}/loeschen`}
        confirm={frame.t("topics.delete.confirm")}
        back={path}
      >
        <p>{frame.t("topics.delete.text")}</p>
      </ConfirmPage>,
    );
  })
  .post("/themen/:topic/loeschen", async (c) => {
    const { post } = await ownPage(c);
    await withdrawTopic(c.var.ctx, networkerOf(c), post.id);
    return c.redirect(pathIn(c), 303);
  })
  .post("/themen/:topic/zuordnung", async (c) => {
    const { ctx } = c.var;
    const viewer = networkerOf(c);
    const form = await readForm(c);
    const page = typed(form, "seite");
    if (typed(form, "aktion") === "loesen") await dropMeanings(ctx, viewer, topicKeyIn(c));
    else if (isId(page)) await takeMeanings(ctx, viewer, page);
    else throw topicNotFound();
    return c.redirect(pathIn(c), 303);
  });
