import { reconcileOrigin } from "../features/district/district.usecases.ts";
import { skipLostVersions } from "../features/posts/versions.store.ts";
import { ensureSetupLink } from "../features/setup/setup.usecases.ts";
import { streamHub } from "../mastodon/streaming/hub.ts";
import type { Config } from "../platform/config.ts";
import type { Ctx } from "../platform/ctx.ts";
import { installDispatcher } from "../platform/net/dispatcher.ts";
import { createApp } from "./http.ts";
import { type RunningServer, serveApp } from "./server.ts";
import { openStorage } from "./storage.ts";
import { startWorkers } from "./worker.ts";

const HTTP_GRACE_MS = 10_000;

export interface Running {
  readonly ctx: Ctx;
  /** Where it listens; null for `ROLE=worker`. */
  readonly port: number | null;
  /** Path and query of the one-time set-up page; null when the district is set up. */
  readonly setupPath: string | null;
  /** Takes no new work, ends what is in progress, closes the database. */
  stop(): Promise<void>;
}

/** Starts what the configured role asks for: answering requests, delivering and receiving, or both. */
export async function startRoles(config: Config, announce: (sentence: string) => void): Promise<Running> {
  const storage = await openStorage(config, announce);
  const { ctx } = storage;
  try {
    installDispatcher(ctx.config);
    await reconcileOrigin(ctx);
    await skipLostVersions(ctx);
    const setupPath = await ensureSetupLink(ctx);
    const server = config.role === "worker" ? null : await serveApp(createApp(ctx), config.host, config.port);
    const stopping = new AbortController();
    const workers = config.role === "web" ? Promise.resolve() : startWorkers(ctx, stopping.signal);
    return {
      ctx,
      port: server?.port ?? null,
      setupPath,
      stop: async () => {
        stopping.abort();
        streamHub(ctx).endAll();
        await Promise.all([closeIfAny(server), workers]);
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

async function closeIfAny(server: RunningServer | null): Promise<void> {
  await server?.close(HTTP_GRACE_MS);
}
