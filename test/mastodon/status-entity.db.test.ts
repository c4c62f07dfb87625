import { expect, test } from "vitest";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { statusEntities, statusEntity } from "../../src/mastodon/entities/status.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createMember, setUpDistrict } from "../support/people.ts";
import { insertActor, insertPost } from "../support/rows.ts";
import { statusesSchema, statusSchema } from "./schemas/status.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const anna = await createMember(ctx, "anna");
const bela = await createMember(ctx, "bela");
const maria = await insertActor(ctx, { handle: "maria", host: "post.test" });

test("a member's post is a status with mentions, hashtags and counters", async () => {
  const post = await publishPost(ctx, anna, { text: "Danke @bela für die #Kübel!" });
  await react(ctx, bela, post.id, "like");
  const status = statusSchema.parse(await statusEntity(ctx, bela, post.id));
  expect(status).toMatchObject({
    id: post.id,
    uri: post.uri,
    account: { id: anna.actorId },
    visibility: "public",
    language: "de",
    edited_at: null,
    favourites_count: 1,
    favourited: true,
    reblogged: false,
    mentions: [{ id: bela.actorId, acct: "bela", url: "https://heslach.test/@bela" }],
    tags: [{ name: "kübel" }],
    quote_approval: { automatic: ["public"], current_user: "automatic" },
    reblog: null,
  });
});

test("many statuses cost as many statements as one", async () => {
  const posts = await Promise.all(
    Array.from({ length: 6 }, (_, index) => insertPost(ctx, maria, { content: `<p>${index}</p>` })),
  );
  const counting = countStatements(ctx);
  await statusEntities(counting, anna, [posts[0]?.id ?? ""]);
  const one = counting.statements.length;
  counting.reset();
  const many = statusesSchema.parse(
    await statusEntities(
      counting,
      anna,
      posts.map(({ id }) => id),
    ),
  );
  expect(many.map(({ id }) => id)).toEqual(posts.map(({ id }) => id));
  expect(counting.statements.length).toBe(one);
});
