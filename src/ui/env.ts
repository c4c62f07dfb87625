import type { Ctx } from "../platform/ctx.ts";
import type { CustomEmoji } from "../platform/emojis.ts";
import type { Viewer } from "../platform/viewer.ts";
import type { Locale, Translate } from "./i18n/i18n.ts";
import type { Filtered } from "./parts/filter-view.ts";
import type { ShownQuote } from "./parts/quote-view.ts";

/** What every page's frame shows of the district and of the person looking. */
export interface Frame {
  readonly districtName: string;
  readonly districtHandle: string;
  readonly city: string;
  /** `#rrggbb` */
  readonly accent: string;
  readonly origin: string;
  /** Whether this instance speaks with others. */
  readonly federation: boolean;
  /** The district has chosen to exchange nothing with anybody. */
  readonly closed: boolean;
  /** Path and query of this page, for the language switch and the canonical link. */
  readonly path: string;
  readonly viewer: Viewer | null;
  /** How much the viewer is told of that the viewer has not seen; at most 100. */
  readonly unseen: number;
  readonly locale: Locale;
  /** Texts in plain language first, where there is one: asked for by who reads. */
  readonly plainLanguage: boolean;
  readonly t: Translate;
  /**
   * Path of ours for a picture, or a film or sound (`stream`), wherever it lies: no page makes a browser ask another host.
   * @param owner host of whoever shows it
   */
  readonly mediaPath: (kind: "image" | "stream", url: string, owner: string) => string;
  /** The emojis of this server that forms offer to writers. Asked for by the page that shows them. */
  readonly emojisToType: () => Promise<readonly CustomEmoji[]>;
}

export type QuotesOf = (postIds: readonly string[]) => Promise<ReadonlyMap<string, ShownQuote>>;

/** Hono's variables, set by `app/http.ts` for every request. */
export interface AppEnv {
  Variables: {
    ctx: Ctx;
    viewer: Viewer | null;
    /** Scopes of the bearer token; null when the viewer came by session. */
    scopes: ReadonlySet<string> | null;
    /** Row id of the bearer token; null when there is none. */
    tokenId: string | null;
    /** The app whose token it is; null for sessions and for tokens made by hand. */
    applicationId: string | null;
    frame: Frame;
    /** What pages show of the quotes in some posts, by their row ids: a fixed number of statements. */
    quotesOf: QuotesOf;
    filtered: Filtered;
    /** Address of the peer, /64 for IPv6: only for rate limits, never stored in clear. */
    clientKey: string;
    /** Named in the answer's `X-Request-Id`, on error pages and in the log. */
    requestId: string;
  };
}
