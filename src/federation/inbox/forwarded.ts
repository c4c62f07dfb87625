import { httpUrl, idOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { JsonObject } from "../../platform/json.ts";
import { mayAskOnHearsay, newFetchBudget } from "../fetch/fetch-document.ts";
import { groupOf, relevanceOf, storeArrival, storeDeletion } from "../fetch/landing.ts";
import { fetchArrival } from "../fetch/resolve.ts";
import { authorOfRemote, isGone } from "./gone.ts";
import { accepted, ignored, type Outcome, typeIn } from "./incoming.ts";

const PASSED_ON = new Set(["Create", "Update", "Delete"]);

/**
 * What somebody else passed on (inbox forwarding, relays). Nothing of it is believed, not even its id, so it claims
 * nothing: its object is asked for once at its origin, and that answer is stored if it is any business of ours (T035).
 */
export async function receiveForwarded(ctx: Ctx, activity: JsonObject): Promise<Outcome> {
  const type = typeIn(activity, (name) => PASSED_ON.has(name));
  const uri = httpUrl(idOf(activity.object));
  if (type === null || uri === null || hostOf(uri) === hostOf(ctx.origin)) return ignored("not-verifiable");
  if (!(await mayAskOnHearsay(ctx, uri))) return ignored("asked-enough");
  // One for the object, one for an author that we do not know yet.
  const budget = newFetchBudget(2);
  if (type === "Delete") {
    const author = await authorOfRemote(ctx, uri);
    if (!author || !(await isGone(ctx, uri, budget, true))) return ignored("not-gone");
    await inTransaction(ctx, (tx) => storeDeletion(tx, author, uri));
    return accepted;
  }
  const arrival = await fetchArrival(ctx, uri, budget);
  if ((await relevanceOf(ctx, arrival.wire, arrival.author)) === null) return ignored("not-asked-for");
  const groupId = await groupOf(ctx, arrival);
  const received = await inTransaction(ctx, (tx) => storeArrival(tx, arrival, groupId));
  return received.change === "none" ? ignored(received.reason) : accepted;
}
