import { createFederation, type Federation, type FederationOptions } from "@fedify/fedify";
import type { Sql } from "postgres";
import type { Ctx } from "../../platform/ctx.ts";
import { contextLoader } from "../json-ld/contexts.ts";
import { fedifyKv } from "./fedify-kv.ts";
import { DeliveryQueue } from "./message-queue.ts";

const federations = new WeakMap<Sql, Federation<Ctx>>();

/** The Fedify instance of this process and database. It signs what we send; it neither fetches, receives nor delivers. */
export function federationOf(ctx: Ctx): Federation<Ctx> {
  const known = federations.get(ctx.sql);
  if (known) return known;
  const made = buildFederation(ctx, { outbox: new DeliveryQueue(ctx) });
  federations.set(ctx.sql, made);
  return made;
}

/** Contexts that are shipped with us, and no others: what we send names no others. */
const bundledContexts = contextLoader(new Map());

const loadNothing = (): Promise<never> => Promise.reject(new Error("Documents are fetched by fetch-document.ts."));

/**
 * @throws Error when a fan-out queue is configured: it drops the members that Fedify does not know and so breaks proofs,
 *   silently
 */
export function buildFederation(ctx: Ctx, queue: NonNullable<FederationOptions<Ctx>["queue"]>): Federation<Ctx> {
  const federation = createFederation<Ctx>({
    kv: fedifyKv(ctx),
    queue,
    manuallyStartQueue: true,
    origin: ctx.origin,
    firstKnock: "draft-cavage-http-signatures-12",
    circuitBreaker: false,
    contextLoaderFactory: () => async (url) => ({ ...(await bundledContexts(url)), contextUrl: null }),
    documentLoaderFactory: () => loadNothing,
    authenticatedDocumentLoaderFactory: () => loadNothing,
  });
  if ("fanoutQueue" in federation && federation.fanoutQueue !== undefined) {
    throw new Error("A fan-out queue must never be configured: it loses our terms and breaks the proofs.");
  }
  // Cannot be given to the constructor together with own loaders (decision 19).
  if (ctx.config.testHosts.length > 0) Object.assign(federation, { allowPrivateAddress: true });
  return federation;
}
