import { chmodSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { type District, startDistrict } from "./district.ts";
import { type Activity, activitiesIn, type Closing, LAB } from "./front.ts";
import { type Snac, startSnac } from "./snac.ts";

export interface Lab {
  readonly snac: Snac;
  readonly heslach: District;
  close(): Promise<void>;
}

/** Both servers, each behind TLS on its own loopback address. run.sh made the names resolve and the CA trusted. */
export async function openLab(): Promise<Lab> {
  const closing: Closing = [];
  // Each story has data of its own, which the database's user must be able to enter.
  const folder = mkdtempSync(join(LAB, "story-"));
  chmodSync(folder, 0o755);
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const heslach = await startDistrict("heslach", folder, closing);
    return { heslach, snac: await startSnac(folder, closing), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The number at the end of an address. */
export const idIn = (address: string): string => /[0-9]+$/.exec(address)?.[0] ?? "";

/** The id of an activity's object. */
export const targetOf = ({ object }: Activity): unknown =>
  typeof object === "object" && object !== null ? (object as { id?: unknown }).id : object;

/** What snac got from us of one type, in order. */
export const sentIn = ({ snac, heslach }: Lab, type: string): Activity[] =>
  activitiesIn(snac.exchanges)
    .map(({ activity }) => activity)
    // It also sends to itself.
    .filter((activity) => activity.type === type && activity.actor.startsWith(`https://${heslach.host}/`));

/** How many there are in a collection that a document of ours names. */
export async function totalOf({ heslach }: Lab, uri: string, collection: string): Promise<number> {
  const document = (await (await heslach.activityPub(uri)).json()) as Record<string, string>;
  const listed = (await (await heslach.activityPub(document[collection] ?? "")).json()) as { totalItems: number };
  return listed.totalItems;
}
