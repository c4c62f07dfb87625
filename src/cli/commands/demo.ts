import { and, eq, inArray } from "drizzle-orm";
import type { Account } from "../../features/accounts/accounts.queries.ts";
import { accountByLogin } from "../../features/accounts/accounts.queries.ts";
import { createAccount } from "../../features/accounts/accounts.usecases.ts";
import { districtOf } from "../../features/district/district.queries.ts";
import { posts } from "../../features/posts/posts.table.ts";
import { publishProjectNote } from "../../features/project-notes/usecases/publish.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { newSecret } from "../../platform/secrets.ts";
import type { Command } from "../command.ts";
import { DEMO_NOTES, type DemoNote } from "../demo-notes.ts";

const AUTHOR = { handle: "beispiele", name: "Redaktion der Beispiele", email: "beispiele@stadtteil.invalid" };

export const demo: Command = {
  words: "demo",
  summary: "Fills the instance with example project notes, successful and failed ones. Twice does no harm.",
  usage: "",
  args: 0,
  plan: () => async (ctx) => {
    const author = await demoAuthor(ctx);
    const known = await titlesOf(ctx, author);
    const missing = notesFor((await districtOf(ctx))?.handle ?? "").filter(({ note }) => !known.has(note.title));
    const published: { title: string; uri: string; url: string }[] = [];
    for (const { note } of missing) {
      const { uri, url } = await publishProjectNote(ctx, author, note);
      published.push({ title: note.title, uri, url });
    }
    return {
      json: { published },
      text: published.map(({ url }) => url).join("\n") || "The examples are there already.",
    };
  },
};

/** The half that is at home in this district, else all. */
function notesFor(handle: string): readonly DemoNote[] {
  const own = DEMO_NOTES.filter(({ home }) => home === handle);
  return own.length > 0 ? own : DEMO_NOTES;
}

/** Nobody knows the password: the examples have an author, but no login. */
async function demoAuthor(ctx: Ctx): Promise<Account> {
  return (await accountByLogin(ctx, AUTHOR.handle)) ?? createAccount(ctx, { ...AUTHOR, password: newSecret() });
}

async function titlesOf(ctx: Ctx, author: Account): Promise<ReadonlySet<string>> {
  const titles = DEMO_NOTES.map(({ note }) => note.title);
  const rows = await ctx.db
    .select({ title: posts.title })
    .from(posts)
    .where(and(eq(posts.authorId, author.actorId), inArray(posts.title, titles)));
  return new Set(rows.map(({ title }) => title ?? ""));
}
