import { createApp } from "../../src/app/http.ts";
import { startWorkers } from "../../src/app/worker.ts";
import type { District } from "../../src/features/district/district.model.ts";
import { whenFileIsDone } from "./closing.ts";
import { createTestCtx, type TestCtx } from "./ctx.ts";
import { createNetwork, type Network } from "./network.ts";
import { setUpDistrict } from "./people.ts";

export interface RunningDistrict {
  readonly host: string;
  readonly ctx: TestCtx;
  readonly district: District;
  /** Stops its workers and waits for the drain; it still answers. */
  stop(): Promise<void>;
}

export interface Districts {
  readonly network: Network;
  /** Sets a district up at `https://<host>`, with its own database, served on loopback, its workers running. */
  start(host: string): Promise<RunningDistrict>;
}

/** Whole districts in one process: real sockets, real signatures, the real queue, the real clock. */
export async function createDistricts(): Promise<Districts> {
  let network: Network | undefined;
  const net = (ctx: TestCtx): Network => {
    network ??= createNetwork(ctx);
    return network;
  };
  const first = await createTestCtx({}, "real");
  return { network: net(first), start: (host) => start(net(first), host) };
}

async function start(network: Network, host: string): Promise<RunningDistrict> {
  const ctx = await createTestCtx({ ORIGIN: `https://${host}`, FEDERATION_TEST_HOSTS: host }, "real");
  const district = await setUpDistrict(ctx, host.split(".")[0]);
  await network.addDistrict(host, createApp(ctx).fetch);
  const end = new AbortController();
  const ended = startWorkers(ctx, end.signal);
  const stop = async (): Promise<void> => {
    end.abort();
    await ended;
  };
  whenFileIsDone(stop);
  return { host, ctx, district, stop };
}
