import { readActorDocument } from "../../features/actors/actor-reading.activitypub.ts";
import { mayBeRelay, type RelayLook } from "../../features/peers/relays.model.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { readTarget } from "../../platform/net/targets.ts";
import { isBarredHost } from "../peer-rules.ts";
import { fetchDocument, knock } from "./fetch-document.ts";

const none = (reason: (RelayLook & { kind: "none" })["reason"]): RelayLook => ({ kind: "none", reason });

/**
 * What is at the address of a relay, and which dialect it speaks (FEP-ae0c): where a technical account is described, that
 * of LitePub; where an inbox answers, that of Mastodon. Asked like every stranger's document.
 * @param text the address of an actor or an inbox, as an admin types it
 */
export async function lookAtRelay(ctx: Ctx, text: string): Promise<RelayLook> {
  const url = readTarget(ctx.config, text.trim());
  const host = url && hostOf(url.href);
  if (!url || !host) return none("address");
  if (host === hostOf(ctx.origin)) return none("self");
  if (await isBarredHost(ctx, host)) return none("blocked");
  url.hash = "";
  try {
    return (await actorAt(ctx, url.href)) ?? (await inboxAt(ctx, url)) ?? none("nobody");
  } catch (error) {
    if (error instanceof AppError) return none("nobody");
    throw error;
  }
}

async function actorAt(ctx: Ctx, address: string): Promise<RelayLook | null> {
  try {
    const { document, text, uri } = await fetchDocument(ctx, address);
    const actor = readActorDocument(document, text);
    if (!actor || actor.uri !== uri || !mayBeRelay(actor)) return null;
    return { kind: "found", relay: { dialect: "litepub", inboxUri: actor.inboxUri, actorUri: uri } };
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

async function inboxAt(ctx: Ctx, url: URL): Promise<RelayLook | null> {
  if (!url.pathname.endsWith("/inbox")) return null;
  await knock(ctx, url.href);
  return { kind: "found", relay: { dialect: "mastodon", inboxUri: url.href, actorUri: null } };
}
