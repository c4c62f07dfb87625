import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { moderatorActorIds } from "../accounts/accounts.queries.ts";
import { actorsByIds } from "../actors/actors.queries.ts";
import { tell } from "../follows/telling.store.ts";
import type { Post } from "../posts/posts.queries.ts";
import type { ReportedItem } from "./moderation.model.ts";
import type { Report } from "./moderation.queries.ts";
import { decisions, reports } from "./moderation.table.ts";

/** The writes that use cases and inbox share. Call them inside a transaction. */

type NewReport = Omit<typeof reports.$inferInsert, "id" | "createdAt" | "evidence"> & {
  /** What is kept as evidence. */
  readonly posts: readonly Post[];
};

/** Writes a report down, with the reported posts as they are now, and tells nobody: it is decided at once. */
export async function keepReport(ctx: Ctx, { posts, ...report }: NewReport): Promise<Report> {
  const evidence = await itemsOf(ctx, posts);
  const [row] = await ctx.db
    .insert(reports)
    .values({ ...report, id: ctx.newId(), evidence, createdAt: ctx.now() })
    .returning();
  return row as Report;
}

/** Writes a report down and tells those who decide it. @returns its row id */
export async function addReport(ctx: Ctx, report: NewReport): Promise<Id> {
  const { id } = await keepReport(ctx, report);
  // Whoever it is about does not decide it.
  const moderators = (await moderatorActorIds(ctx)).filter((actorId) => actorId !== report.targetId);
  // Apps show whom a report is about: what is about nobody whom we know stands on the page alone.
  const aboutId = report.targetId ? id : null;
  await tell(ctx, { type: "report", to: moderators, from: null, path: `/verwaltung/meldungen/${id}`, aboutId });
  return id;
}

async function itemsOf(ctx: Ctx, posts: readonly Post[]): Promise<ReportedItem[]> {
  const authors = await actorsByIds(ctx, [...new Set(posts.map(({ authorId }) => authorId))]);
  return posts.map((post) => {
    const author = authors.get(post.authorId);
    return {
      postId: post.id,
      uri: post.uri,
      url: post.url,
      local: post.local,
      author: author ? `@${author.handle}@${author.host}` : "",
      title: post.title,
      content: post.content === "" ? (post.summary ?? "") : post.content,
      publishedAt: post.publishedAt.toISOString(),
    };
  });
}

type NewDecision = Omit<typeof decisions.$inferInsert, "id" | "decidedAt">;

/** Puts a decision into the log; the report that it answers is closed, and whose post was taken away is told. */
export async function addDecision(ctx: Ctx, decision: NewDecision): Promise<void> {
  const [id, decidedAt] = [ctx.newId(), ctx.now()];
  await ctx.db.insert(decisions).values({ ...decision, id, decidedAt });
  if (decision.action === "deletePost" && decision.subjectId) {
    const path = "/einstellungen/entscheidungen";
    await tell(ctx, { type: "moderation_warning", to: [decision.subjectId], from: null, path, aboutId: id });
  }
  if (decision.reportId) await ctx.db.update(reports).set({ decidedAt }).where(eq(reports.id, decision.reportId));
}
