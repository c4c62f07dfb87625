import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { WirePost } from "../posts/posts.activitypub.ts";
import type { Post } from "../posts/posts.queries.ts";
import { topicFold } from "../posts/topic-fold.model.ts";
import { isWikidata } from "../posts/topic-names.model.ts";
import { putPostTopics, putTopicNames } from "../posts/topic-names.store.ts";

/**
 * Notes down what a peer's post that has just been stored or replaced is about; of a topic page also what the words of
 * its server mean. Never touches what is ours. Call it in the same transaction.
 */
export async function onTopicsReceived(ctx: Ctx, post: Post, { topics, tags }: WirePost): Promise<void> {
  const host = hostOf(post.uri);
  if (post.local || host === null) return;
  // Of an edit `receivePost` has forgotten those from before.
  if (topics.length > 0) await putPostTopics(ctx, post.id, topics);
  if (post.kind !== "topic") return;
  const keys = [...new Set(tags.map(({ tag }) => topicFold(tag)))].filter((key) => key !== "");
  await putTopicNames(ctx, post.id, { host, keys, iri: topics.find(isWikidata) ?? null });
}
