import { type Context, Hono } from "hono";
import { AppError } from "../../platform/errors.ts";
import { type Id, isId } from "../../platform/ids.ts";
import { isMailOn } from "../../platform/mail.ts";
import type { AppEnv } from "../../ui/env.ts";
import { readForm, typed } from "../../ui/forms/read-form.ts";
import { sessionNeeded } from "../accounts/accounts.errors.ts";
import { MAIL_INTERVALS, notificationIdIn } from "./notifications.model.ts";
import { notificationSettingsOf, notificationsOf } from "./notifications.queries.ts";
import { isUnsubscribeSecret } from "./notifications.secrets.ts";
import { chooseMail, markSeen } from "./notifications.usecases.ts";
import { NotificationsPage } from "./pages/notifications-page.tsx";
import { UnsubscribedPage, UnsubscribePage } from "./pages/unsubscribe-pages.tsx";
import { heldCounts } from "./policy.queries.ts";

const PAGE = 30;

/** `/mitteilungen`: what the member is told of, what of it was seen, and how it comes by mail. */
export const notificationRoutes = new Hono<AppEnv>()
  .get("/mitteilungen", (c) => answer(c, undefined))
  .get("/mitteilungen/vor/:before{[1-9][0-9]{0,14}}", (c) => answer(c, Number(c.req.param("before"))))
  .post("/mitteilungen/gesehen", async (c) => {
    const { ctx, viewer } = c.var;
    if (!viewer) throw sessionNeeded();
    const until = notificationIdIn(typed(await readForm(c), "bis"));
    if (until !== undefined) await markSeen(ctx, viewer, until);
    return c.redirect("/mitteilungen", 303);
  })
  .post("/mitteilungen/post", async (c) => {
    const { ctx, viewer } = c.var;
    if (!viewer) throw sessionNeeded();
    const asked = typed(await readForm(c), "post");
    const interval = MAIL_INTERVALS.find((known) => known === asked);
    if (interval) await chooseMail(ctx, viewer, interval);
    return c.redirect("/mitteilungen", 303);
  })
  .get("/abbestellen/:account{[0-9]+}/:secret", (c) => {
    const { account, secret } = addressed(c);
    return c.html(<UnsubscribePage frame={c.var.frame} action={`/abbestellen/${account}/${secret}`} />);
  })
  .post("/abbestellen/:account{[0-9]+}/:secret", async (c) => {
    const { ctx, frame } = c.var;
    await chooseMail(ctx, { accountId: addressed(c).account }, "never");
    return c.html(<UnsubscribedPage frame={frame} />);
  });

/** The account of a secret address out of a mail. @throws AppError `errors.not-found` */
function addressed(c: Context<AppEnv>): { account: Id; secret: string } {
  const { account = "", secret = "" } = c.req.param();
  if (!isId(account) || !isUnsubscribeSecret(c.var.ctx.vault, account, secret))
    throw new AppError("notFound", "errors.not-found", "No such subscription.");
  return { account, secret };
}

async function answer(c: Context<AppEnv>, before: number | undefined): Promise<Response> {
  const { ctx, viewer, frame } = c.var;
  if (!viewer) throw sessionNeeded();
  const [found, settings, { senders }] = await Promise.all([
    notificationsOf(ctx, viewer.actorId, { limit: PAGE + 1, before }),
    notificationSettingsOf(ctx, viewer.accountId),
    heldCounts(ctx, viewer),
  ]);
  const entries = found.slice(0, PAGE);
  return c.html(
    <NotificationsPage
      frame={frame}
      entries={entries}
      seenId={settings.seenId}
      waiting={senders}
      before={found.length > PAGE ? entries.at(-1)?.id : undefined}
      mail={isMailOn(ctx) ? settings.mail : null}
    />,
  );
}
