import { tokensInForce } from "../../features/accounts/sessions.queries.ts";
import { perPool } from "../../platform/coalesce.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { type StreamNews, type StreamWatch, watchStreams } from "../../platform/streams.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Listener } from "./listener.ts";
import { addNews, emptyBatch, isFull, type NewsBatch } from "./news.ts";
import { passOn } from "./pass-on.ts";

/** Tabs and apps of one member; and of everybody together in one process. */
const MOST_OF_ONE = 12;
const MOST = 2_000;

const GATHER_MS = 50;
const BEAT_MS = 30_000;
const LOOK_MS = 2_500;
const RENEW_MS = 20_000;

const full = (): AppError =>
  new AppError("limited", "mastodon.too-many-streams", "Too many open streams", { retryAfter: 60 });

/**
 * The open streams of this process. What happens is gathered for a moment and passed on together, so that a burst takes
 * no more statements than a single post; nothing is kept for who was not there.
 */
class StreamHub {
  readonly #ctx: Ctx;
  readonly #listeners = new Set<Listener>();
  #watch: Promise<StreamWatch> | null = null;
  #renewedAt = 0;
  #batch: NewsBatch = emptyBatch();
  #passing = false;
  #timers: NodeJS.Timeout[] = [];

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
  }

  /**
   * Whether one more may come in, and hears from then on.
   * @throws AppError `mastodon.too-many-streams`
   */
  async admit({ accountId }: Viewer): Promise<void> {
    const own = [...this.#listeners].filter(({ viewer }) => viewer.accountId === accountId);
    if (own.length >= MOST_OF_ONE || this.#listeners.size >= MOST) throw full();
    await this.#hear();
  }

  join(listener: Listener): void {
    this.#listeners.add(listener);
    if (this.#timers.length > 0) return;
    this.#timers = [setInterval(() => this.#beat(), BEAT_MS).unref(), setInterval(() => this.#look(), LOOK_MS).unref()];
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  /** Ends all, when the process stops. */
  endAll(): void {
    for (const listener of [...this.#listeners]) listener.end("The server stops.");
  }

  async #hear(): Promise<void> {
    this.#watch ??= this.#listen();
    const watch = await this.#watch;
    if (performance.now() - this.#renewedAt < RENEW_MS && this.#renewedAt > 0) return;
    await watch.renew();
    this.#renewedAt = performance.now();
  }

  /** Once is enough: a lost connection is taken up again for all who listened on it. */
  async #listen(): Promise<StreamWatch> {
    try {
      return await watchStreams(this.#ctx, (news) => this.#add(news));
    } catch (error) {
      this.#watch = null;
      throw error;
    }
  }

  #beat(): void {
    for (const listener of [...this.#listeners]) listener.beat();
  }

  /** Nobody listens on with a token that ended, even when the notice of it was lost. */
  #look(): void {
    const work = async (): Promise<void> => {
      const ids = [...new Set([...this.#listeners].map(({ tokenId }) => tokenId))];
      const [inForce] = await Promise.all([tokensInForce(this.#ctx, ids), this.#hear()]);
      for (const listener of [...this.#listeners]) {
        if (ids.includes(listener.tokenId) && !inForce.has(listener.tokenId)) listener.end("The access token ended.");
      }
    };
    work().catch((error: unknown) => this.#ctx.log.warn("Streams cannot look at their tokens: {error}", { error }));
  }

  #add(news: StreamNews): void {
    if (this.#listeners.size === 0) return;
    if (news.what === "access") {
      this.#look();
      return;
    }
    // More than can be passed on: clients ask for what they miss.
    if (isFull(this.#batch)) return;
    addNews(this.#batch, news);
    if (!this.#passing) void this.#passAll();
  }

  async #passAll(): Promise<void> {
    this.#passing = true;
    do {
      await new Promise((done) => setTimeout(done, GATHER_MS));
      const batch = this.#batch;
      this.#batch = emptyBatch();
      try {
        await passOn(this.#ctx, [...this.#listeners], batch);
      } catch (error) {
        this.#ctx.log.warn("Streams could not be served: {error}", { error });
      }
    } while (this.#batch.size > 0);
    this.#passing = false;
  }
}

/** The open streams of the process. */
export const streamHub = perPool((ctx) => new StreamHub(ctx));
