import type { MessageQueue, MessageQueueEnqueueOptions } from "@fedify/fedify";
import { hostOf, localActorId } from "../../platform/ap-uris.ts";
import { coalesce } from "../../platform/coalesce.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { enqueueWithBody, type NewJob } from "../../platform/jobs.ts";
import { wireTextOf } from "./verbatim.ts";

/** What a delivery needs beside its body. The sender's keys are looked up when it is sent: none is ever stored (T195). */
export interface Delivery {
  /** Row id of the local actor that signs. */
  readonly actorId: string;
  readonly inbox: string;
}

/** The members that we use of Fedify's message. It holds private keys, too: nothing else may be taken from it. */
interface OutboxMessage {
  readonly type: "outbox";
  readonly keys: readonly { readonly keyId: string }[];
  readonly activity: object;
  readonly inbox: string;
}

interface Enqueued {
  readonly message: OutboxMessage;
  readonly orderingKey: string | null;
}

/** Rows in one INSERT. */
const BATCH = 1000;

/**
 * Takes what Fedify has signed into the queue `delivery`: one narrow row an inbox, the body once. Fedify calls `enqueue`
 * for each inbox; the calls of one tick become one statement. `worker.ts` sends, not Fedify's listener.
 */
export class DeliveryQueue implements MessageQueue {
  readonly nativeRetrial = true;
  readonly #add: (enqueued: Enqueued) => Promise<void>;

  constructor(ctx: Ctx) {
    this.#add = coalesce(async (all) => {
      await insert(ctx, all);
      return all.map(() => undefined);
    });
  }

  enqueue(message: unknown, options?: MessageQueueEnqueueOptions): Promise<void> {
    return this.#add({ message: readMessage(message), orderingKey: options?.orderingKey ?? null });
  }

  async enqueueMany(messages: readonly unknown[], options?: MessageQueueEnqueueOptions): Promise<void> {
    await Promise.all(messages.map((message) => this.enqueue(message, options)));
  }

  listen(): Promise<void> {
    throw new Error("Deliveries are sent by worker.ts; Fedify's queue must not be started.");
  }
}

function readMessage(message: unknown): OutboxMessage {
  const { type, keys, activity, inbox } = message as Partial<OutboxMessage>;
  if (type !== "outbox" || !keys || !activity || typeof inbox !== "string") {
    throw new TypeError("Only signed activities for one inbox each are queued.");
  }
  return { type, keys, activity, inbox };
}

async function insert(ctx: Ctx, all: readonly Enqueued[]): Promise<void> {
  // Fedify hands the same activity to every inbox: one group a body.
  for (const group of Map.groupBy(all, ({ message }) => message.activity).values()) {
    const body = wireTextOf(group[0]?.message.activity ?? {});
    for (let from = 0; from < group.length; from += BATCH) {
      const jobs = group.slice(from, from + BATCH).map((enqueued) => jobOf(ctx, enqueued));
      await enqueueWithBody(ctx, "delivery", jobs, body);
    }
  }
}

function jobOf(ctx: Ctx, { message, orderingKey }: Enqueued): NewJob {
  const actorId = localActorId(ctx.origin, message.keys[0]?.keyId.replace(/#.*$/, "") ?? "");
  if (actorId === null) throw new TypeError("Only actors of this server send.");
  const delivery: Delivery = { actorId, inbox: message.inbox };
  return { payload: JSON.stringify(delivery), orderingKey, host: hostOf(message.inbox) };
}
