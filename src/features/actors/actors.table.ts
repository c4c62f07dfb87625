import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import type { CustomEmoji } from "../../platform/emojis.ts";
import type { ProfileField } from "./actors.model.ts";

/** Everybody who can act: ours and others'. A row is never deleted, so that a handle is never given again. */
export const actors = pgTable(
  "actors",
  {
    id: snowflake("id").primaryKey(),
    /** ActivityPub id. */
    uri: text("uri").notNull().unique(),
    /** ActivityStreams type. */
    type: text("type", { enum: ["Person", "Group", "Organization", "Application", "Service"] }).notNull(),
    /** What it is to us; remote actors of our own kind say so in `stv:kind`. */
    kind: text("kind", { enum: ["person", "organization", "group", "district", "instance"] }).notNull(),
    local: boolean("local").notNull(),
    /** Lower case; `host` is the A-label host with its port if it has one. */
    handle: text("handle").notNull(),
    host: text("host").notNull(),
    name: text("name").notNull(),
    /** Sanitised HTML. */
    summary: text("summary").notNull().default(""),
    /** The page for people. */
    url: text("url").notNull(),
    inboxUri: text("inbox_uri").notNull(),
    sharedInboxUri: text("shared_inbox_uri"),
    outboxUri: text("outbox_uri"),
    followersUri: text("followers_uri"),
    followingUri: text("following_uri"),
    featuredUri: text("featured_uri"),
    iconUrl: text("icon_url"),
    imageUrl: text("image_url"),
    manuallyApprovesFollowers: boolean("manually_approves_followers").notNull().default(false),
    discoverable: boolean("discoverable").notNull().default(false),
    indexable: boolean("indexable").notNull().default(false),
    sector: text("sector"),
    fields: jsonb("fields").$type<ProfileField[]>().notNull().default([]),
    /** Pictures in name, summary and fields; at most 30. */
    emojis: jsonb("emojis").$type<CustomEmoji[]>().notNull().default([]),
    /** The key that HTTP signatures of this actor are checked with. */
    publicKeyId: text("public_key_id"),
    publicKeyPem: text("public_key_pem"),
    /** The actor document: ours as served, others' as received, byte for byte. */
    document: text("document").notNull().default(""),
    etag: text("etag").notNull().default(""),
    followersCount: integer("followers_count").notNull().default(0),
    followingCount: integer("following_count").notNull().default(0),
    publishedAt: instant("published_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    /** Remote only: when the document was fetched last, and when its key was looked for last. */
    fetchedAt: instant("fetched_at"),
    keyFetchedAt: instant("key_fetched_at"),
    /** Other accounts that say they are the same person: a Move is believed only from one of these. */
    alsoKnownAs: jsonb("also_known_as").$type<string[]>().notNull().default([]),
    /** Websites, with all names below them, that may name this account as who made their pages. */
    attributionDomains: text("attribution_domains").array().notNull().default([]),
    /** ActivityPub id of the account that took this one's place, and (ours only) since when. */
    movedTo: text("moved_to"),
    movedAt: instant("moved_at"),
    /** Groups of ours: since when it can only be read. */
    archivedAt: instant("archived_at"),
    suspendedAt: instant("suspended_at"),
    deletedAt: instant("deleted_at"),
  },
  (t) => [
    uniqueIndex("actors_handle").on(t.handle, t.host),
    index("actors_host").on(t.host),
    index("actors_public_key_id").on(t.publicKeyId).where(sql`public_key_id is not null`),
    index("actors_url").on(t.url),
    // Timelines ask which of those whom somebody follows are groups.
    index("actors_groups").on(t.id).where(sql`type = 'Group'`),
  ],
);

/** Key pairs of our own actors: made once, the private half sealed with the key-encryption key. */
export const actorKeys = pgTable(
  "actor_keys",
  {
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    algorithm: text("algorithm", { enum: ["rsa", "ed25519"] }).notNull(),
    /** `<actor>#main-key` or `<actor>#ed25519`. */
    keyId: text("key_id").notNull().unique(),
    /** PEM (SPKI) for RSA, multibase for Ed25519: as it stands in the actor document. */
    publicKey: text("public_key").notNull(),
    /** PKCS#8 PEM, sealed by the vault for the purpose `actor-key:<keyId>`. */
    sealedPrivateKey: text("sealed_private_key").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.algorithm] })],
);

/** What we know of other servers, and how the deliveries to them go. */
export const peers = pgTable(
  "peers",
  {
    host: text("host").primaryKey(),
    software: text("software"),
    version: text("version"),
    /** The form of Announce that its groups understand (wire §2.5). */
    announceForm: text("announce_form", { enum: ["plain", "wrapped"] })
      .notNull()
      .default("plain"),
    /** The signature scheme that it accepted last. */
    signatureScheme: text("signature_scheme", { enum: ["cavage", "rfc9421"] })
      .notNull()
      .default("cavage"),
    checkedAt: instant("checked_at"),
    /** Circuit breaker: failures in a row, and until when nothing is sent. */
    failures: integer("failures").notNull().default(0),
    failingSince: instant("failing_since"),
    heldUntil: instant("held_until"),
    lastSuccessAt: instant("last_success_at"),
    lastError: text("last_error"),
    /** Blocked with all names below it: neither heard nor asked nor served; what it sent is hidden, later deleted. */
    blockedAt: instant("blocked_at"),
    /** With all names below it in no public list, and its people ask before they follow. */
    silencedAt: instant("silenced_at"),
    /** Pictures and recordings from it, and from names below it, are not shown. */
    rejectMediaAt: instant("reject_media_at"),
    /** Reports from it are not taken. */
    rejectReportsAt: instant("reject_reports_at"),
    /** On the list of those whom the allow-list mode lets in: the name itself, not those below it. */
    trustedAt: instant("trusted_at"),
    /** Why a rule is in force: for everybody, and for those who look after this server. */
    publicReason: text("public_reason").notNull().default(""),
    privateReason: text("private_reason").notNull().default(""),
    /** Part of the name is starred out in the public list. */
    obfuscated: boolean("obfuscated").notNull().default(false),
  },
  // Every reading of a post asks whether its author's host is blocked, every list whether it is silenced; few are.
  (t) => [
    index("peers_blocked").on(t.host).where(sql`blocked_at is not null`),
    index("peers_silenced").on(t.host).where(sql`silenced_at is not null`),
  ],
);

/** Activities that had their effect: one effect per (actor, activity id), whatever the copies and inboxes. */
export const receivedActivities = pgTable(
  "received_activities",
  {
    actorUri: text("actor_uri").notNull(),
    /** The activity's id, or `sha256:` of actor, type and object where it has none of its own. */
    activityUri: text("activity_uri").notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.actorUri, t.activityUri] }), index("received_activities_at").on(t.receivedAt)],
);
