import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Actor } from "../../../src/features/actors/actors.queries.ts";
import type { District } from "../../../src/features/district/district.model.ts";
import { createDistrict } from "../../../src/features/district/district.usecases.ts";
import { tombstoneOf } from "../../../src/features/posts/activities.activitypub.ts";
import { buryPost } from "../../../src/features/posts/burials.store.ts";
import type { Post } from "../../../src/features/posts/posts.queries.ts";
import type { posts } from "../../../src/features/posts/posts.table.ts";
import { toWire } from "../../../src/features/project-notes/project-notes.activitypub.ts";
import { type Ctx, inTransaction } from "../../../src/platform/ctx.ts";
import { etagOf } from "../../../src/platform/etag.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import { wireText } from "../../../src/platform/wire.ts";
import { createTestApp } from "../../support/http.ts";
import { insertActor, insertPost } from "../../support/rows.ts";

export const AS2 = "application/activity+json";

export const heslach = (ctx: Ctx): Promise<District> =>
  createDistrict(ctx, {
    name: "Stadtteil Heslach",
    handle: "heslach",
    city: "Stuttgart",
    about: "Nachbarinnen & Nachbarn in Heslach.",
    accent: "#205a3c",
  });

export interface Surface {
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Response>;
  /** The document at a path or address of ours. */
  json(pathOrUri: string): Promise<JsonObject>;
}

/** The app as others see it: each request at the canonical host. */
export function surfaceOf(ctx: Ctx): Surface {
  const { app } = createTestApp(ctx);
  const get: Surface["get"] = async (path, headers = { Accept: AS2 }, method = "GET") =>
    app.request(new URL(path, ctx.origin).href, { method, headers });
  return {
    get,
    json: async (path) => {
      const response = await get(path);
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
      return (await response.json()) as JsonObject;
    },
  };
}

export interface RemoteSigner {
  readonly actor: Actor;
  readonly key: KeyObject;
}

/** An actor elsewhere whose key we know already. */
export async function remoteSigner(
  ctx: Ctx,
  given: Parameters<typeof insertActor>[1] & { readonly host: string },
): Promise<RemoteSigner> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const uri = `https://${given.host}/users/${given.handle}`;
  const actor = await insertActor(ctx, {
    ...given,
    uri,
    publicKeyId: `${uri}#main-key`,
    publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
  });
  return { actor, key: privateKey };
}

/** Headers of a GET that `signer` signed by draft-cavage, as Mastodon does. */
export function signedGet(ctx: Ctx, signer: RemoteSigner, path: string): Record<string, string> {
  const host = new URL(ctx.origin).host;
  const date = ctx.now().toUTCString();
  const text = `(request-target): get ${path}\nhost: ${host}\ndate: ${date}`;
  const signature = sign("sha256", Buffer.from(text), { key: signer.key, padding: constants.RSA_PKCS1_PADDING });
  return {
    Accept: AS2,
    Host: host,
    Date: date,
    Signature: `keyId="${signer.actor.publicKeyId}",algorithm="rsa-sha256",headers="(request-target) host date",signature="${signature.toString("base64")}"`,
  };
}

export const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

type NoteFields = Parameters<typeof toWire>[1];

/** A project note of ours as it stands in the database, its document as the product writes it. */
export async function insertNote(
  ctx: Ctx,
  author: Actor,
  district: District,
  given: Partial<typeof posts.$inferInsert> & { readonly fields?: Partial<NoteFields> } = {},
): Promise<Post> {
  const { fields, ...row } = given;
  const id = row.id ?? ctx.newId();
  const title = `Kuchentafel ${id}`;
  const document = toWire(
    {
      origin: ctx.origin,
      uri: `${ctx.origin}/ap/o/${id}`,
      url: `${ctx.origin}/projekte/kuchentafel-${id}`,
      author: { uri: author.uri, followersUri: `${author.uri}/followers` },
      districtUri: district.actorUri,
      publishedAt: ctx.now(),
      updatedAt: ctx.now(),
      version: row.version ?? 1,
    },
    {
      title,
      summary: "Einmal im Monat Kuchen für alle.",
      goal: "Nachbarn kennen einander.",
      targetGroups: ["alle"],
      measures: "Ein Tisch auf der Straße.",
      outcome: "succeeded",
      place: { name: "Marienplatz", latitude: 48, longitude: 9.5 },
      ...fields,
    },
  );
  const text = wireText(document);
  return insertPost(ctx, author, {
    id,
    url: `${ctx.origin}/projekte/kuchentafel-${id}`,
    kind: "projectNote",
    type: "Article",
    title,
    groupId: district.actorId,
    document: text,
    etag: etagOf(text),
    ...row,
  });
}

/** Replaces a post by its Tombstone, as deleting does. */
export async function bury(ctx: Ctx, post: Post): Promise<void> {
  const text = JSON.stringify(tombstoneOf(JSON.parse(post.document) as JsonObject, ctx.now()));
  await inTransaction(ctx, (tx) => buryPost(tx, post, { tombstone: text, etag: etagOf(text) }));
}

/** All entries of a paged collection, page by page, and the pages' sizes. */
export async function entriesOf(surface: Surface, uri: string): Promise<{ items: JsonObject[]; sizes: number[] }> {
  const items: JsonObject[] = [];
  const sizes: number[] = [];
  let next = (await surface.json(uri)).first as string | undefined;
  while (next !== undefined) {
    const page = await surface.json(next);
    const found = page.orderedItems as JsonObject[];
    items.push(...found);
    sizes.push(found.length);
    next = page.next as string | undefined;
  }
  return { items, sizes };
}
