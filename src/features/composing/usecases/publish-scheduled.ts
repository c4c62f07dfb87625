import { and, eq, isNull, lte } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { AppError } from "../../../platform/errors.ts";
import type { Id } from "../../../platform/ids.ts";
import { enqueueMail } from "../../../platform/mail.ts";
import { hasText, translator } from "../../../ui/i18n/i18n.ts";
import { type Account, accountById } from "../../accounts/accounts.queries.ts";
import { applicationsByIds } from "../../accounts/applications.queries.ts";
import { districtOf } from "../../district/district.queries.ts";
import { releaseMedia } from "../../media/media.usecases.ts";
import type { ScheduledPost } from "../scheduled-posts.queries.ts";
import { scheduledPosts } from "../scheduled-posts.table.ts";
import { publishComposition } from "./publish.ts";

/**
 * Publishes a scheduled post once its time has come, as whoever wrote it may now. Post and row change in one transaction,
 * so it is published once, whenever this process ends. What is refused stays with the reason, and its author gets a mail.
 */
export async function publishScheduled(ctx: Ctx, id: Id): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const [waiting] = await tx.db
      .select()
      .from(scheduledPosts)
      .where(and(eq(scheduledPosts.id, id), lte(scheduledPosts.at, tx.now()), isNull(scheduledPosts.failure)))
      .for("update");
    const author = waiting && (await accountById(tx, waiting.accountId));
    if (!waiting || !author) return;
    const failure = await publish(tx, author, waiting);
    if (failure === null) return;
    await tx.db.update(scheduledPosts).set({ failure: failure.code }).where(eq(scheduledPosts.id, id));
    await tellOfFailure(tx, author, waiting, failure);
  });
}

/** @returns why it was refused; null: it is published */
async function publish(tx: Ctx, author: Account, { id, composition }: ScheduledPost): Promise<AppError | null> {
  if (author.suspendedAt !== null) return new AppError("forbidden", "accounts.suspended", "The account is suspended.");
  try {
    await inTransaction(tx, async (inner) => {
      await releaseMedia(inner, composition.mediaIds);
      // The app that it was written in may be gone.
      const known = await applicationsByIds(inner, composition.applicationId ? [composition.applicationId] : []);
      await publishComposition(inner, author, { ...composition, applicationId: [...known.keys()][0] });
      await inner.db.delete(scheduledPosts).where(eq(scheduledPosts.id, id));
    });
    return null;
  } catch (error) {
    if (error instanceof AppError && error.kind !== "limited" && error.kind !== "upstream") return error;
    throw error;
  }
}

/** Why something was refused, in the words of its fields. */
function reasonIn(t: ReturnType<typeof translator>, { code, fields, message }: AppError): string {
  const keys = [...Object.values(fields), `error.${code}`].filter(hasText);
  return keys[0] === undefined ? message : t(keys[0]);
}

async function tellOfFailure(tx: Ctx, author: Account, { id, composition }: ScheduledPost, failure: AppError) {
  tx.log.info("Scheduled post {id} was not published: {code}", { id, code: failure.code });
  const t = translator(author.locale);
  await enqueueMail(tx, {
    to: author.email,
    subject: t("composing.mail.subject", { district: (await districtOf(tx))?.name ?? "Stadtteilvernetzer" }),
    text: [
      t("composing.mail.greeting", { name: author.name }),
      t("composing.mail.failed", { reason: reasonIn(t, failure) }),
      composition.text,
      t("composing.mail.where", { address: `${tx.origin}/schreiben/geplant` }),
    ].join("\n\n"),
  });
}
