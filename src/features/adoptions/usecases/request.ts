import { and, eq, inArray, isNull, lt } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { enqueueMail, isMailOn } from "../../../platform/mail.ts";
import { takePoint } from "../../../platform/rate-limit.ts";
import { hashSecret, newSecret } from "../../../platform/secrets.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { translator } from "../../../ui/i18n/i18n.ts";
import { accounts } from "../../accounts/accounts.table.ts";
import { districtOf } from "../../district/district.queries.ts";
import { tell } from "../../follows/telling.store.ts";
import { type Post, visiblePost } from "../../posts/posts.queries.ts";
import { askedTooOften, cannotAdopt, requestNotFound } from "../adoptions.errors.ts";
import { requestByToken } from "../adoptions.queries.ts";
import { type RequestInput, requestSchema } from "../adoptions.schemas.ts";
import { adoptionRequests } from "../adoptions.table.ts";

/** Requests of one visitor's network, and to one address, a day: a form that sends mail must not be turned on anybody. */
const LIMITS = { network: 5, address: 3, note: 50, seconds: 24 * 3600 };
/** So long a request is kept that nobody dealt with. */
const KEPT_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Somebody without an account wants to take a note over: the networkers of this district get in touch. Where mail is on
 * the address is confirmed first.
 * @param clientKey whose network it comes from, for the limit; never stored
 * @returns whether a mail is on its way that has to be answered
 * @throws AppError `errors.input`, `adoptions.too-many`, `adoptions.not-adoptable`
 */
export async function requestAdoption(
  ctx: Ctx,
  postId: Id,
  input: RequestInput,
  clientKey: string,
): Promise<{ readonly toConfirm: boolean }> {
  const request = readInput(requestSchema, input);
  const post = await visiblePost(ctx, null, postId);
  if (post?.kind !== "projectNote") throw cannotAdopt();
  await checkLimits(ctx, clientKey, request.email, postId);
  const toConfirm = isMailOn(ctx);
  const secret = newSecret();
  await inTransaction(ctx, async (tx) => {
    const now = tx.now();
    await tx.db.insert(adoptionRequests).values({
      id: tx.newId(),
      postId,
      ...request,
      tokenHash: toConfirm ? hashSecret(secret) : null,
      createdAt: now,
      confirmedAt: toConfirm ? null : now,
    });
    if (toConfirm) await askToConfirm(tx, post, request.email, secret);
    else await tellNetworkers(tx, post, request);
  });
  return { toConfirm };
}

async function checkLimits(ctx: Ctx, clientKey: string, address: string, postId: Id): Promise<void> {
  const counted: [string, number][] = [
    [`adopt-request:${clientKey}`, LIMITS.network],
    [`adopt-request-to:${hashSecret(address.toLowerCase())}`, LIMITS.address],
    [`adopt-request-for:${postId}`, LIMITS.note],
  ];
  for (const [key, limit] of counted) {
    const point = await takePoint(ctx, key, limit, LIMITS.seconds);
    if (!point.allowed) throw askedTooOften(point.retryAfter);
  }
}

/** Forgets requests that nobody dealt with, whether more come or not: their page promises it. */
export async function sweepRequests(ctx: Ctx): Promise<void> {
  await ctx.db
    .delete(adoptionRequests)
    .where(lt(adoptionRequests.createdAt, new Date(ctx.now().getTime() - KEPT_DAYS * DAY_MS)));
}

/** Only the title comes from here, not from who asked: the mail cannot be used to say things to others. */
async function askToConfirm(tx: Ctx, post: Post, to: string, secret: string): Promise<void> {
  const t = translator("de");
  const [title, district] = [post.title ?? "", (await districtOf(tx))?.name ?? ""];
  const link = `${tx.origin}/uebernahme-anfrage/${secret}`;
  await enqueueMail(tx, {
    to,
    subject: t("adoptions.mail.confirm.subject", { title }),
    text: t("adoptions.mail.confirm.text", { title, district, link }),
  });
}

/** Admins and moderators hear of it on their pages and by mail; what to answer to stands in both. */
async function tellNetworkers(tx: Ctx, post: Post, request: { name: string; email: string; message: string }) {
  const networkers = await tx.db
    .select({ actorId: accounts.actorId, email: accounts.email })
    .from(accounts)
    .where(and(inArray(accounts.role, ["admin", "moderator"]), isNull(accounts.suspendedAt)));
  const title = post.title ?? "";
  await tell(tx, {
    type: "adoption_request",
    to: networkers.map(({ actorId }) => actorId),
    from: null,
    path: "/verwaltung/uebernahmen",
    title,
    postId: post.id,
  });
  const t = translator("de");
  const { name, email, message } = request;
  const page = `${tx.origin}/verwaltung/uebernahmen`;
  for (const networker of networkers) {
    await enqueueMail(tx, {
      to: networker.email,
      subject: t("adoptions.mail.request.subject", { title }),
      text: t("adoptions.mail.request.text", { title, name, email, message: message || "–", page }),
    });
  }
}

/** Whether a request with this link waits to be confirmed. @throws AppError `adoptions.request-not-found` */
export async function requestToConfirm(ctx: Ctx, secret: string): Promise<{ readonly done: boolean }> {
  const request = await requestByToken(ctx, hashSecret(secret));
  if (!request) throw requestNotFound();
  return { done: request.confirmedAt !== null };
}

/** The address is right: now the networkers hear of it, once. @throws AppError `adoptions.request-not-found` */
export async function confirmRequest(ctx: Ctx, secret: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const tokenHash = hashSecret(secret);
    if (!(await requestByToken(tx, tokenHash))) throw requestNotFound();
    const [request] = await tx.db
      .update(adoptionRequests)
      .set({ confirmedAt: tx.now() })
      .where(and(eq(adoptionRequests.tokenHash, tokenHash), isNull(adoptionRequests.confirmedAt)))
      .returning();
    const post = request && (await visiblePost(tx, null, request.postId));
    if (request && post) await tellNetworkers(tx, post, request);
  });
}

/** A networker has dealt with a request: name and address go. @throws AppError `adoptions.request-not-found` */
export async function finishRequest(ctx: Ctx, viewer: Viewer, id: Id): Promise<void> {
  if (viewer.role === "member") throw requestNotFound();
  const rows = await ctx.db
    .delete(adoptionRequests)
    .where(eq(adoptionRequests.id, id))
    .returning({ id: adoptionRequests.id });
  if (rows.length === 0) throw requestNotFound();
}
