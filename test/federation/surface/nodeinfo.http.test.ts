import { expect, test } from "vitest";
import { z } from "zod";
import { accounts, sessions } from "../../../src/features/accounts/accounts.table.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { insertActor, insertPost } from "../../support/rows.ts";
import { heslach, surfaceOf } from "./surface.ts";

const ctx = await createTestCtx();
await heslach(ctx);
const surface = surfaceOf(ctx);

/** What the published schemas (nodeinfo.diaspora.software, 2.0 and 2.1) demand; additional members are forbidden there. */
const count = z.number().int().min(0);
const schema = (version: string, software: z.ZodRawShape) =>
  z.strictObject({
    version: z.literal(version),
    software: z.strictObject({
      name: z.string().regex(/^[a-z0-9-]+$/),
      version: z.string().min(1),
      ...software,
    }),
    protocols: z.array(z.enum(["activitypub", "diaspora", "ostatus", "zot"])).min(1),
    services: z.strictObject({ inbound: z.array(z.string()), outbound: z.array(z.string()) }),
    openRegistrations: z.boolean(),
    usage: z.strictObject({
      users: z.strictObject({
        total: count.optional(),
        activeHalfyear: count.optional(),
        activeMonth: count.optional(),
      }),
      localPosts: count.optional(),
      localComments: count.optional(),
    }),
    metadata: z.record(z.string(), z.unknown()),
  });

const SCHEMAS = {
  "2.0": schema("2.0", {}),
  "2.1": schema("2.1", { repository: z.string().optional(), homepage: z.string().optional() }),
};

test("the links lead to both versions", async () => {
  const { links } = (await surface.json("/.well-known/nodeinfo")) as unknown as {
    links: { rel: string; href: string }[];
  };
  for (const version of ["2.0", "2.1"]) {
    const link = links.find(({ rel }) => rel === `http://nodeinfo.diaspora.software/ns/schema/${version}`);
    expect(link?.href).toBe(`https://heslach.test/nodeinfo/${version}`);
  }
});

test.each(["2.0", "2.1"] as const)("check 8, T190: NodeInfo %s is valid and tells nothing more", async (version) => {
  const response = await surface.get(`/nodeinfo/${version}`);
  expect(response.headers.get("Content-Type")).toBe(
    `application/json; profile="http://nodeinfo.diaspora.software/ns/schema/${version}#"`,
  );
  const body = (await response.json()) as { metadata: object };
  expect(SCHEMAS[version].parse(body)).toMatchObject({ protocols: ["activitypub"], openRegistrations: false });
  expect(Object.keys(body.metadata)).toEqual(["upstream", "nodeName", "nodeDescription"]);
});

test("members, those who were here lately, posts and comments are counted; what others wrote is not", async () => {
  const day = 86_400_000;
  const ago = (days: number): Date => new Date(ctx.now().getTime() - days * day);
  for (const [handle, seen] of [
    ["neu", 1],
    ["alt", 100],
    ["uralt", 300],
  ] as const) {
    const actor = await insertActor(ctx, { handle });
    const id = ctx.newId();
    await ctx.db.insert(accounts).values({
      id,
      actorId: actor.id,
      email: `${handle}@heslach.test`,
      passwordHash: "x",
      role: "member",
      createdAt: ago(400),
    });
    await ctx.db
      .insert(sessions)
      .values({ tokenHash: handle, accountId: id, createdAt: ago(seen), lastSeenAt: ago(seen) });
    const post = await insertPost(ctx, actor);
    await insertPost(ctx, actor, { inReplyToUri: post.uri });
  }
  await insertPost(ctx, await insertActor(ctx, { handle: "m", host: "anderswo.test" }));
  expect((await surface.json("/nodeinfo/2.1")).usage).toEqual({
    users: { total: 3, activeMonth: 1, activeHalfyear: 2 },
    localPosts: 3,
    localComments: 3,
  });
});

test("the vocabulary is there for people and for tools", async () => {
  const page = await surface.get("/ns/stv", { Accept: "text/html" });
  expect(page.status).toBe(200);
  const html = await page.text();
  for (const term of ["stv:projectNote", "stv:goal", "stv:version", "stv:knownDistricts"]) {
    expect(html).toContain(`<code>${term}</code>`);
  }
  const context = await surface.get("/ns/stv.jsonld");
  expect(context.headers.get("Content-Type")).toBe("application/ld+json");
  expect(await context.json()).toMatchObject({ "@context": { stv: "https://w3id.org/stadtteilvernetzer/ns#" } });
});
