import { createApp } from "../../src/app/http.ts";
import type { District } from "../../src/features/district/district.model.ts";
import { createDistrict } from "../../src/features/district/district.usecases.ts";
import { createTestCtx, type TestCtx } from "./ctx.ts";
import { createNetwork, type Network } from "./network.ts";

export interface Instance {
  readonly ctx: TestCtx;
  readonly network: Network;
  readonly district: District;
  readonly inbox: string;
}

/** A district that is set up and answers on a network of its own, at `https://heslach.test`. */
export async function createInstance(): Promise<Instance> {
  const ctx = await createTestCtx();
  const network = createNetwork(ctx);
  const district = await createDistrict(ctx, {
    name: "Heslach",
    handle: "heslach",
    city: "Stuttgart",
    about: "Unser Stadtteil.",
    accent: "#00617f",
  });
  await network.addDistrict("heslach.test", createApp(ctx).fetch);
  return { ctx, network, district, inbox: "https://heslach.test/ap/inbox" };
}
