import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { ownHost } from "../../actors/actors.queries.ts";
import { visiblePost } from "../../posts/posts.queries.ts";
import { nameHere, namesOnPages } from "../../posts/topic-names.queries.ts";
import { dropTopicNames, takeTopicNames } from "../../posts/topic-names.store.ts";
import { nothingToTake, onlyNetworkers, topicNotFound } from "../topics.errors.ts";
import { canIntroduce } from "../topics.policy.ts";

/**
 * Takes over what another district's topic page says its words mean: from then on they mean it here, too, whoever uses
 * them. Words that mean something here already keep it.
 * @param pageId row id of the page
 * @throws AppError `topics.only-networkers`, `.not-found`, `.nothing-to-take`
 */
export async function takeMeanings(ctx: Ctx, viewer: Viewer, pageId: Id): Promise<void> {
  if (!canIntroduce(viewer)) throw onlyNetworkers();
  await inTransaction(ctx, async (tx) => {
    const page = await visiblePost(tx, viewer, pageId);
    if (page?.kind !== "topic" || page.local) throw topicNotFound();
    const names = await namesOnPages(tx, [pageId]);
    const iri = names[0]?.iri;
    if (iri === undefined) throw nothingToTake();
    await takeTopicNames(tx, { host: ownHost(tx), keys: names.map(({ key }) => key), iri });
  });
}

/**
 * Gives up what was taken over about a topic. What a page of ours says stays.
 * @param key a word that means it
 * @throws AppError `topics.only-networkers`, `.not-found` when nothing was taken over
 */
export async function dropMeanings(ctx: Ctx, viewer: Viewer, key: string): Promise<void> {
  if (!canIntroduce(viewer)) throw onlyNetworkers();
  await inTransaction(ctx, async (tx) => {
    const name = await nameHere(tx, key);
    if (!name || (await dropTopicNames(tx, ownHost(tx), name.iri)) === 0) throw topicNotFound();
  });
}
