import { type Context, Hono } from "hono";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { ConfirmPage } from "../../ui/parts/confirm-page.tsx";
import { memberOf } from "../accounts/accounts.policy.ts";
import { scheduledNotFound } from "./composing.errors.ts";
import { ScheduledPage, titleOf } from "./pages/scheduled-page.tsx";
import { scheduledPost, scheduledPostsOf } from "./scheduled-posts.queries.ts";
import { unschedulePost } from "./usecases/schedule.ts";

const PAGE = 30;

/** `/schreiben/geplant`: what waits to be published, and throwing it away. */
export const composingRoutes = new Hono<AppEnv>()
  .get("/schreiben/geplant", (c) => answer(c, undefined))
  .get("/schreiben/geplant/vor/:before", (c) => {
    const before = c.req.param("before");
    if (!isId(before)) throw scheduledNotFound();
    return answer(c, before);
  })
  .get("/schreiben/geplant/:id{[0-9]+}/verwerfen", async (c) => {
    const { ctx, frame } = c.var;
    const waiting = await scheduledPost(ctx, memberOf(c), c.req.param("id"));
    return c.html(
      <ConfirmPage
        frame={frame}
        title={frame.t("composing.discard.title")}
        action={`/schreiben/geplant/${waiting.id}/verwerfen`}
        confirm={frame.t("composing.discard.confirm")}
        back="/schreiben/geplant"
      >
        <p>{frame.t("composing.discard.text", { title: titleOf(frame, waiting) })}</p>
      </ConfirmPage>,
    );
  })
  .post("/schreiben/geplant/:id{[0-9]+}/verwerfen", async (c) => {
    await unschedulePost(c.var.ctx, memberOf(c), c.req.param("id"));
    return c.redirect("/schreiben/geplant", 303);
  });

async function answer(c: Context<AppEnv>, before: string | undefined): Promise<Response> {
  const { ctx, frame } = c.var;
  const found = await scheduledPostsOf(ctx, memberOf(c), { limit: PAGE + 1, before });
  const waiting = found.slice(0, PAGE);
  const next = found.length > PAGE ? waiting.at(-1)?.id : undefined;
  return c.html(<ScheduledPage frame={frame} waiting={waiting} before={next} />);
}
