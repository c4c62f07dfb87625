import { type Context, Hono } from "hono";
import { isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { act, FRESH, type Returned, statusOf } from "../../ui/forms/act.ts";
import { type FormValues, typed } from "../../ui/forms/read-form.ts";
import type { MessageKey } from "../../ui/i18n/i18n.ts";
import { ConfirmPage } from "../../ui/parts/confirm-page.tsx";
import { announcementForm } from "./announcement-form.ts";
import { announcementNotFound, onlyAdminsAnnounce } from "./announcements.errors.ts";
import { AUDIENCES, headlineOf } from "./announcements.model.ts";
import { canAnnounce } from "./announcements.policy.ts";
import { type Announcement, announcementById, announcementsFor, pastAnnouncements } from "./announcements.queries.ts";
import type { AnnouncementInput } from "./announcements.schemas.ts";
import { changeAnnouncement, publishAnnouncement, takeDownAnnouncement } from "./announcements.usecases.ts";
import { AnnouncingPage, ChangePage, PATH } from "./pages/announcing-pages.tsx";

type C = Context<AppEnv>;

const PAGE = 20;
const DONE: Readonly<Record<string, MessageKey>> = {
  veroeffentlicht: "announcements.done.published",
  geaendert: "announcements.done.changed",
  zurueckgenommen: "announcements.done.takenDown",
};

/** `/verwaltung/ankuendigungen`: for admins; others get 404 before they come here. */
export const announcingRoutes = new Hono<AppEnv>()
  .get(PATH, (c) => announcingPage(c))
  .post(PATH, (c) =>
    act(c, `${PATH}?getan=veroeffentlicht`, announcingPage, (form) =>
      publishAnnouncement(c.var.ctx, admin(c), readAnnouncement(form)),
    ),
  )
  .get(`${PATH}/:id{[0-9]+}`, (c) => changePage(c))
  .post(`${PATH}/:id{[0-9]+}`, (c) =>
    act(c, `${PATH}?getan=geaendert`, changePage, async (form) =>
      changeAnnouncement(c.var.ctx, admin(c), (await announcementIn(c)).id, readAnnouncement(form)),
    ),
  )
  .get(`${PATH}/:id{[0-9]+}/zuruecknehmen`, async (c) => {
    const { t } = c.var.frame;
    const { id, text } = await announcementIn(c);
    return c.html(
      <ConfirmPage
        frame={c.var.frame}
        title={t("announcements.admin.takeDown.title")}
        action={`${PATH}/${id}/zuruecknehmen`}
        confirm={t("announcements.admin.takeDown.confirm")}
        back={PATH}
      >
        <p>{t("announcements.admin.takeDown.text", { text: headlineOf(text) })}</p>
      </ConfirmPage>,
    );
  })
  .post(`${PATH}/:id{[0-9]+}/zuruecknehmen`, async (c) => {
    await takeDownAnnouncement(c.var.ctx, admin(c), (await announcementIn(c)).id);
    return c.redirect(`${PATH}?getan=zurueckgenommen`, 303);
  });

function admin(c: C): Viewer {
  const { viewer } = c.var;
  if (viewer === null || !canAnnounce(viewer)) throw onlyAdminsAnnounce();
  return viewer;
}

async function announcementIn(c: C): Promise<Announcement> {
  admin(c);
  const id = c.req.param("id") ?? "";
  const announcement = isId(id) ? await announcementById(c.var.ctx, id) : null;
  if (!announcement) throw announcementNotFound();
  return announcement;
}

const readAnnouncement = (form: FormValues): AnnouncementInput => ({
  text: typed(form, "text"),
  startsOn: typed(form, "startsOn"),
  startsAt: typed(form, "startsAt"),
  endsOn: typed(form, "endsOn"),
  endsAt: typed(form, "endsAt"),
  audience: AUDIENCES.find((known) => known === typed(form, "audience")) ?? "everyone",
});

async function announcingPage(c: C, returned: Returned = FRESH): Promise<Response> {
  const { ctx, frame } = c.var;
  const asked = c.req.query("vor") ?? "";
  const before = isId(asked) ? asked : undefined;
  const [holding, found] = await Promise.all([
    announcementsFor(ctx, admin(c), { dismissed: true }),
    pastAnnouncements(ctx, { limit: PAGE + 1, before }),
  ]);
  const past = found.slice(0, PAGE);
  const page = (
    <AnnouncingPage
      frame={frame}
      done={DONE[c.req.query("getan") ?? ""]}
      holding={holding}
      past={past}
      before={found.length > PAGE ? past.at(-1)?.id : undefined}
      values={returned.form}
      errors={returned.errors}
    />
  );
  return c.html(page, statusOf(returned));
}

async function changePage(c: C, returned: Returned = FRESH): Promise<Response> {
  const announcement = await announcementIn(c);
  const values = returned === FRESH ? announcementForm(announcement) : returned.form;
  const page = <ChangePage frame={c.var.frame} announcement={announcement} values={values} errors={returned.errors} />;
  return c.html(page, statusOf(returned));
}
