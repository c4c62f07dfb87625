import { beforeAll, describe, expect, test } from "vitest";
import { updateDistrict } from "../../../src/features/district/district.usecases.ts";
import { posts, postTags } from "../../../src/features/posts/posts.table.ts";
import { projectNotes } from "../../../src/features/project-notes/project-notes.table.ts";
import { type Content, createContent } from "../../support/content.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { activeParts } from "../../support/html.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { sessionOf } from "../../support/people.ts";
import { insertActor, insertPost } from "../../support/rows.ts";

let ctx: TestCtx;
let app: TestApp;
let content: Content;

beforeAll(async () => {
  ctx = await createTestCtx();
  content = await createContent(ctx);
  app = createTestApp(ctx);
});

async function read(path: string): Promise<{ status: number; html: string }> {
  const response = await app.request(path);
  return { status: response.status, html: await response.text() };
}

describe("T113–T115 hostile names and texts", () => {
  const EVIL = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`;
  const harmless = (html: string): void => expect(activeParts(html)).toEqual([]);

  test("T113 in every field of a peer's note stay text", async () => {
    const actor = await insertActor(ctx, { host: "boese.test", handle: "boese", name: EVIL, kind: "district" });
    const post = await insertPost(ctx, actor, { kind: "projectNote", type: "Article", language: `de"${EVIL}` });
    await ctx.db.insert(projectNotes).values({
      postId: post.id,
      status: "running",
      outcome: "mixed",
      districtName: EVIL,
      fields: {
        title: EVIL,
        summary: EVIL,
        goal: EVIL,
        measures: `${EVIL}\n\n${EVIL}`,
        benefit: EVIL,
        targetGroups: [EVIL],
        effort: EVIL,
        space: EVIL,
        topics: [EVIL],
        costs: [{ label: EVIL, amount: "1.00", currency: EVIL }],
        partners: [{ name: EVIL, role: EVIL, gains: [EVIL] }],
        resources: [{ kind: "time", text: EVIL, unit: EVIL }],
        impact: [{ name: EVIL, before: EVIL, after: EVIL, unit: EVIL }],
        lessons: { worked: [EVIL], didNotWork: [EVIL], wouldChange: [EVIL] },
        place: { name: EVIL, street: EVIL },
        contact: { name: EVIL, role: EVIL },
        transferKit: { steps: [{ name: EVIL, text: EVIL, duration: EVIL }], minimum: EVIL, pitfalls: [EVIL] },
      },
    });
    await ctx.db.insert(postTags).values({ postId: post.id, tag: EVIL, name: EVIL });
    for (const path of [`/projekte/boese.test/${post.id}`, "/projekte", "/"]) {
      const { status, html } = await read(path);
      expect(status).toBe(200);
      harmless(html);
    }
  });

  test("T114 in names, summaries and answers of actors stay text", async () => {
    const actor = await insertActor(ctx, { host: "schlimm.test", handle: "schlimm", name: EVIL });
    const [note] = await ctx.db.select({ id: posts.id, uri: posts.uri }).from(posts).limit(1);
    if (note === undefined) throw new Error("no note");
    await insertPost(ctx, actor, {
      inReplyToUri: note.uri,
      inReplyToId: note.id,
      rootId: note.id,
      content: "<p>Hallo</p>",
    });
    const session = await sessionOf(ctx, content.anna);
    harmless(await (await app.request("/@schlimm@schlimm.test", { session })).text());
    harmless((await read(content.paths.full)).html);
  });

  test("T115 in addresses and queries come back as text only", async () => {
    const evil = encodeURIComponent(EVIL);
    for (const path of [
      `/projekte?q=${evil}&thema=${evil}&stadtteil=${evil}&vor=${evil}`,
      `/folgen-von-aussen?adresse=${evil}`,
      `/folgen-von-aussen?wem=${evil}`,
      `/projekte/${evil}`,
      `/@${evil}`,
    ]) {
      harmless((await read(path)).html);
    }
  });

  test("T115 in what the district says of itself stay text", async () => {
    const { name, city, accent } = content.district;
    await updateDistrict(ctx, content.admin, { name, city, accent, about: EVIL });
    harmless((await read("/")).html);
    harmless((await read("/ueber")).html);
    harmless((await read("/@heslach")).html);
  });
});
