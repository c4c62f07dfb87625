import { eq, sql } from "drizzle-orm";
import { enqueueBackground } from "../../../platform/background.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { enqueueMail, type Mail } from "../../../platform/mail.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { type Locale, translator } from "../../../ui/i18n/i18n.ts";
import { districtOf } from "../../district/district.queries.ts";
import { INTERVAL_MS } from "../../notifications/notifications.model.ts";
import { cataloguePage, wordsOf } from "../../project-notes/catalogue.queries.ts";
import { catalogueHref, choiceInWords, readCatalogueQuery } from "../../project-notes/catalogue-address.model.ts";
import type { ProjectNoteView } from "../../project-notes/project-notes.model.ts";
import { savedSearches } from "../saved.table.ts";
import { searchUnsubscribePath } from "../saved.usecases.ts";

const LOOK_EVERY_MS = 60 * 60 * 1000;
const AT_ONCE = 100;
const MOST_IN_A_MAIL = 10;
/** What is being written at this moment is looked at the next time: it may bear an earlier time than it is seen at. */
const SETTLED_MS = 60_000;

/** Lets `mailSearches` run within the hour; a waiting one is not doubled. */
export const scheduleMailSearches = (ctx: Ctx): Promise<void> =>
  enqueueBackground(
    ctx,
    { kind: "mail-searches" },
    { mergeKey: "mail-searches", runAt: new Date(ctx.now().getTime() + LOOK_EVERY_MS) },
  );

/** A search that is due, and who keeps it. */
interface Due extends Viewer, Record<string, unknown> {
  readonly id: Id;
  readonly parameters: string;
  readonly lookedAt: string;
  readonly email: string;
  readonly locale: Locale;
  readonly name: string;
}

/** Mails what came new in kept searches, to each member as often as they chose. Nothing new: no mail. */
export async function mailSearches(ctx: Ctx): Promise<void> {
  for (;;) {
    const due = await dueSearches(ctx);
    for (const search of due) await look(ctx, search);
    if (due.length < AT_ONCE) return;
  }
}

async function dueSearches(ctx: Ctx): Promise<Due[]> {
  const before = (interval: "daily" | "weekly") =>
    sql`${new Date(ctx.now().getTime() - INTERVAL_MS[interval]).toISOString()}::timestamptz`;
  const rows = await ctx.db.execute<Due>(sql`
    select search.id, search.parameters, search.looked_at as "lookedAt", accounts.id as "accountId",
      accounts.actor_id as "actorId", accounts.role, actors.handle, accounts.email, accounts.locale, actors.name
    from saved_searches search
    join accounts on accounts.id = search.account_id and accounts.suspended_at is null
    join actors on actors.id = accounts.actor_id and actors.deleted_at is null
    where (search.mail = 'daily' and search.looked_at <= ${before("daily")})
      or (search.mail = 'weekly' and search.looked_at <= ${before("weekly")})
    order by search.id limit ${AT_ONCE}`);
  return [...rows];
}

async function look(ctx: Ctx, search: Due): Promise<void> {
  const query = { ...readCatalogueQuery(new URLSearchParams(search.parameters)), sort: "date" } as const;
  const until = new Date(ctx.now().getTime() - SETTLED_MS);
  const arrived = [new Date(search.lookedAt), until] as const;
  const narrowing = { viewer: search, query, words: wordsOf(query), from: null, arrived };
  const { notes } = await cataloguePage(ctx, narrowing, { limit: MOST_IN_A_MAIL });
  // Who wrote it knows of it.
  const news = notes.filter(({ isOwn }) => !isOwn);
  await inTransaction(ctx, async (tx) => {
    await tx.db.update(savedSearches).set({ lookedAt: until }).where(eq(savedSearches.id, search.id));
    if (news.length > 0) await enqueueMail(tx, await mailOf(tx, search, news));
  });
}

async function mailOf(ctx: Ctx, search: Due, news: readonly ProjectNoteView[]): Promise<Mail> {
  const t = translator(search.locale);
  const query = readCatalogueQuery(new URLSearchParams(search.parameters));
  const choice = choiceInWords(query, t) || t("search.keep.everything");
  const unsubscribe = ctx.origin + searchUnsubscribePath(ctx, search.id);
  const lines = news.map(({ fields, district, path }) =>
    [`${fields.title} (${district.name})`, fields.summary, ctx.origin + path].join("\n"),
  );
  return {
    to: search.email,
    subject: t("search.mail.subject", {
      district: (await districtOf(ctx))?.name ?? "Stadtteilvernetzer",
      choice,
    }),
    text: [
      t("search.mail.greeting", { name: search.name }),
      t("search.mail.new", { choice }),
      ...lines,
      t("search.mail.more", { address: ctx.origin + catalogueHref({ ...query, sort: "date" }) }),
      "-- ",
      t("search.mail.end", { address: `${ctx.origin}/suche/gemerkt` }),
      t("search.mail.unsubscribe", { address: unsubscribe }),
    ].join("\n\n"),
    unsubscribe,
  };
}
