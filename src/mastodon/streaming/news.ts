import type { Id } from "../../platform/ids.ts";
import type { StreamNews } from "../../platform/streams.ts";

/** What happened in a moment, each once. */
export interface NewsBatch {
  readonly posts: Set<Id>;
  readonly edits: Set<Id>;
  readonly gone: Set<Id>;
  readonly boosts: Set<Id>;
  /** Boosts that were taken back, with who had boosted. */
  readonly unboosts: Map<Id, Id>;
  /** Ids of notifications by whose they are. */
  readonly told: Map<Id, Set<number>>;
  /** Members whose filters changed, and who let somebody in. */
  readonly filters: Set<Id>;
  readonly merged: Set<Id>;
  /** Conversations that were read, by who read them. */
  readonly talks: Map<Id, Set<Id>>;
  readonly announcements: Set<Id>;
  /** Emojis and shortcodes, by the announcements that somebody reacted to with them. */
  readonly reacted: Map<Id, Set<string>>;
  size: number;
}

const MOST = 500;

export const emptyBatch = (): NewsBatch => ({
  posts: new Set(),
  edits: new Set(),
  gone: new Set(),
  boosts: new Set(),
  unboosts: new Map(),
  told: new Map(),
  filters: new Set(),
  merged: new Set(),
  talks: new Map(),
  announcements: new Set(),
  reacted: new Map(),
  size: 0,
});

export const isFull = ({ size }: NewsBatch): boolean => size >= MOST;

export function addNews(batch: NewsBatch, news: StreamNews): void {
  batch.size += 1;
  switch (news.what) {
    case "post":
      batch.posts.add(news.postId);
      break;
    case "edit":
      batch.edits.add(news.postId);
      break;
    case "gone":
      batch.gone.add(news.postId);
      break;
    case "boost":
      batch.boosts.add(news.boostId);
      break;
    case "unboost":
      batch.unboosts.set(news.boostId, news.actorId);
      break;
    case "told":
      gather(batch.told, news.recipientId, news.notificationId);
      break;
    case "filters":
      batch.filters.add(news.actorId);
      break;
    case "merged":
      batch.merged.add(news.actorId);
      break;
    case "talk":
      gather(batch.talks, news.actorId, news.rootId);
      break;
    case "announcement":
      batch.announcements.add(news.announcementId);
      break;
    case "reacted":
      gather(batch.reacted, news.announcementId, news.name);
      break;
    case "access":
      break;
  }
}

function gather<Value>(all: Map<Id, Set<Value>>, id: Id, value: Value): void {
  all.set(id, (all.get(id) ?? new Set()).add(value));
}
