import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import type { Actor } from "../../src/features/actors/actors.queries.ts";
import { processInboxJob } from "../../src/federation/inbox.ts";
import { useCast } from "../support/cast.ts";
import type { Instance } from "../support/instance.ts";
import type { PeerActor } from "../support/peer.ts";
import { insertPost } from "../support/rows.ts";

const cast = useCast();
let here: Instance;
let alice: PeerActor;
let bobActor: Actor;

beforeEach(() => {
  ({ here, alice, bobActor } = cast);
});

const TYPES =
  "Follow Accept Reject Undo Create Update Delete Like EmojiReact Announce Add Remove Block Flag Move Join Leave".split(
    " ",
  );
const OBJECT_TYPES = "Note Article Page Question Event Video Tombstone Person Follow Like Create Delete".split(" ");
const MEMBERS =
  "id type actor object attributedTo inReplyTo to cc tag attachment url name summary content contentMap published updated audience context image stv:kind stv:version oneOf language mediaType replies".split(
    " ",
  );

test("whatever an activity holds: it is accepted or ignored, and nothing breaks", async () => {
  const own = await insertPost(here.ctx, bobActor);
  const known = alice.note("bekannt");
  const word = fc.oneof(
    fc.constantFrom<unknown>(alice.uri, bobActor.uri, own.uri, known.id, `${alice.uri}/followers`, "as:Public"),
    fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      Number.MAX_VALUE,
      2 ** 53,
      "",
      "x",
      "\u0000",
      "\ud800",
      "javascript:1",
      "https://",
    ),
    fc.constantFrom<unknown>("https://www.w3.org/ns/activitystreams#Public", "2026-11-22T00:00:00Z", "9999-99-99"),
    fc.string({ unit: "binary", maxLength: 12 }),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      word,
      fc.array(tie("value"), { maxLength: 4 }),
      tie("thing"),
    ),
    thing: fc.dictionary(fc.constantFrom(...MEMBERS), fc.oneof(fc.constantFrom(...OBJECT_TYPES), tie("value"))),
  }));
  const activity = fc.record({
    id: fc.oneof(
      fc.nat(500).map((n) => `${alice.uri}#fuzz-${n}`),
      word,
    ),
    type: fc.oneof({ weight: 5, arbitrary: fc.constantFrom<unknown>(...TYPES) }, { weight: 1, arbitrary: value }),
    object: fc.oneof(
      value,
      fc
        .tuple(fc.dictionary(fc.constantFrom(...MEMBERS), value), fc.constantFrom(...OBJECT_TYPES), fc.nat(300))
        .map(([members, type, n]) => ({
          content: "x",
          to: alice.uri,
          ...members,
          type,
          id: `${new URL(known.id).origin}/notes/f${n}`,
          attributedTo: alice.uri,
        })),
    ),
    published: value,
    updated: value,
    to: value,
    cc: value,
  });
  await fc.assert(
    fc.asyncProperty(activity, async (content) => {
      const job = {
        actorUri: alice.uri,
        activity: JSON.stringify({ ...content, actor: alice.uri }),
        recipientId: null,
        forwarded: false,
      };
      try {
        const { result } = await processInboxJob(here.ctx, JSON.stringify(job));
        expect(["accepted", "ignored"]).toContain(result);
      } catch (error) {
        // A host that does not exist may exist later: that is tried again. Anything else is a fault of ours.
        expect(error).toMatchObject({ kind: "upstream" });
      }
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 500) },
  );
}, 120_000);
