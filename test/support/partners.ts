import { createApp } from "../../src/app/http.ts";
import type { District } from "../../src/features/district/district.model.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import type { Id } from "../../src/platform/ids.ts";
import type { Viewer } from "../../src/platform/viewer.ts";
import { createTestCtx, type TestCtx } from "./ctx.ts";
import type { Network } from "./network.ts";
import { createPeer, type Peer, type PeerActor, type Wire } from "./peer.ts";
import { setUpDistrict } from "./people.ts";
import { type JobRow, jobRows } from "./queue.ts";
import { insertFollow } from "./rows.ts";

/** A district that answers on the network; nothing works its queues. */
export interface QuietDistrict {
  readonly ctx: TestCtx;
  readonly district: District;
}

export async function quietDistrict(host: string, network: (ctx: TestCtx) => Network): Promise<QuietDistrict> {
  const ctx = await createTestCtx({ ORIGIN: `https://${host}`, FEDERATION_TEST_HOSTS: host });
  const district = await setUpDistrict(ctx, host.split(".")[0]);
  await network(ctx).addDistrict(host, createApp(ctx).fetch);
  return { ctx, district };
}

/** Makes two districts partners on the side of the first, as if all had been asked and granted. @returns the other's row id */
export async function becomePartners({ ctx, district }: QuietDistrict, other: QuietDistrict): Promise<Id> {
  const them = await resolveActor(ctx, other.district.actorUri, { maxAgeMs: 0 });
  await insertFollow(ctx, district.actorId, them.id);
  await insertFollow(ctx, them.id, district.actorId);
  return them.id;
}

const words = (number: number) => ({
  title: `Projekt ${number}`,
  summary: "Die Bäckerei gibt ab, was am Samstag übrig ist.",
  goal: "Kein Brot im Müll.",
  targetGroups: ["alle im Viertel"],
  measures: "Zwei von uns öffnen den Kasten.",
  outcome: "ongoing" as const,
});

/** Publishes notes, numbered from 1; a millisecond lies between them. @returns their ids, oldest first */
export async function publishNotes(ctx: TestCtx, author: Viewer, many: number) {
  const published: { id: Id; uri: string }[] = [];
  for (let number = 1; number <= many; number += 1) {
    ctx.advance(1);
    published.push(await publishProjectNote(ctx, author, words(number)));
  }
  return published;
}

/** The waiting background job of a kind, taken from the queue; undefined when there is none. */
export async function takeJob(ctx: Ctx, kind: string): Promise<JobRow | undefined> {
  const job = (await jobRows(ctx, "background")).find(({ payload }) => JSON.parse(payload).kind === kind);
  if (job) await ctx.sql`delete from jobs where id = ${job.id}`;
  return job;
}

/** Works the background jobs of a kind one after another, as the worker would, until none waits. @returns how many */
export async function workOff(
  ctx: TestCtx,
  kind: string,
  work: (payload: string) => Promise<void> = (payload) => processBackgroundJob(ctx, payload),
): Promise<number> {
  for (let steps = 0; ; steps += 1) {
    const job = await takeJob(ctx, kind);
    if (!job) return steps;
    if (steps > 2000) throw new Error(`${kind} does not end`);
    ctx.advance(Math.max(0, job.due_in) * 1000);
    await work(job.payload);
  }
}

/** A district on a scripted server. */
export interface Elsewhere {
  readonly peer: Peer;
  readonly actor: PeerActor;
}

/** Puts a district like ours on the net, named after its host, that WebFinger leads to. */
export async function remoteDistrict(
  network: Network,
  now: () => Date,
  host: string,
  more: Wire = {},
): Promise<Elsewhere> {
  const peer = await createPeer(network, host, now);
  const handle = host.split(".")[0] ?? host;
  const generator = { type: "Application", id: `${peer.origin}/instanz` };
  const document = { type: "Group", "stv:kind": "District", discoverable: true, generator, ...more };
  const actor = await peer.person(handle, document);
  peer.serve(`/.well-known/webfinger?resource=${encodeURIComponent(`acct:${handle}@${host}`)}`, {
    subject: `acct:${handle}@${host}`,
    links: [{ rel: "self", type: "application/activity+json", href: actor.uri }],
  });
  return { peer, actor };
}
