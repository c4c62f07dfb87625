import { type Context, Hono } from "hono";
import { type Id, isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { formErrors } from "../../ui/forms/form-errors.ts";
import { readForm, typed } from "../../ui/forms/read-form.ts";
import { safePath } from "../../ui/safe-path.ts";
import { memberOf } from "../accounts/accounts.policy.ts";
import { emojisIn } from "../emojis/emojis.queries.ts";
import { announcementNotFound } from "./announcements.errors.ts";
import { announcementsFor, reactionsTo } from "./announcements.queries.ts";
import { dismissAnnouncement, reactToAnnouncement, unreactToAnnouncement } from "./answers.usecases.ts";
import { AnnouncementsPage, type AnnouncementsPageProps } from "./pages/announcements-page.tsx";
import { announcementHtml, peopleIn } from "./rendering.queries.ts";

type C = Context<AppEnv>;

const PATH = "/ankuendigungen";

/** What admins tell: for everybody to read, for members to react to and to put away. */
export const announcementRoutes = new Hono<AppEnv>()
  .get(PATH, (c) => announcementsPage(c))
  .post(`${PATH}/:id{[0-9]+}/ausblenden`, async (c) => {
    await dismissAnnouncement(c.var.ctx, memberOf(c), idIn(c));
    return c.redirect(safePath(typed(await readForm(c), "zurueck")), 303);
  })
  .post(`${PATH}/:id{[0-9]+}/reagieren`, async (c) => {
    const [id, form] = [idIn(c), await readForm(c)];
    const back = typed(form, "zuruecknehmen");
    const name = typed(form, "name").trim();
    try {
      if (back !== "") await unreactToAnnouncement(c.var.ctx, memberOf(c), id, back);
      else await reactToAnnouncement(c.var.ctx, memberOf(c), id, withoutColons(name));
    } catch (error) {
      return announcementsPage(c, { id, name, errors: formErrors(c.var.frame.t, error) });
    }
    return c.redirect(`${PATH}#a${id}`, 303);
  });

/** People write emojis as in their texts. */
const withoutColons = (name: string): string => /^:(\w+):$/.exec(name)?.[1] ?? name;

function idIn(c: C): Id {
  const id = c.req.param("id") ?? "";
  if (!isId(id)) throw announcementNotFound();
  return id;
}

async function announcementsPage(c: C, returned?: AnnouncementsPageProps["returned"]): Promise<Response> {
  const { ctx, viewer, frame } = c.var;
  const found = await announcementsFor(ctx, viewer, { dismissed: true });
  const texts = found.map(({ text }) => text);
  const [reactions, people, emojis] = await Promise.all([
    reactionsTo(
      ctx,
      viewer,
      found.map(({ id }) => id),
    ),
    peopleIn(ctx, texts),
    emojisIn(ctx, texts),
  ]);
  const announcements = found.map((announcement) => ({
    ...announcement,
    content: announcementHtml(ctx, announcement.text, people),
    reactions: reactions.get(announcement.id) ?? [],
  }));
  const page = { frame, announcements, emojis, returned };
  return c.html(<AnnouncementsPage {...page} />, returned === undefined ? 200 : 422);
}
