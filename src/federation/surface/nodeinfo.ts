import { type Context, Hono } from "hono";
import { memberCounts } from "../../features/accounts/accounts.queries.ts";
import { districtOf } from "../../features/district/district.queries.ts";
import { postCounts } from "../../features/posts/posts.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { JsonObject } from "../../platform/json.ts";
import { SOFTWARE } from "../../platform/version.ts";
import type { AppEnv } from "../../ui/env.ts";
import { onlyWhenOn } from "../switch.ts";
import { servedInstance } from "./actors.queries.ts";

const SCHEMA = "http://nodeinfo.diaspora.software/ns/schema";
const VERSIONS = ["2.1", "2.0"] as const;
type Version = (typeof VERSIONS)[number];

/** Whose client API this server speaks: without it megalodon takes the name of an unknown software for a failure. */
const CLIENT_API = { name: "mastodon" };

const FOR_ALL = {
  "Access-Control-Allow-Origin": "*",
  "Cache-Control": "public, max-age=1800, stale-while-revalidate=3600",
} as const;

/** What this server is, for statistics and for peers that adapt to each other (nodeinfo.diaspora.software). */
export const nodeInfoRoutes = new Hono<AppEnv>();

nodeInfoRoutes.get("/.well-known/nodeinfo", onlyWhenOn, async (c) => {
  const { ctx } = c.var;
  const instance = await servedInstance(ctx);
  const links = VERSIONS.map((version) => ({
    rel: `${SCHEMA}/${version}`,
    href: `${ctx.origin}/nodeinfo/${version}`,
  }));
  // FEP-2677: where the technical actor is.
  const actor = instance ? [{ rel: "https://www.w3.org/ns/activitystreams#Application", href: instance.uri }] : [];
  return c.json({ links: [...links, ...actor] }, 200, FOR_ALL);
});

for (const version of VERSIONS) nodeInfoRoutes.get(`/nodeinfo/${version}`, onlyWhenOn, (c) => answer(c, version));

async function answer(c: Context<AppEnv>, version: Version): Promise<Response> {
  const body = JSON.stringify(await nodeInfo(c.var.ctx, version));
  return c.body(body, 200, { ...FOR_ALL, "Content-Type": `application/json; profile="${SCHEMA}/${version}#"` });
}

/** Only what the schema asks for, and the district's name: no list of members, peers or settings (T190). */
async function nodeInfo(ctx: Ctx, version: Version): Promise<JsonObject> {
  const [district, people, written] = await Promise.all([districtOf(ctx), memberCounts(ctx), postCounts(ctx)]);
  return {
    version,
    software: { name: SOFTWARE.name, version: SOFTWARE.version },
    protocols: ["activitypub"],
    services: { inbound: [], outbound: [] },
    openRegistrations: false,
    usage: {
      users: people,
      localPosts: written.posts,
      localComments: written.comments,
    },
    metadata: { upstream: CLIENT_API, ...(district && { nodeName: district.name, nodeDescription: district.about }) },
  };
}
