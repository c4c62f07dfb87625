import { sql } from "drizzle-orm";
import { enqueueBackground } from "../../../platform/background.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { plainName } from "../../../platform/emojis.ts";
import type { Id } from "../../../platform/ids.ts";
import { enqueueMail } from "../../../platform/mail.ts";
import { type Locale, translator } from "../../../ui/i18n/i18n.ts";
import { districtOf } from "../../district/district.queries.ts";
import { INTERVAL_MS } from "../notifications.model.ts";
import { type Notification, notificationsOf } from "../notifications.queries.ts";
import { unsubscribePath } from "../notifications.secrets.ts";
import { notificationSettings } from "../notifications.table.ts";
import { placeOf, wordsOf } from "../notifications.words.ts";

const LOOK_EVERY_MS = 60 * 60 * 1000;
/** More than this stands on the page only. */
const MOST_IN_A_MAIL = 20;
const AT_ONCE = 200;

/** Lets `mailNews` run within the hour; a waiting one is not doubled. */
export const scheduleMailNews = (ctx: Ctx): Promise<void> =>
  enqueueBackground(
    ctx,
    { kind: "mail-news" },
    { mergeKey: "mail-news", runAt: new Date(ctx.now().getTime() + LOOK_EVERY_MS) },
  );

/** A member for whom there may be something new, and who wants to know by mail. */
interface Reader {
  readonly accountId: Id;
  readonly actorId: Id;
  readonly email: string;
  readonly locale: Locale;
  readonly name: string;
  /** Nothing up to this one is new. */
  readonly knownId: number;
}

/**
 * Mails every member what is new, to those who want a mail and have had none in their interval. Nothing that was seen on
 * the page is mailed, and nothing twice.
 */
export async function mailNews(ctx: Ctx): Promise<void> {
  for (;;) {
    const readers = await readersToMail(ctx);
    for (const reader of readers) await mailTo(ctx, reader);
    if (readers.length < AT_ONCE) return;
  }
}

async function readersToMail(ctx: Ctx): Promise<Reader[]> {
  const before = (interval: "daily" | "weekly"): string =>
    new Date(ctx.now().getTime() - INTERVAL_MS[interval]).toISOString();
  const rows = await ctx.db.execute<Record<keyof Reader, string>>(sql`
    select accounts.id as "accountId", accounts.actor_id as "actorId", accounts.email, accounts.locale,
      actors.name, greatest(settings.seen_id, settings.mailed_id, 0) as "knownId"
    from accounts
    join actors on actors.id = accounts.actor_id and actors.deleted_at is null
    left join notification_settings settings on settings.account_id = accounts.id
    where accounts.suspended_at is null and coalesce(settings.mail, 'daily') <> 'never'
      and (settings.mailed_at is null or settings.mailed_at <=
        case settings.mail when 'weekly' then ${before("weekly")}::timestamptz else ${before("daily")}::timestamptz end)
      and exists (
        select from notifications
        where recipient_id = accounts.actor_id and not held
          and notifications.id > greatest(settings.seen_id, settings.mailed_id, 0))
    order by accounts.id limit ${AT_ONCE}`);
  return [...rows].map((row) => ({ ...row, locale: row.locale as Locale, knownId: Number(row.knownId) }));
}

async function mailTo(ctx: Ctx, reader: Reader): Promise<void> {
  const { accountId, actorId, knownId } = reader;
  const news = await notificationsOf(ctx, actorId, { limit: MOST_IN_A_MAIL + 1, after: knownId });
  await inTransaction(ctx, async (tx) => {
    const [newest] = await tx.db.execute<{ id: string }>(sql`
      select max(id) as id from notifications where recipient_id = ${actorId}`);
    const mailedId = Number(newest?.id ?? knownId);
    // What may not be seen any more is no news; then no mail goes out, and none is owed.
    const mailedAt = news.length > 0 ? tx.now() : null;
    await tx.db
      .insert(notificationSettings)
      .values({ accountId, mailedId, mailedAt })
      .onConflictDoUpdate({
        target: notificationSettings.accountId,
        set: { mailedId, ...(mailedAt && { mailedAt }) },
      });
    if (news.length > 0) await enqueueMail(tx, await mailOf(tx, reader, news));
  });
}

async function mailOf(ctx: Ctx, reader: Reader, news: readonly Notification[]) {
  const t = translator(reader.locale);
  const address = `${ctx.origin}/mitteilungen`;
  const unsubscribe = ctx.origin + unsubscribePath(ctx.vault, reader.accountId);
  const lines = news.slice(0, MOST_IN_A_MAIL).map((entry) => {
    const who = entry.from === null ? "" : `${plainName(entry.from)} `;
    const what = `${who}${t(`notifications.type.${entry.type}`)}`;
    const place = placeOf(entry);
    return [what, wordsOf(entry), place && ctx.origin + place].filter((line) => line !== null).join("\n");
  });
  return {
    to: reader.email,
    subject: t("notifications.mail.subject", { district: (await districtOf(ctx))?.name ?? "Stadtteilvernetzer" }),
    text: [
      t("notifications.mail.greeting", { name: reader.name }),
      t("notifications.mail.new"),
      ...lines,
      ...(news.length > MOST_IN_A_MAIL ? [t("notifications.mail.more", { address })] : []),
      "-- ",
      t("notifications.mail.end", { address }),
      t("notifications.mail.unsubscribe", { address: unsubscribe }),
    ].join("\n\n"),
    unsubscribe,
  };
}
