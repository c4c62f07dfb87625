import type { Actor } from "../../features/actors/actors.queries.ts";
import { type DistrictLook, fieldOf } from "../../features/partners/partners.model.ts";
import { softwareOf } from "../../features/partners/partners.queries.ts";
import { hostNamed } from "../../features/peers/peers.model.ts";
import { httpUrl, idOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { JsonObject } from "../../platform/json.ts";
import { fetchIfChanged } from "./fetch-document.ts";
import { explainLookUp } from "./lookup.ts";
import { lookAtPeer } from "./peer-info.ts";
import { resolveActor } from "./resolve.ts";

const none = (reason: (DistrictLook & { kind: "none" })["reason"]): DistrictLook => ({ kind: "none", reason });

/**
 * Who is at an address, before anybody asks them anything: the district, its city, its software, the size of its
 * catalogue. Its server learns only that we looked.
 * @param text a host name, an address or a handle, as an admin types it
 */
export async function lookAtDistrict(ctx: Ctx, text: string): Promise<DistrictLook> {
  const found = await explainLookUp(ctx, asAddress(text));
  if (found.kind === "none") return found;
  if (found.kind === "post") return none("no-district");
  if (found.actor.local) return none(found.actor.kind === "district" ? "self" : "no-district");
  const actor = await freshly(ctx, found.actor);
  if (actor === null) return none("unreachable");
  if (actor.kind !== "district") return none("no-district");
  await lookAtPeer(ctx, actor.host);
  const software = await softwareOf(ctx, actor.host);
  return { kind: "found", card: { actor, city: fieldOf(actor, "Stadt"), software, notes: await sizeOf(ctx, actor) } };
}

/** A bare host name means its front page: there the district stands behind the technical account. */
function asAddress(text: string): string {
  const typed = text.trim();
  const host = typed.includes("@") || /^https?:/i.test(typed) ? null : hostNamed(typed);
  return host === null ? typed : `https://${host}/`;
}

async function freshly(ctx: Ctx, { uri }: Actor): Promise<Actor | null> {
  try {
    return await resolveActor(ctx, uri, { maxAgeMs: 0 });
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

async function sizeOf(ctx: Ctx, actor: Actor): Promise<number | null> {
  const document: JsonObject = JSON.parse(actor.document || "{}");
  const uri = httpUrl(idOf(document["stv:projects"]));
  if (uri === null || hostOf(uri) !== actor.host) return null;
  try {
    const total = (await fetchIfChanged(ctx, uri, null))?.document.totalItems;
    return typeof total === "number" && Number.isSafeInteger(total) && total >= 0 ? total : null;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
