import { type Context, Hono } from "hono";
import { activityPubNotFound, activityPubResponse, wantsActivityPub } from "../../platform/activitypub-http.ts";
import { AppError } from "../../platform/errors.ts";
import type { AppEnv } from "../../ui/env.ts";
import { headlineOf } from "../announcements/announcements.model.ts";
import { announcementsFor } from "../announcements/announcements.queries.ts";
import { districtOf, federationIsOn } from "../district/district.queries.ts";
import { listFollowing } from "../follows/follows.queries.ts";
import { bookmarkedAmong, pinnedAmong } from "../posts/hydration.queries.ts";
import { postViews, reactionsBy } from "../posts/post-view.queries.ts";
import { homeFeed, threadOf } from "../posts/posts.queries.ts";
import { askForThread } from "../posts/usecases/threads.ts";
import { EVERYTHING } from "./catalogue.model.ts";
import { catalogueCounts } from "./catalogue-counts.queries.ts";
import { commentViews } from "./pages/comment-view.ts";
import { GonePage } from "./pages/gone.tsx";
import { HomePage } from "./pages/home.tsx";
import { type NoteAddition, NotePage, type NotePageProps } from "./pages/note.tsx";
import type { ProjectNoteView } from "./project-notes.model.ts";
import {
  deletedNoteAt,
  listProjectNotes,
  noteDocument,
  projectNoteById,
  projectNoteBySlug,
} from "./project-notes.queries.ts";

const HOME_NOTES = 6;
const HOME_POSTS = 5;
const HOME_PARTNERS = 24;
const HOME_TOPICS = 12;

type C = Context<AppEnv>;

/** What another feature shows on a note's page; given by `app/`, since this feature does not know it. */
export type AddToNote = (c: Context<AppEnv>, note: ProjectNoteView) => Promise<NoteAddition>;

/** The district's page, the catalogue, and every project note: what anybody may read. */
export function readingRoutes(additions: readonly AddToNote[]): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .route("/", overviewRoutes)
    .get("/projekte/:slug", async (c) => {
      const { ctx, viewer } = c.var;
      const slug = c.req.param("slug");
      const note = await projectNoteBySlug(ctx, viewer, slug);
      if (note !== null) return answerNote(c, note, additions);
      if (!(await deletedNoteAt(ctx, { slug }))) throw notFound();
      return c.html(<GonePage frame={c.var.frame} />, 410);
    })
    .get("/projekte/:host/:id{[0-9]+}", async (c) => {
      // A peer's note as it arrived here.
      const { ctx, viewer } = c.var;
      const note = await projectNoteById(ctx, viewer, c.req.param("id"));
      if (note === null || note.local || note.author.host !== c.req.param("host").toLowerCase()) throw notFound();
      return answerNote(c, note, additions);
    });
}

const overviewRoutes = new Hono<AppEnv>();

const notFound = (): AppError => new AppError("notFound", "errors.not-found", "There is nothing at this address.");

overviewRoutes.get("/", async (c) => {
  const { ctx, viewer, frame } = c.var;
  const district = await districtOf(ctx);
  if (district === null) throw notFound();
  const [announcements, notes, feed, { facets }, following] = await Promise.all([
    announcementsFor(ctx, viewer, { dismissed: false }),
    listProjectNotes(ctx, viewer, { scope: "all", limit: HOME_NOTES }),
    homeFeed(ctx, viewer, { limit: HOME_POSTS, withoutNotes: true }),
    catalogueCounts(ctx, { viewer, query: EVERYTHING, words: undefined }),
    listFollowing(ctx, district.actorId, { limit: HOME_PARTNERS }),
  ]);
  const topics = facets.topic.slice(0, HOME_TOPICS).map(({ value, name }) => ({ key: value, name }));
  return c.html(
    <HomePage
      frame={frame}
      district={district}
      announcements={announcements.map((one) => ({ ...one, headline: headlineOf(one.text) }))}
      notes={notes}
      posts={await c.var.filtered(await postViews(ctx, viewer, feed, c.var.quotesOf), "home")}
      topics={topics}
      partners={following.map(({ actor }) => actor)}
    />,
  );
});

async function answerNote(c: C, note: ProjectNoteView, additions: readonly AddToNote[]): Promise<Response> {
  const { ctx, viewer, frame } = c.var;
  if (note.local && wantsActivityPub(c.req.raw)) return answerDocument(c, note);
  if (viewer) await askForThread(ctx, note);
  c.header("Vary", "Accept");
  return showNote(c, note, additions, { plain: (c.req.query("einfach") ?? (frame.plainLanguage ? "1" : "0")) === "1" });
}

/** The whole page of a note. @param draft a comment that could not be taken: then the answer is 422 */
export async function showNote(
  c: C,
  note: ProjectNoteView,
  additions: readonly AddToNote[],
  { plain = false, draft }: Partial<Pick<NotePageProps, "plain" | "draft">>,
): Promise<Response> {
  const { ctx, viewer, frame } = c.var;
  const isOwn = note.author.id === viewer?.actorId;
  const [thread, done, kept, pinned, added] = await Promise.all([
    threadOf(ctx, viewer, note.id),
    reactionsBy(ctx, viewer, [note.id]),
    bookmarkedAmong(ctx, viewer, [note.id]),
    pinnedAmong(ctx, isOwn ? [note.id] : []),
    Promise.all(additions.map((add) => add(c, note))),
  ]);
  const comments = await commentViews(ctx, thread, viewer, c.var);
  const page = {
    frame,
    note,
    comments,
    done: done.get(note.id),
    kept: kept.has(note.id),
    pinned: isOwn ? pinned.has(note.id) : null,
    plain,
    additions: added,
    draft,
  };
  return c.html(<NotePage {...page} />, draft === undefined ? 200 : 422);
}

/** The page's own address is the note's `url`: asked for ActivityPub it answers the document (decision 15). */
async function answerDocument(c: C, note: ProjectNoteView): Promise<Response> {
  const { ctx } = c.var;
  const document = (await federationIsOn(ctx)) ? await noteDocument(ctx, null, note.id) : null;
  if (document === null) return activityPubNotFound(c);
  return activityPubResponse(c, { text: document.text, etag: document.etag, public: true });
}
