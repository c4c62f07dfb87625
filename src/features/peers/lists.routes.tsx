import { type Context, Hono } from "hono";
import { AppError } from "../../platform/errors.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { readFormData } from "../../ui/forms/read-form.ts";
import { ownHost } from "../actors/actors.queries.ts";
import { ListsPage, PreviewPage } from "./pages/lists-pages.tsx";
import { onlyAdmins } from "./peers.errors.ts";
import { type GivenList, type ReadList, readList, writeRules, writeTrusted } from "./peers.lists.ts";
import { changesBy, ruledPeers, trustedPeers } from "./peers.queries.ts";
import { takeOverList } from "./peers.usecases.ts";

type C = Context<AppEnv>;

const LISTS = "/verwaltung/verbindungen/listen";
/** Characters of a list. The longest public ones have some hundred thousand. */
const LONGEST = 500_000;
const MOST_EXPORTED = 100_000;

/** Import and export of lists of servers as CSV, in Mastodon's columns. For admins. */
export const peerListRoutes = new Hono<AppEnv>()
  .get(LISTS, (c) => listsPage(c, { kind: "rules", text: "" }, NO_ERRORS))
  .post(LISTS, async (c) => {
    const given = await readGiven(c);
    try {
      return await previewPage(c, given, listIn(c, given));
    } catch (error) {
      return listsPage(c, given, formErrors(c.var.frame.t, error));
    }
  })
  .post(`${LISTS}/uebernehmen`, async (c) => {
    const { viewer, ctx, frame } = c.var;
    if (viewer === null) throw onlyAdmins();
    const given = await readGiven(c);
    try {
      await takeOverList(ctx, viewer, listIn(c, given));
      return c.redirect("/verwaltung/verbindungen/server?getan=uebernommen", 303);
    } catch (error) {
      return listsPage(c, given, formErrors(frame.t, error));
    }
  })
  .get(`${LISTS}/sperren.csv`, async (c) =>
    download(c, "domain_blocks.csv", writeRules(await ruledPeers(c.var.ctx, { limit: MOST_EXPORTED }))),
  )
  .get(`${LISTS}/vertrauen.csv`, async (c) =>
    download(c, "domain_allows.csv", writeTrusted(await trustedPeers(c.var.ctx, { limit: MOST_EXPORTED }))),
  );

async function readGiven(c: C): Promise<GivenList> {
  const form = await readFormData(c);
  const [file, typed] = [form.get("datei"), form.get("text")];
  const text = file instanceof File && file.size > 0 ? await file.text() : typeof typed === "string" ? typed : "";
  return { kind: form.get("art") === "trusted" ? "trusted" : "rules", text };
}

/** @throws AppError when nothing was given, or too much */
function listIn(c: C, { kind, text }: GivenList): ReadList {
  const problem = text.trim() === "" ? "empty" : text.length > LONGEST ? "long" : null;
  if (problem !== null) {
    throw new AppError("invalid", "errors.input", `The list is refused: ${problem}.`, {
      fields: { text: `error.peers.list-${problem}` },
    });
  }
  return readList(text, kind, ownHost(c.var.ctx));
}

const listsPage = (c: C, given: GivenList, errors: FormErrors): Response | Promise<Response> =>
  c.html(<ListsPage frame={c.var.frame} given={given} errors={errors} />, errors === NO_ERRORS ? 200 : 422);

async function previewPage(c: C, given: GivenList, list: ReadList): Promise<Response> {
  const changes = await changesBy(c.var.ctx, list);
  return c.html(<PreviewPage frame={c.var.frame} given={given} bad={list.bad} changes={changes} />);
}

const download = (c: C, name: string, text: string): Response =>
  c.body(text, 200, {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": `attachment; filename="${name}"`,
  });
