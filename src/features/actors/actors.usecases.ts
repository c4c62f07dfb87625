import { and, eq, inArray, ne, sql } from "drizzle-orm";
import { actorUri, hostOf } from "../../platform/ap-uris.ts";
import { enqueueBackground } from "../../platform/background.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { etagOf } from "../../platform/etag.ts";
import { escapeHtml, textToHtml } from "../../platform/html.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import { recordOutbox } from "../../platform/outbox.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import { cleanLine } from "../../platform/text.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { emojisIn, keptEmojis } from "../emojis/emojis.queries.ts";
import type { RemoteActor } from "./actor-reading.activitypub.ts";
import { actorDocument, updateOfActor } from "./actors.activitypub.ts";
import {
  actorIsOurs,
  actorNotFound,
  handleRefused,
  handleTaken,
  profileRefused,
  tooManyNewcomers,
} from "./actors.errors.ts";
import { makeActorKeys, resealKeys } from "./actors.keys.ts";
import {
  type ActorKind,
  handleProblem,
  type ProfileField,
  type ProfileInput,
  profileProblems,
  type Sector,
  TYPE_OF_KIND,
} from "./actors.model.ts";
import { type Actor, actorByUri, ownHost } from "./actors.queries.ts";
import { actorKeys, actors } from "./actors.table.ts";
import { attributionDomainsIn } from "./attribution.model.ts";

export interface NewLocalActor {
  readonly kind: ActorKind;
  readonly handle: string;
  readonly name: string;
  /** Sanitised HTML. */
  readonly summary?: string;
  readonly fields?: readonly ProfileField[];
  readonly sector?: Sector;
  readonly manuallyApprovesFollowers?: boolean;
  /** Whether directories and searches may list it. Default: no. */
  readonly discoverable?: boolean;
  readonly indexable?: boolean;
}

/** The page for people; the instance's is never `/`, or pasting that into Mastodon would find the technical account. */
const pageOf = (origin: string, kind: ActorKind, handle: string): string =>
  kind === "instance" ? `${origin}/ueber` : `${origin}/@${handle}`;

/**
 * Makes an actor of ours with its keys and its document.
 * @throws AppError `actors.handle-malformed`, `-reserved`, `-taken`
 */
export async function createLocalActor(ctx: Ctx, input: NewLocalActor): Promise<Actor> {
  const handle = input.handle.toLowerCase();
  const problem = input.kind === "instance" ? null : handleProblem(handle);
  if (problem) throw handleRefused(problem);
  const id = ctx.newId();
  const uri = actorUri(ctx.origin, id);
  const keys = await makeActorKeys(ctx, id, uri);
  const rsa = keys.find((key) => key.algorithm === "rsa");
  const made = await inTransaction(ctx, async (tx) => {
    const [row] = await tx.db
      .insert(actors)
      .values({
        id,
        uri,
        type: TYPE_OF_KIND[input.kind],
        kind: input.kind,
        local: true,
        handle,
        host: ownHost(ctx),
        name: input.name,
        summary: input.summary ?? "",
        url: pageOf(ctx.origin, input.kind, handle),
        inboxUri: `${uri}/inbox`,
        sharedInboxUri: `${ctx.origin}/ap/inbox`,
        outboxUri: `${uri}/outbox`,
        followersUri: `${uri}/followers`,
        followingUri: `${uri}/following`,
        featuredUri: input.kind === "instance" ? null : `${uri}/featured`,
        manuallyApprovesFollowers: input.manuallyApprovesFollowers ?? false,
        discoverable: input.discoverable ?? false,
        indexable: input.indexable ?? false,
        sector: input.sector ?? null,
        fields: [...(input.fields ?? [])],
        publicKeyId: rsa?.keyId ?? null,
        publicKeyPem: rsa?.publicKey ?? null,
        publishedAt: ctx.now(),
        updatedAt: ctx.now(),
      })
      .onConflictDoNothing({ target: [actors.handle, actors.host] })
      .returning({ id: actors.id });
    if (!row) throw handleTaken();
    await tx.db.insert(actorKeys).values(keys);
    return (await refreshActorDocument(tx, id)).actor;
  });
  return made;
}

/**
 * Writes the document of a local actor anew from its row and keys, and notes which emojis of this server its texts have.
 * @returns the actor as it now stands, and the document
 * @throws AppError `actors.not-found` when it is none of ours
 */
export async function refreshActorDocument(ctx: Ctx, actorId: Id): Promise<{ actor: Actor; document: JsonObject }> {
  const [actor] = await ctx.db
    .select()
    .from(actors)
    .where(and(eq(actors.id, actorId), eq(actors.local, true)));
  if (!actor) throw actorNotFound();
  const keys = await ctx.db.select().from(actorKeys).where(eq(actorKeys.actorId, actorId));
  const own = await ctx.db
    .select({ kind: actors.kind, uri: actors.uri })
    .from(actors)
    .where(and(eq(actors.local, true), inArray(actors.kind, ["district", "instance"])));
  const uriOf = (kind: ActorKind): string | null => own.find((row) => row.kind === kind)?.uri ?? null;
  const emojis = await emojisIn(ctx, [
    actor.name,
    actor.summary,
    ...actor.fields.flatMap(({ name, value }) => [name, value]),
  ]);
  const around = { origin: ctx.origin, districtUri: uriOf("district"), instanceUri: uriOf("instance"), emojis };
  const built = actorDocument(actor, keys, around);
  const document = JSON.stringify(built);
  const stored = { document, etag: etagOf(document), emojis: keptEmojis(emojis) };
  await ctx.db.update(actors).set(stored).where(eq(actors.id, actorId));
  return { actor: { ...actor, ...stored }, document: built };
}

/**
 * Changes the viewer's own profile and tells the followers.
 * @param input plain text; web addresses become links, those in fields with `rel=me`
 * @throws AppError `actors.profile-invalid` with the fields
 */
export async function updateProfile(ctx: Ctx, viewer: Viewer, input: ProfileInput): Promise<Actor> {
  const problems = profileProblems(input);
  if (Object.keys(problems).length > 0) throw profileRefused(problems);
  return inTransaction(ctx, async (tx) => {
    const filled = input.fields?.filter(({ name, value }) => name.trim() !== "" && value.trim() !== "");
    await tx.db
      .update(actors)
      .set({
        ...(input.name !== undefined && { name: cleanLine(input.name) }),
        ...(input.summary !== undefined && { summary: textToHtml(input.summary) }),
        ...(filled && { fields: filled.map(fieldAsHtml) }),
        ...(input.iconUrl !== undefined && { iconUrl: input.iconUrl }),
        ...(input.imageUrl !== undefined && { imageUrl: input.imageUrl }),
        ...(input.discoverable !== undefined && { discoverable: input.discoverable }),
        ...(input.indexable !== undefined && { indexable: input.indexable }),
        ...(input.approveFollowers !== undefined && { manuallyApprovesFollowers: input.approveFollowers }),
        ...(input.attributionDomains && { attributionDomains: attributionDomainsIn(input.attributionDomains) ?? [] }),
        ...(input.automated !== undefined && { type: typeOfMember(input.automated) }),
        updatedAt: ctx.now(),
      })
      .where(and(eq(actors.id, viewer.actorId), eq(actors.local, true)));
    const { actorId } = viewer;
    await enqueueBackground(tx, { kind: "verify-links", actorId }, { mergeKey: `verify-links:${actorId}` });
    return announceProfile(tx, actorId);
  });
}

/** A person who says that a program writes is a service to other servers; nobody else turns into one. */
const typeOfMember = (automated: boolean) =>
  sql`case when ${actors.kind} = 'person' then ${automated ? "Service" : "Person"} else ${actors.type} end`;

/**
 * Notes which fields of a member's profile lead to a page that links back, and takes that from all others. It is said
 * here only: other servers look for themselves.
 * @param values HTML of those fields, as stored
 */
export async function keepVerified(ctx: Ctx, actorId: Id, values: readonly string[]): Promise<void> {
  const verifiedAt = ctx.now().toISOString();
  await inTransaction(ctx, async (tx) => {
    const [row] = await tx.db
      .select({ fields: actors.fields })
      .from(actors)
      .where(eq(actors.id, actorId))
      .for("update");
    const fields = (row?.fields ?? []).map(({ name, value }) => ({
      name,
      value,
      ...(values.includes(value) && { verifiedAt }),
    }));
    await tx.db.update(actors).set({ fields }).where(eq(actors.id, actorId));
  });
}

function fieldAsHtml({ name, value }: ProfileField): ProfileField {
  const text = cleanLine(value);
  const address = /^https?:\/\/\S+$/i.test(text) && URL.canParse(text) ? escapeHtml(text) : null;
  const html = address ? `<a href="${address}" rel="me nofollow noopener noreferrer">${address}</a>` : escapeHtml(text);
  return { name: cleanLine(name), value: html };
}

/** Writes the document of an actor anew and sends it to followers and partner districts (S6); call it in the transaction of the change. */
export async function announceProfile(ctx: Ctx, actorId: Id): Promise<Actor> {
  const { actor, document } = await refreshActorDocument(ctx, actorId);
  await recordOutbox(ctx, {
    actorId,
    activity: updateOfActor(actor, document, ctx.newId()),
    recipients: { followersOf: [actorId], partners: true },
    orderingKey: actor.uri,
  });
  return actor;
}

/** New accounts that are kept in an hour: of one server, and of all names below one domain together (T096). */
export const NEW_ACTORS = { perHost: 500, perDomain: 1_000, seconds: 3_600 } as const;

/** Counts a newcomer, whoever made us meet it: rows are not to be had without end. */
async function countNewcomer(ctx: Ctx, host: string): Promise<void> {
  const domain = host.replace(/:\d+$/, "").split(".").slice(-2).join(".");
  const { perHost, perDomain, seconds } = NEW_ACTORS;
  const ofHost = await takePoint(ctx, `new-actors:${host}`, perHost, seconds);
  const taken = ofHost.allowed ? await takePoint(ctx, `new-actors-below:${domain}`, perDomain, seconds) : ofHost;
  if (!taken.allowed) throw tooManyNewcomers(host, taken.retryAfter);
}

/**
 * Keeps what a remote actor's own document says, as new or over what was known. A handle that another id of the same
 * host held goes to the newcomer: that host gave it away.
 * @throws AppError `actors.ours` when the document claims an id of this server; `actors.too-many-new` (limited)
 */
export async function upsertRemoteActor(ctx: Ctx, remote: RemoteActor): Promise<Actor> {
  const host = hostOf(remote.uri);
  if (host === null || host === ownHost(ctx)) throw actorIsOurs(remote.uri);
  if (!(await actorByUri(ctx, remote.uri))) await countNewcomer(ctx, host);
  const now = ctx.now();
  const { publishedAt, ...values } = remote;
  const row = { ...values, host, fetchedAt: now, keyFetchedAt: now, updatedAt: now, deletedAt: null };
  const { type, kind, ...changed } = row;
  // Nobody turns from a person into a group (T054); a person may mark itself as a bot, and back.
  const changedType = sql`case when ${actors.kind} = ${kind} then ${type} else ${actors.type} end`;
  return inTransaction(ctx, async (tx) => {
    // Several processes may meet a newcomer at once; the index on handles would refuse all but the first.
    await tx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${row.handle}@${host}`}, 0))`);
    await tx.db
      .update(actors)
      .set({ handle: sql`${actors.handle} || '~' || ${actors.id}` })
      .where(and(eq(actors.handle, row.handle), eq(actors.host, host), ne(actors.uri, row.uri)));
    const [actor] = await tx.db
      .insert(actors)
      .values({ ...row, id: ctx.newId(), local: false, publishedAt: publishedAt ?? now })
      .onConflictDoUpdate({
        target: actors.uri,
        set: { ...changed, type: changedType },
        setWhere: eq(actors.local, false),
      })
      .returning();
    if (!actor) throw actorIsOurs(remote.uri);
    return actor;
  });
}

/** Brings keys, hosts and documents of our actors in line with the present origin, after their ids were rewritten. */
export async function followOrigin(ctx: Ctx, from: string): Promise<void> {
  await resealKeys(ctx, from);
  const own = eq(actors.local, true);
  await ctx.db
    .update(actors)
    .set({ host: ownHost(ctx) })
    .where(own);
  await ctx.db
    .update(actors)
    .set({ name: ownHost(ctx) })
    .where(and(own, eq(actors.kind, "instance")));
  const ids = await ctx.db.select({ id: actors.id }).from(actors).where(own);
  for (const { id } of ids) await refreshActorDocument(ctx, id);
}
