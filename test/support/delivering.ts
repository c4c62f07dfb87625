import { type Actor, actorById } from "../../src/features/actors/actors.queries.ts";
import { deliveryHandler } from "../../src/federation/delivery/worker.ts";
import { dispatchOutbox } from "../../src/federation/dispatch.ts";
import { PUBLIC } from "../../src/platform/ap-uris.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import type { QueueOptions } from "../../src/platform/jobs.worker.ts";
import type { JsonObject } from "../../src/platform/json.ts";
import { type OutboxEntry, recordOutbox } from "../../src/platform/outbox.ts";
import { OBJECT_CONTEXTS, withContext } from "../../src/platform/wire.ts";
import { setUpDistrict } from "./people.ts";
import { startQueue, type TestWorker } from "./queue.ts";
import { insertActor, insertFollow } from "./rows.ts";

/** The two queues of sending, with the limits of production and quick retries. */
export function startSending(ctx: Ctx, more: Partial<QueueOptions> = {}): { stop(): Promise<void> } {
  const workers: TestWorker[] = [
    startQueue(ctx, { queue: "outbox", concurrency: 4, handle: (job) => dispatchOutbox(ctx, job.payload) }),
    startQueue(ctx, { queue: "delivery", concurrency: 64, perHost: 2, handle: deliveryHandler(ctx), ...more }),
  ];
  return { stop: async () => void (await Promise.all(workers.map((worker) => worker.stop()))) };
}

/** The actor of the district, which is set up for it. */
export async function districtActor(ctx: Ctx): Promise<Actor> {
  const { actorId } = await setUpDistrict(ctx);
  const actor = await actorById(ctx, actorId);
  if (!actor) throw new Error("no district");
  return actor;
}

/** Somebody on a host of their own who follows; the inbox is `https://<host>/inbox` when shared. */
export async function followerOn(ctx: Ctx, followee: Actor, host: string, shared = true): Promise<Actor> {
  const follower = await insertActor(ctx, { host, ...(shared && { sharedInboxUri: `https://${host}/inbox` }) });
  await insertFollow(ctx, follower.id, followee.id);
  return follower;
}

/** An activity of ours, public unless `to` says otherwise. */
export function activityOf(actor: Actor, number: number | string, more: JsonObject = {}): JsonObject {
  const to = more.to ?? [PUBLIC];
  const contexts = Array.isArray(to) && to.includes(PUBLIC) ? OBJECT_CONTEXTS : OBJECT_CONTEXTS.slice(0, 1);
  return withContext(contexts, {
    id: `${actor.uri}#activity-${number}`,
    type: "Create",
    actor: actor.uri,
    published: "2026-11-22T08:00:00Z",
    to,
    cc: [`${actor.uri}/followers`],
    object: {
      id: `${actor.uri}/note-${number}`,
      type: "Note",
      attributedTo: actor.uri,
      content: `<p>${number}</p>`,
      to,
    },
    ...more,
  });
}

/** Records a public activity for the followers of its actor. */
export const sendToFollowers = (
  ctx: Ctx,
  actor: Actor,
  number: number | string,
  more: Partial<OutboxEntry> = {},
): Promise<void> =>
  recordOutbox(ctx, {
    actorId: actor.id,
    activity: activityOf(actor, number),
    recipients: { followersOf: [actor.id] },
    orderingKey: `${actor.uri}/note-${number}`,
    ...more,
  });
