import { and, inArray, not, sql } from "drizzle-orm";
import { accountByActor, postingDefaultsOf } from "../../features/accounts/accounts.queries.ts";
import type { ActorKind } from "../../features/actors/actors.model.ts";
import { type Actor, isStanding, ownHost } from "../../features/actors/actors.queries.ts";
import { actors } from "../../features/actors/actors.table.ts";
import { isBlockedHost } from "../../features/actors/blocked-hosts.queries.ts";
import { districtOf } from "../../features/district/district.queries.ts";
import { countFollowRequests } from "../../features/follows/follows.queries.ts";
import { type AuthorStats, authorStatsOf } from "../../features/posts/author-stats.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { htmlToParagraphs, htmlToText } from "../../platform/html.ts";
import type { Role } from "../../platform/viewer.ts";
import { MISSING_PICTURE } from "../../ui/assets.ts";
import { addressEntity } from "./address.ts";
import { emojiEntities, pictureUrl } from "./emoji.ts";
import { clientHtml } from "./html.ts";

/** What an actor is, for clients that know us. */
const KINDS = {
  person: "person",
  organization: "organisation",
  group: "group",
  district: "district",
  instance: "instance",
} as const satisfies Record<ActorKind, string>;

const DAY = 10;
const dateOf = (moment: Date): string => moment.toISOString().slice(0, DAY);

/** Account: one actor, see `accountEntities`. */
export async function accountEntity(ctx: Ctx, actor: Actor): Promise<AccountEntity> {
  const [entity] = await accountEntities(ctx, [actor]);
  return entity as AccountEntity;
}

export type AccountEntity = Awaited<ReturnType<typeof accountEntities>>[number];

/**
 * Accounts of some actors, in their order, with whom they moved to (no further than one step); the same number of statements
 * for many as for one.
 */
export async function accountEntities(ctx: Ctx, asked: readonly Actor[]) {
  const successors = await successorsOf(ctx, asked);
  const [written, district] = await Promise.all([
    authorStatsOf(
      ctx,
      [...asked, ...successors.values()].map(({ id }) => id),
    ),
    districtOf(ctx),
  ]);
  const one = (actor: Actor) => entityOf(ctx, actor, written.get(actor.id) ?? NOTHING, district?.name ?? null);
  return asked.map((actor) => {
    const successor = actor.movedTo === null ? undefined : successors.get(actor.movedTo);
    return { ...one(actor), moved: successor ? one(successor) : null };
  });
}

/** The accounts that some moved to, as far as they are known and shown here, by ActivityPub id. */
async function successorsOf(ctx: Ctx, moved: readonly Actor[]): Promise<Map<string, Actor>> {
  const uris = [...new Set(moved.flatMap(({ movedTo }) => movedTo ?? []))];
  if (uris.length === 0) return new Map();
  const found = await ctx.db
    .select()
    .from(actors)
    .where(and(inArray(actors.uri, uris), not(isBlockedHost(sql`${actors.host}`))));
  return new Map(found.filter(isStanding).map((actor) => [actor.uri, actor]));
}

const NOTHING: AuthorStats = { posts: 0, lastAt: null };

/**
 * Account: whom a client shows as an author, to nobody in particular, so that counts hold what is public only. Pictures of
 * others' come over this server, as on its pages; an account without one gets the picture that clients know by its name.
 */
function entityOf(ctx: Ctx, actor: Actor, written: AuthorStats, district: string | null) {
  const picture = (url: string | null): string =>
    url === null ? `${ctx.origin}${MISSING_PICTURE}` : pictureUrl(ctx, url, actor.host);
  const [avatar, header] = [picture(actor.iconUrl), picture(actor.imageUrl)];
  return {
    id: actor.id,
    username: actor.handle,
    acct: acctOf(ctx, actor),
    display_name: actor.name,
    locked: actor.manuallyApprovesFollowers,
    bot: actor.type === "Service" || actor.type === "Application",
    group: actor.type === "Group",
    discoverable: actor.discoverable,
    indexable: actor.indexable,
    noindex: !actor.indexable,
    note: clientHtml(actor.summary),
    url: addressEntity(actor.url || actor.uri),
    uri: actor.uri,
    ...{ avatar, avatar_static: avatar, header, header_static: header },
    created_at: `${dateOf(actor.publishedAt)}T00:00:00.000Z`,
    last_status_at: written.lastAt && dateOf(written.lastAt),
    followers_count: Math.max(0, actor.followersCount),
    following_count: Math.max(0, actor.followingCount),
    statuses_count: written.posts,
    hide_collections: true,
    emojis: emojiEntities(ctx, actor.emojis, actor.host),
    fields: actor.fields.map(fieldEntity),
    roles: [],
    stadtteil: {
      kind: KINDS[actor.kind],
      sector: actor.sector,
      district: actor.local ? district : null,
    },
  };
}

/** Of ours the handle, of others' with their host. */
export const acctOf = (ctx: Ctx, { handle, host }: Pick<Actor, "handle" | "host">): string =>
  host === ownHost(ctx) ? handle : `${handle}@${host}`;

const fieldEntity = ({ name, value, verifiedAt }: Actor["fields"][number]) => ({
  name,
  value: clientHtml(value),
  verified_at: verifiedAt === undefined ? null : new Date(verifiedAt).toISOString(),
});

/** There is no client API for admins, so no role brings permissions that a client could offer. */
const ROLES: Readonly<Record<Role, { id: string; name: string; highlighted: boolean }>> = {
  member: { id: "-99", name: "", highlighted: false },
  moderator: { id: "1", name: "Moderation", highlighted: true },
  admin: { id: "2", name: "Verwaltung", highlighted: true },
};

/** CredentialAccount: the own account, with what its holder typed (plain text) and who waits to follow. */
export async function credentialAccountEntity(ctx: Ctx, actor: Actor) {
  const [account, defaults, entity, requests] = await Promise.all([
    accountByActor(ctx, actor.id),
    postingDefaultsOf(ctx, actor.id),
    accountEntity(ctx, actor),
    countFollowRequests(ctx, actor.id),
  ]);
  return {
    ...entity,
    source: {
      privacy: defaults.visibility,
      sensitive: defaults.sensitive,
      language: defaults.language,
      quote_policy: defaults.quotePolicy,
      note: htmlToParagraphs(actor.summary),
      fields: entity.fields.map((field) => ({ ...field, value: htmlToText(field.value) })),
      follow_requests_count: requests,
      discoverable: actor.discoverable,
      indexable: actor.indexable,
      hide_collections: true,
      attribution_domains: actor.attributionDomains,
    },
    role: { ...ROLES[account?.role ?? "member"], color: "", permissions: "0" },
  };
}
