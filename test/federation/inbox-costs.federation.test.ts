import { beforeEach, describe, expect, test } from "vitest";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { handleInboxPost } from "../../src/federation/gate.ts";
import { processInboxJob } from "../../src/federation/inbox.ts";
import { useCast } from "../support/cast.ts";
import { type CountingCtx, countStatements } from "../support/counting.ts";
import { ACCEPTED, clearInbox, deliver, ignoredFor } from "../support/inbox.ts";
import type { PeerActor, Wire } from "../support/peer.ts";
import { insertPost } from "../support/rows.ts";

const cast = useCast();
let counting: CountingCtx;

beforeEach(async () => {
  counting = countStatements(cast.here.ctx);
  // Somebody known, a district that is remembered, a share of the quotas in hand: an ordinary minute.
  await sendCounted(cast.alice, cast.create(cast.alice, cast.alice.note("warm")));
});

interface Costs {
  readonly gate: number;
  readonly worker: number;
}

/** An activity from the POST to its effect, alone, with the statements of both halves. */
async function sendCounted(actor: PeerActor, activity: Wire) {
  const { ctx, inbox, network } = cast.here;
  await clearInbox(ctx);
  network.asked.length = 0;
  counting.reset();
  const body = JSON.stringify(activity);
  const headers = {
    "content-type": "application/activity+json",
    ...actor.sign({ method: "POST", url: inbox, body }),
  };
  const answer = await handleInboxPost(counting, new Request(inbox, { method: "POST", headers, body }), null, "proxy");
  expect(answer.status).toBe(202);
  const gate = counting.statements.length;
  const [job] = await ctx.sql<{ payload: string }[]>`select payload from jobs where queue = 'inbox'`;
  counting.reset();
  const outcome = await processInboxJob(counting, job?.payload ?? "");
  expect(network.asked).toEqual([]);
  return { outcome, costs: { gate, worker: counting.statements.length } satisfies Costs };
}

/** What is sent, and what it costs; `begin` and `commit` are not counted. */
const KINDS: Record<string, { activity: () => Promise<Wire>; costs: Costs; outcome?: object }> = {
  "Create of a note": {
    activity: async () => cast.create(cast.alice, cast.alice.note("neu", { tag: [{ type: "Hashtag", name: "#neu" }] })),
    // Key and blocks, the job; the sender, the note with all that hangs from it.
    costs: { gate: 2, worker: 2 },
  },
  "Create of an answer": {
    activity: async () => {
      const known = await insertPost(cast.here.ctx, cast.bobActor);
      return cast.create(cast.alice, cast.alice.note("ja", { inReplyTo: known.uri }));
    },
    costs: { gate: 2, worker: 3 },
  },
  Like: {
    activity: async () => cast.alice.activity("Like", (await insertPost(cast.here.ctx, cast.bobActor)).uri),
    // The sender, the post, the like with its count.
    costs: { gate: 2, worker: 3 },
  },
  "Announce of something known": {
    activity: async () => cast.alice.activity("Announce", (await insertPost(cast.here.ctx, cast.bobActor)).uri),
    costs: { gate: 2, worker: 3 },
  },
  "Delete of a note": {
    activity: async () => {
      const note = cast.alice.note("weg");
      await deliver(cast.here, cast.alice, cast.create(cast.alice, note));
      return cast.alice.activity("Delete", note.id);
    },
    costs: { gate: 2, worker: 3 },
  },
  "Delete of a note that never came": {
    activity: async () => cast.alice.activity("Delete", `${cast.victim.origin}/notes/never-${cast.serial}`),
    // It may be the leave for a quote.
    costs: { gate: 2, worker: 4 },
  },
  "Update of a note": {
    activity: async () => {
      const note = cast.alice.note("alt");
      await deliver(cast.here, cast.alice, cast.create(cast.alice, note));
      cast.here.ctx.advance(1000);
      return cast.alice.activity("Update", { ...note, content: "neu", updated: cast.later(0) });
    },
    // With the quote that it may have had.
    costs: { gate: 2, worker: 8 },
  },
  "a Create that was sent before": {
    activity: async () => {
      const activity = cast.create(cast.alice, cast.alice.note("zweimal"));
      await deliver(cast.here, cast.alice, activity);
      return activity;
    },
    costs: { gate: 2, worker: 3 },
    outcome: ignoredFor("duplicate"),
  },
};

describe("statements of an activity of somebody known", () => {
  test.each(Object.entries(KINDS))("%s", async (_name, { activity, costs, outcome = ACCEPTED }) => {
    const sent = await sendCounted(cast.alice, await activity());
    expect(sent).toEqual({ outcome, costs });
  });

  test("a Create by somebody whom nobody here follows", async () => {
    const stranger = await cast.victim.person(`stranger${cast.serial}`);
    await resolveActor(cast.here.ctx, stranger.uri);
    const sent = await sendCounted(stranger, cast.create(stranger, stranger.note("hallo")));
    expect(sent).toEqual({ outcome: ignoredFor("not-asked-for"), costs: { gate: 2, worker: 3 } });
  });
});

test("of many at once the gate adds many jobs in one statement", async () => {
  const { inbox } = cast.here;
  const requests = Array.from({ length: 40 }, (_, number) => {
    const body = JSON.stringify(cast.create(cast.alice, cast.alice.note(`nummer ${number}`)));
    const headers = {
      "content-type": "application/activity+json",
      ...cast.alice.sign({ method: "POST", url: inbox, body }),
    };
    return new Request(inbox, { method: "POST", headers, body });
  });
  await clearInbox(cast.here.ctx);
  counting.reset();
  const answers = await Promise.all(requests.map((request) => handleInboxPost(counting, request, null, "proxy")));
  expect(answers.every(({ status }) => status === 202)).toBe(true);
  const added = counting.statements.filter((statement) => statement.includes("insert into jobs"));
  expect(added.length).toBeLessThan(20);
  const [row] = await cast.here.ctx.sql<{ n: number }[]>`select count(*)::int as n from jobs where queue = 'inbox'`;
  expect(row?.n).toBe(40);
});
