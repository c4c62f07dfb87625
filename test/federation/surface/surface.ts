import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { drizzle } from "drizzle-orm/postgres-js";
import { Hono } from "hono";
import type { Actor } from "../../../src/features/actors/actors.queries.ts";
import type { District } from "../../../src/features/district/district.model.ts";
import { createDistrict } from "../../../src/features/district/district.usecases.ts";
import { federationRoutes } from "../../../src/federation/routes.ts";
import type { Ctx } from "../../../src/platform/ctx.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import type { AppEnv } from "../../../src/ui/env.ts";
import { translator } from "../../../src/ui/i18n/i18n.ts";
import { insertActor } from "../../support/rows.ts";

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

/** The federation's routes alone, with what the app gives every request. */
export function surfaceOf(ctx: Ctx): Surface {
  const app = new Hono<AppEnv>();
  app.use("*", async (c, next) => {
    c.set("ctx", ctx);
    c.set("viewer", null);
    c.set("clientKey", "");
    c.set("frame", {
      districtName: "Heslach",
      districtHandle: "heslach",
      city: "Stuttgart",
      accent: "#205a3c",
      origin: ctx.origin,
      federation: true,
      path: c.req.path,
      viewer: null,
      locale: "de",
      t: translator("de"),
    });
    await next();
  });
  app.route("/", federationRoutes);
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

/** A ctx that counts its SQL statements. */
export function counting(ctx: Ctx): { ctx: Ctx; statements: () => number } {
  let count = 0;
  const counted = <T extends object>(target: T): T =>
    new Proxy(target, {
      apply: (run, self, args: unknown[]) => {
        // A tagged template; `sql(value)` and nested fragments are counted with the statement around them.
        if (Array.isArray(args[0]) && "raw" in args[0]) count += 1;
        return Reflect.apply(run as () => unknown, self, args);
      },
      get: (object, name, receiver) => {
        const value: unknown = Reflect.get(object, name, receiver);
        if (name !== "unsafe" || typeof value !== "function") return value;
        return (...args: unknown[]) => {
          count += 1;
          return (value as (...all: unknown[]) => unknown).apply(object, args);
        };
      },
    });
  const sql = counted(ctx.sql);
  return { ctx: { ...ctx, sql, db: drizzle(sql) }, statements: () => count };
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
