import { beforeAll, beforeEach } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorById } from "../../src/features/actors/actors.queries.ts";
import { type Post, postByUri } from "../../src/features/posts/posts.queries.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { createInstance, type Instance } from "./instance.ts";
import { createPeer, type Peer, type PeerActor, type Wire } from "./peer.ts";
import { createMember } from "./people.ts";
import { insertFollow } from "./rows.ts";

/** Our district and two peers; in each test fresh people: Bob here follows Alice at the victim and Mallory at the evil host. */
export interface Cast {
  here: Instance;
  victim: Peer;
  evil: Peer;
  alice: PeerActor;
  mallory: PeerActor;
  bob: Account;
  bobActor: Actor;
  /** Grows with each test: makes names unique. */
  serial: number;
  stored(note: { id?: unknown }): Promise<Post | null>;
  create(actor: PeerActor, note: Wire): Wire;
  /** So many seconds from the ctx's present, as on the wire. */
  later(seconds: number): string;
}

/** Sets the stage for a test file. */
export function useCast(): Cast {
  const cast = {
    serial: 0,
    stored: (note) => postByUri(cast.here.ctx, String(note.id)),
    create: (actor, note) => actor.activity("Create", note),
    later: (seconds) => new Date(cast.here.ctx.now().getTime() + seconds * 1000).toISOString(),
  } as Cast;
  beforeAll(async () => {
    cast.here = await createInstance();
    cast.victim = await createPeer(cast.here.network, "victim.test", cast.here.ctx.now);
    cast.evil = await createPeer(cast.here.network, "evil.test", cast.here.ctx.now);
  });
  beforeEach(async () => {
    const { ctx } = cast.here;
    cast.serial += 1;
    cast.alice = await cast.victim.person(`alice${cast.serial}`);
    cast.mallory = await cast.evil.person(`mallory${cast.serial}`);
    cast.bob = await createMember(ctx, `bob${cast.serial}`);
    const bobActor = await actorById(ctx, cast.bob.actorId);
    if (!bobActor) throw new Error("no bob");
    cast.bobActor = bobActor;
    for (const who of [cast.alice, cast.mallory]) {
      await insertFollow(ctx, cast.bob.actorId, (await resolveActor(ctx, who.uri)).id);
    }
  });
  return cast;
}
