import { type Context, Hono } from "hono";
import type { RelationKind } from "../../features/follows/relations.model.ts";
import { listHostBlocks, listRelations } from "../../features/follows/relations.queries.ts";
import { blockServer, unblockServer } from "../../features/follows/relations.usecases.ts";
import type { AppEnv } from "../../ui/env.ts";
import { accountEntities } from "../entities/account.ts";
import { linkPage, OTHERS, readPage } from "../paging.ts";
import { one, readParameters } from "../parameters.ts";
import { userOf } from "../shown.ts";

/** Servers a page, as documented. */
const HOSTS = { usual: 100, most: 200 };

/** Whom the member blocks and mutes, and which servers. docs.joinmastodon.org/methods/{blocks,mutes,domain_blocks} */
export const blockRoutes = new Hono<AppEnv>()
  .get("/api/v1/blocks", (c) => relations(c, "block"))
  .get("/api/v1/mutes", (c) => relations(c, "mute"))
  .get("/api/v1/domain_blocks", async (c) => {
    const page = readPage(await readParameters(c), HOSTS);
    const entries = await listHostBlocks(c.var.ctx, userOf(c).actorId, page);
    const ids = entries.map(({ id }) => id);
    linkPage(c, ids, page, "full");
    return c.json(entries.map(({ host }) => host));
  })
  .post("/api/v1/domain_blocks", async (c) => {
    await blockServer(c.var.ctx, userOf(c), one(await readParameters(c), "domain") ?? "");
    return c.json({});
  })
  .delete("/api/v1/domain_blocks", async (c) => {
    await unblockServer(c.var.ctx, userOf(c), one(await readParameters(c), "domain") ?? "");
    return c.json({});
  });

async function relations(c: Context<AppEnv>, kind: RelationKind): Promise<Response> {
  const { ctx } = c.var;
  const page = readPage(await readParameters(c), OTHERS);
  const entries = await listRelations(ctx, userOf(c).actorId, page, kind);
  const ids = entries.map(({ id }) => id);
  linkPage(c, ids, page, "full");
  const accounts = await accountEntities(
    ctx,
    entries.map(({ actor }) => actor),
  );
  // MutedAccount says until when; the same key on a blocked one harms nobody, so it is left out there.
  return c.json(
    kind === "block"
      ? accounts
      : accounts.map((account, index) => ({
          ...account,
          mute_expires_at: entries[index]?.until?.toISOString() ?? null,
        })),
  );
}
