import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { noteNotFound } from "../project-notes/project-notes.errors.ts";
import { projectNoteById } from "../project-notes/project-notes.queries.ts";
import { keepFresh, lineageFor } from "./lineage.queries.ts";
import { adoptProject } from "./usecases/adopt.ts";

const PATH = "/api/v1/stadtteil/projects/:id";
const MAX_KEY = 255;

/** Adopting and family trees for scripts. Reading is open to all, adopting needs a bearer token with the scope `write`. */
export const adoptionApi = new Hono<AppEnv>()
  .post(`${PATH}/adopt`, async (c) => {
    const { ctx, viewer } = c.var;
    if (!viewer) throw new HTTPException(401, { message: "This needs an access token." });
    const id = c.req.param("id");
    if (!isId(id)) throw noteNotFound();
    const body = await c.req.json().catch(() => {
      throw new HTTPException(400, { message: "The body is not JSON." });
    });
    const { as, ...input } = z.record(z.string(), z.unknown()).catch({}).parse(body);
    const named = z.string().max(100).optional().catch(undefined).parse(as);
    const idempotencyKey = c.req.header("Idempotency-Key")?.slice(0, MAX_KEY);
    const note = await adoptProject(ctx, viewer, id, input, { as: named, idempotencyKey });
    const view = await projectNoteById(ctx, viewer, note.id);
    const location = `${ctx.origin}/api/v1/stadtteil/projects/${note.id}`;
    return c.json({ ...note, adoption: view?.adoption ?? null }, 201, { Location: location });
  })
  .get(`${PATH}/lineage`, async (c) => {
    const { ctx, viewer } = c.var;
    const note = await projectNoteById(ctx, viewer, c.req.param("id"));
    if (!note) throw noteNotFound();
    const lineage = await lineageFor(ctx, viewer, note.uri);
    await keepFresh(ctx, note.uri, lineage, viewer ? "member" : "anybody");
    const nodes = (lineage?.nodes ?? []).map((node) => ({
      ...node,
      publishedAt: node.publishedAt?.toISOString() ?? null,
      path: lineage?.paths.get(node.uri) ?? null,
    }));
    return c.json({ uri: note.uri, refreshedAt: lineage?.refreshedAt.toISOString() ?? null, nodes });
  });
