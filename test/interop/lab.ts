import type { Closing } from "./front.ts";
import { type Heslach, startHeslach } from "./heslach.ts";
import { type Snac, startSnac } from "./snac.ts";

export interface Lab {
  readonly snac: Snac;
  readonly heslach: Heslach;
  close(): Promise<void>;
}

/** Both servers, each behind TLS on its own loopback address. run.sh made the names resolve and the CA trusted. */
export async function openLab(): Promise<Lab> {
  const closing: Closing = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const heslach = await startHeslach(closing);
    return { heslach, snac: await startSnac(closing), close };
  } catch (error) {
    await close();
    throw error;
  }
}
