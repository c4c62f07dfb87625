import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Ctx } from "./ctx.ts";
import type { Id } from "./ids.ts";

/** PostgreSQL channel of what open streams hear of; triggers say most of it (streams.storage.sql). */
const STREAM_CHANNEL = "stv_streams";

/** What happened, by ids only: who may see it is asked when it is passed on. */
export type StreamNews =
  | { readonly what: "post" | "edit" | "gone"; readonly postId: Id }
  | { readonly what: "boost"; readonly boostId: Id }
  /** Somebody took a boost back. */
  | { readonly what: "unboost"; readonly boostId: Id; readonly actorId: Id }
  | { readonly what: "told"; readonly notificationId: number; readonly recipientId: Id }
  /** Tokens ended or accounts were suspended. */
  | { readonly what: "access" }
  /** A member's filters changed, or what was held back of somebody was let in. */
  | { readonly what: "filters" | "merged"; readonly actorId: Id }
  /** A member has read a conversation, or marked it as unread. */
  | { readonly what: "talk"; readonly rootId: Id; readonly actorId: Id }
  /** An announcement is new, was changed or taken down. */
  | { readonly what: "announcement"; readonly announcementId: Id }
  /** Somebody reacted to one with this emoji or shortcode, or took that back. */
  | { readonly what: "reacted"; readonly announcementId: Id; readonly name: string };

const say = async (ctx: Ctx, said: string): Promise<void> => {
  await ctx.db.execute(sql`select stv_tell_streams(${said})`);
};

/** Tells open streams, when the transaction of `ctx` commits, of a change of a post that is no edit of its text. */
export const tellPostChanged = (ctx: Ctx, postId: Id): Promise<void> => say(ctx, `edit ${postId}`);

/** Tells the open streams of a member, when the transaction of `ctx` commits, that the member's filters changed. */
export const tellFiltersChanged = (ctx: Ctx, actorId: Id): Promise<void> => say(ctx, `filters ${actorId}`);

/** The same of notifications that were held back and are not any more. */
export const tellMerged = (ctx: Ctx, actorId: Id): Promise<void> => say(ctx, `merged ${actorId}`);

/** The same of a conversation that the member has read, or marked as unread. */
export const tellTalkRead = (ctx: Ctx, actorId: Id, rootId: Id): Promise<void> => say(ctx, `talk ${rootId} ${actorId}`);

const PATTERN = /^(post|edit|gone|boost|unboost|told|access|filters|merged|talk|announcement)(?: (\d+))?(?: (\d+))?$/;
const REACTED = /^reacted (\d+) (\S+)$/;

/** Reads what the channel said; null for what a newer version says. */
function readNews(said: string): StreamNews | null {
  const [, announcementId, name] = REACTED.exec(said) ?? [];
  if (announcementId !== undefined && name !== undefined) return { what: "reacted", announcementId, name };
  const [, what, id, other] = PATTERN.exec(said) ?? [];
  if (what === "access") return { what };
  if (id === undefined) return null;
  if (what === "post" || what === "edit" || what === "gone") return { what, postId: id };
  if (what === "announcement") return { what, announcementId: id };
  if (what === "boost") return { what, boostId: id };
  if (what === "filters" || what === "merged") return { what, actorId: id };
  if (other === undefined) return null;
  if (what === "unboost") return { what, boostId: id, actorId: other };
  return what === "talk"
    ? { what, rootId: id, actorId: other }
    : { what: "told", notificationId: Number(id), recipientId: other };
}

const WATCH_SECONDS = 60;

export interface StreamWatch {
  /** Hears for another minute. */
  renew(): Promise<void>;
}

/**
 * Hears what happens for a minute after each time that it is renewed; what happens while the connection is lost is not made up
 * for: clients ask anew. The connection is the one on which the pool listens anyhow.
 * @param hear gets each thing once it is committed
 */
export async function watchStreams(ctx: Ctx, hear: (news: StreamNews) => void): Promise<StreamWatch> {
  const id = randomBytes(12).toString("base64url");
  const renew = async (): Promise<void> => {
    await ctx.sql`
      with left_over as (delete from stream_watches where until < now())
      insert into stream_watches (id, until) values (${id}, now() + ${WATCH_SECONDS} * interval '1 second')
      on conflict (id) do update set until = excluded.until`;
  };
  let isWanted = true;
  try {
    await ctx.sql.listen(STREAM_CHANNEL, (said) => {
      const news = isWanted ? readNews(said) : null;
      if (news) hear(news);
    });
  } catch (error) {
    // The pool keeps on trying; whoever asked does so, too, and would hear everything twice.
    isWanted = false;
    throw error;
  }
  return { renew };
}
