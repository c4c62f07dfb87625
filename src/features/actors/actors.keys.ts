import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { eq, sql } from "drizzle-orm";
import { LRUCache } from "lru-cache";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { toMultibase } from "../../platform/multibase.ts";
import type { Vault } from "../../platform/vault.ts";
import { actorNotFound } from "./actors.errors.ts";
import { actorKeys } from "./actors.table.ts";

const generate = promisify(generateKeyPair);

/** Multicodec prefix of an Ed25519 public key. */
const ED25519_PREFIX = Buffer.from([0xed, 0x01]);

export type ActorKeyRow = typeof actorKeys.$inferSelect;

export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** RSA signs HTTP requests and LD signatures, Ed25519 the FEP-8b32 proofs. */
export interface SigningKeys {
  readonly rsa: SigningKey;
  readonly ed25519: SigningKey;
}

const rsaKeyId = (uri: string): string => `${uri}#main-key`;
const ed25519KeyId = (uri: string): string => `${uri}#ed25519`;

const purposeOf = (keyId: string): string => `actor-key:${keyId}`;

/** An Ed25519 public key as a Multikey value (`z6Mk…`), FEP-521a. */
export function ed25519Multibase(key: KeyObject): string {
  const { x } = key.export({ format: "jwk" });
  return toMultibase(Buffer.concat([ED25519_PREFIX, Buffer.from(x ?? "", "base64url")]));
}

/**
 * Makes the two key pairs of a new local actor (RSA-2048, Ed25519), the private halves sealed. Costs about 0.1 s of
 * another thread; never call it on a request that a stranger can make.
 */
export async function makeActorKeys(ctx: Ctx, actorId: Id, uri: string): Promise<ActorKeyRow[]> {
  const [rsa, ed25519] = await Promise.all([generate("rsa", { modulusLength: 2048 }), generate("ed25519")]);
  const row = (algorithm: "rsa" | "ed25519", keyId: string, publicKey: string, privateKey: KeyObject): ActorKeyRow => ({
    actorId,
    algorithm,
    keyId,
    publicKey,
    sealedPrivateKey: seal(ctx.vault, keyId, privateKey),
    createdAt: ctx.now(),
  });
  return [
    row("rsa", rsaKeyId(uri), pemOf(rsa.publicKey), rsa.privateKey),
    row("ed25519", ed25519KeyId(uri), ed25519Multibase(ed25519.publicKey), ed25519.privateKey),
  ];
}

const pemOf = (key: KeyObject): string => key.export({ type: "spki", format: "pem" }).toString();

const seal = (vault: Vault, keyId: string, key: KeyObject): string =>
  vault.seal(key.export({ type: "pkcs8", format: "pem" }).toString(), purposeOf(keyId));

/** Seals keys for their ids as they now are; before, they began with `from`. */
export async function resealKeys(ctx: Ctx, from: string): Promise<void> {
  for (const { keyId, sealedPrivateKey } of await ctx.db.select().from(actorKeys)) {
    const pem = ctx.vault.open(sealedPrivateKey, purposeOf(keyId.replace(ctx.origin, from)));
    const sealed = ctx.vault.seal(pem, purposeOf(keyId));
    await ctx.db.update(actorKeys).set({ sealedPrivateKey: sealed }).where(eq(actorKeys.keyId, keyId));
  }
  caches.delete(ctx.vault);
}

/** Parsed keys, per vault: a vault belongs to one database. */
const caches = new WeakMap<Vault, LRUCache<Id, SigningKeys>>();

function cacheOf(vault: Vault): LRUCache<Id, SigningKeys> {
  const known = caches.get(vault);
  if (known) return known;
  const made = new LRUCache<Id, SigningKeys>({ max: 1000 });
  caches.set(vault, made);
  return made;
}

/**
 * The private keys of a local actor, kept parsed in memory for the next time.
 * @throws AppError notFound when the actor is none of ours
 */
export async function signingKeysOf(ctx: Ctx, actorId: Id): Promise<SigningKeys> {
  const cache = cacheOf(ctx.vault);
  const known = cache.get(actorId);
  if (known) return known;
  const rows = await ctx.db.select().from(actorKeys).where(eq(actorKeys.actorId, actorId));
  const read = (algorithm: "rsa" | "ed25519"): SigningKey => {
    const row = rows.find((candidate) => candidate.algorithm === algorithm);
    if (!row) throw actorNotFound();
    return {
      keyId: row.keyId,
      privateKey: createPrivateKey(ctx.vault.open(row.sealedPrivateKey, purposeOf(row.keyId))),
    };
  };
  const keys = { rsa: read("rsa"), ed25519: read("ed25519") };
  cache.set(actorId, keys);
  return keys;
}

/** Forgets the keys of actors of ours who are gone, once nothing more is sent in their name. */
export async function sweepKeys(ctx: Ctx): Promise<void> {
  const rows = await ctx.db.execute<{ id: Id }>(sql`
    with done as (
      select id from actors
      where local and deleted_at is not null and exists (select from actor_keys where actor_id = actors.id)
        and not exists (select from jobs where jobs.payload like '%"actorId":"' || actors.id || '"%')
    ), hidden as (
      update actors set public_key_id = null, public_key_pem = null from done where actors.id = done.id
    )
    delete from actor_keys using done where actor_keys.actor_id = done.id returning done.id::text as id`);
  for (const { id } of rows) cacheOf(ctx.vault).delete(id);
}

/** Whether a PEM holds a public key that signatures can be checked with. */
export function isPublicKeyPem(pem: string): boolean {
  try {
    return createPublicKey(pem).type === "public";
  } catch {
    return false;
  }
}
