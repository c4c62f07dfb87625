import { type Context, Hono } from "hono";
import { isMailOn } from "../../platform/mail.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { readForm, typed } from "../../ui/forms/read-form.ts";
import { sessionNeeded } from "../accounts/accounts.errors.ts";
import { MAIL_INTERVALS, type MailInterval } from "../notifications/notifications.model.ts";
import { narrowingOf, readCatalogueQuery } from "../project-notes/catalogue-address.model.ts";
import { KeepSearchPage, KeptSearchesPage, SearchMailStoppedPage, StopSearchMailPage } from "./pages/saved.tsx";
import { savedSearchesOf } from "./saved.queries.ts";
import { checkSearchSecret, chooseSearchMail, deleteSearch, saveSearch, stopSearchMail } from "./saved.usecases.ts";

type C = Context<AppEnv>;

function member(c: C): Viewer {
  if (!c.var.viewer) throw sessionNeeded();
  return c.var.viewer;
}

const intervalIn = (text: string): MailInterval => MAIL_INTERVALS.find((known) => known === text) ?? "never";

/** Searches of the catalogue that members keep, and how they come by mail. */
export const savedSearchRoutes = new Hono<AppEnv>()
  .get("/suche/merken", (c) => {
    const query = narrowingOf(readCatalogueQuery(new URL(c.req.url).searchParams));
    return c.html(<KeepSearchPage frame={c.var.frame} query={query} mail={isMailOn(c.var.ctx)} />);
  })
  .post("/suche/merken", async (c) => {
    const viewer = member(c);
    const form = await readForm(c);
    const query = readCatalogueQuery(new URLSearchParams(typed(form, "auswahl")));
    await saveSearch(c.var.ctx, viewer, query, intervalIn(typed(form, "post")));
    return c.redirect("/suche/gemerkt", 303);
  })
  .get("/suche/gemerkt", async (c) => {
    const { ctx, frame } = c.var;
    const searches = await savedSearchesOf(ctx, member(c));
    return c.html(<KeptSearchesPage frame={frame} searches={searches} mail={isMailOn(ctx)} />);
  })
  .post("/suche/gemerkt/:id{[0-9]+}", async (c) => {
    const viewer = member(c);
    const form = await readForm(c);
    await chooseSearchMail(c.var.ctx, viewer, c.req.param("id"), intervalIn(typed(form, "post")));
    return c.redirect("/suche/gemerkt", 303);
  })
  .post("/suche/gemerkt/:id{[0-9]+}/loeschen", async (c) => {
    await deleteSearch(c.var.ctx, member(c), c.req.param("id"));
    return c.redirect("/suche/gemerkt", 303);
  })
  .get("/abbestellen/suche/:id{[0-9]+}/:secret", (c) => {
    const { id, secret } = c.req.param();
    checkSearchSecret(c.var.ctx, id, secret);
    return c.html(<StopSearchMailPage frame={c.var.frame} action={c.req.path} />);
  })
  .post("/abbestellen/suche/:id{[0-9]+}/:secret", async (c) => {
    const { id, secret } = c.req.param();
    await stopSearchMail(c.var.ctx, id, secret);
    return c.html(<SearchMailStoppedPage frame={c.var.frame} />);
  });
