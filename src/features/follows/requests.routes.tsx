import { Hono } from "hono";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { readForm, typed } from "../../ui/forms/read-form.ts";
import { sessionNeeded } from "../accounts/accounts.errors.ts";
import { followNotFound } from "./follows.errors.ts";
import { listFollowRequests } from "./follows.queries.ts";
import { acceptFollow, rejectFollow } from "./follows.usecases.ts";
import { RequestsPage } from "./pages/requests-page.tsx";

const PAGE = 30;

/** `/einstellungen/anfragen`: members who decide themselves who follows them answer here. */
export const followRequestRoutes = new Hono<AppEnv>()
  .get("/einstellungen/anfragen", async (c) => {
    const { ctx, viewer, frame } = c.var;
    if (!viewer) throw sessionNeeded();
    const asked = c.req.query("vor") ?? "";
    const requests = await listFollowRequests(ctx, viewer.actorId, {
      limit: PAGE,
      before: isId(asked) ? asked : undefined,
    });
    const before = requests.length === PAGE ? requests.at(-1)?.followId : undefined;
    return c.html(<RequestsPage frame={frame} requests={requests} before={before} />);
  })
  .post("/einstellungen/anfragen/:id", async (c) => {
    const { ctx, viewer } = c.var;
    if (!viewer) throw sessionNeeded();
    const id = c.req.param("id");
    if (!isId(id)) throw followNotFound();
    const answer = typed(await readForm(c), "antwort") === "ja" ? acceptFollow : rejectFollow;
    await answer(ctx, viewer, id);
    return c.redirect("/einstellungen/anfragen", 303);
  });
