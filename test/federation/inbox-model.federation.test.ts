import fc from "fast-check";
import { expect, test } from "vitest";
import { postByUri, statsOf } from "../../src/features/posts/posts.queries.ts";
import { processInboxJob } from "../../src/federation/inbox.ts";
import { useCast } from "../support/cast.ts";
import type { PeerActor, Wire } from "../support/peer.ts";
import { insertPost } from "../support/rows.ts";

const cast = useCast();
const RUNS = 25;
const NOTES = 3;
const VERSIONS = 3;

/** What can be sent, of and to the notes 0 to 2 (each of one of two authors) and our own post, number 3. */
type Sent =
  | { readonly kind: "version"; readonly note: number; readonly version: number }
  | { readonly kind: "delete"; readonly note: number }
  | Reacting;

/** Done, or taken back. */
type Reacting = Reaction<"react"> | Reaction<"undo">;

interface Reaction<Kind> {
  readonly kind: Kind;
  readonly type: "Like" | "Announce";
  readonly actor: number;
  readonly post: number;
}

const authorOf = (note: number): number => note % 2;
const keyOf = ({ type, actor, post }: Reacting): string => `${type} ${actor} ${post}`;

/** What should be here after all that arrived, by the plainest rules that there are. */
class Model {
  readonly versions = new Map<number, number>();
  readonly deleted = new Set<number>();
  readonly reactions = new Set<string>();
  readonly #done = new Set<string>();
  readonly #newest: (note: number) => number | null;

  /** @param newest the version that a note's own server gives out; null when it is deleted there, or was never written */
  constructor(newest: (note: number) => number | null) {
    this.#newest = newest;
  }

  isThere = (post: number): boolean => post === NOTES || (this.versions.has(post) && !this.deleted.has(post));

  arrive(sent: Sent): void {
    if (sent.kind === "version") this.#store(sent.note, sent.version);
    else if (sent.kind === "delete") this.#delete(sent.note);
    else if (sent.kind === "undo") this.reactions.delete(keyOf(sent));
    else this.#react(sent);
  }

  #store(note: number, version: number): void {
    if (!this.deleted.has(note)) this.versions.set(note, Math.max(version, this.versions.get(note) ?? 0));
  }

  #delete(note: number): void {
    this.deleted.add(note);
    for (const key of this.reactions) if (key.endsWith(` ${note}`)) this.reactions.delete(key);
  }

  /** Who boosts what we lack makes us ask for it: we follow both. Each reaction counts once, however often it comes. */
  #react(sent: Reacting): void {
    const { type, post } = sent;
    const newest = this.#newest(post);
    const isUnknown = !this.isThere(post) && !this.deleted.has(post);
    if (type === "Announce" && isUnknown && newest !== null) this.#store(post, newest);
    const key = keyOf(sent);
    if (!this.isThere(post) || this.#done.has(key)) return;
    this.#done.add(key);
    this.reactions.add(key);
  }
}

const note = fc.nat(NOTES - 1);
const reaction = {
  type: fc.constantFrom("Like", "Announce"),
  actor: fc.nat(1),
  post: fc.nat(NOTES),
} as const;
const sent: fc.Arbitrary<Sent> = fc.oneof(
  fc.record({ kind: fc.constant("version"), note, version: fc.nat(VERSIONS - 1) }),
  fc.record({ kind: fc.constant("version"), note, version: fc.nat(VERSIONS - 1) }),
  fc.record({ kind: fc.constant("delete"), note }),
  fc.record({ kind: fc.constant("react"), ...reaction }),
  fc.record({ kind: fc.constant("react"), ...reaction }),
  fc.record({ kind: fc.constant("undo"), ...reaction }),
) as fc.Arbitrary<Sent>;

const boost = { type: "Announce", actor: 1, post: NOTES } as const;
/** An Undo before what it takes back has no effect, and one when it comes again behind it. */
const UNDONE_TOO_EARLY: [Sent[]][] = [
  [
    [
      { kind: "undo", ...boost },
      { kind: "react", ...boost },
      { kind: "undo", ...boost },
    ],
  ],
];

/** Any of it in any order, some of it several times. */
const arrivals = fc
  .array(sent, { minLength: 1, maxLength: 14 })
  .chain((some) => fc.shuffledSubarray([...some, ...some], { minLength: some.length }));

/** The world of one run: fresh notes at two servers, and our own post. */
async function worldOf(all: readonly Sent[]) {
  const { here, victim, evil, alice, mallory } = cast;
  const actors: readonly PeerActor[] = [alice, mallory];
  const own = await insertPost(here.ctx, cast.bobActor);
  const run = here.ctx.newId();
  const time = (version: number): string => cast.later(-1000 + version * 10);
  const uris = Array.from(
    { length: NOTES },
    (_, number) => `${[victim, evil][authorOf(number)]?.origin}/m/${run}-${number}`,
  );
  const document = (number: number, version: number): Wire => ({
    "@context": "https://www.w3.org/ns/activitystreams",
    id: uris[number],
    type: "Note",
    attributedTo: actors[authorOf(number)]?.uri,
    content: `Fassung ${version}`,
    published: time(0),
    ...(version > 0 && { updated: time(version) }),
    to: ["https://www.w3.org/ns/activitystreams#Public"],
  });
  const newest = (number: number): number | null => {
    const isGone = all.some((one) => one.kind === "delete" && one.note === number);
    const versions = all.flatMap((one) => (one.kind === "version" && one.note === number ? [one.version] : []));
    return isGone || versions.length === 0 ? null : Math.max(...versions);
  };
  for (let number = 0; number < NOTES; number += 1) {
    const version = newest(number);
    const path = new URL(uris[number] ?? "").pathname;
    if (version !== null) [victim, evil][authorOf(number)]?.serve(path, document(number, version));
  }
  const uriOf = (post: number): string => uris[post] ?? own.uri;
  const base = (actor: number, type: string, name: string): Wire => ({
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${actors[actor]?.uri}#${type}-${run}-${name}`,
    type,
    actor: actors[actor]?.uri,
  });
  const reactionOf = ({ type, actor, post }: Reacting): Wire => ({
    ...base(actor, type, String(post)),
    object: uriOf(post),
  });
  const activityOf = (one: Sent): Wire => {
    if (one.kind === "react") return reactionOf(one);
    if (one.kind === "undo") return { ...base(one.actor, "Undo", `${one.type}-${one.post}`), object: reactionOf(one) };
    const author = authorOf(one.note);
    if (one.kind === "delete") return { ...base(author, "Delete", String(one.note)), object: uriOf(one.note) };
    const type = one.version === 0 ? "Create" : "Update";
    return { ...base(author, type, `${one.note}-${one.version}`), object: document(one.note, one.version) };
  };
  return { own, uriOf, activityOf, newest };
}

test("T068, T069, 45 whatever arrives in whatever order, twice or late: what is here is what a plain model says", async () => {
  const { ctx } = cast.here;
  await fc.assert(
    fc.asyncProperty(arrivals, async (all) => {
      const { uriOf, activityOf, newest } = await worldOf(all);
      const model = new Model(newest);
      for (const one of all) {
        const activity = activityOf(one);
        const job = {
          actorUri: activity.actor,
          activity: JSON.stringify(activity),
          recipientId: null,
          forwarded: false,
        };
        await processInboxJob(ctx, JSON.stringify(job));
        model.arrive(one);
      }
      for (let post = 0; post <= NOTES; post += 1) {
        const row = await postByUri(ctx, uriOf(post));
        expect(row !== null && row.deletedAt === null, `${post} is there`).toBe(model.isThere(post));
        if (!row || !model.isThere(post)) continue;
        if (post < NOTES) expect(row.content).toBe(`Fassung ${model.versions.get(post)}`);
        const count = (type: string) =>
          [0, 1].filter((actor) => model.reactions.has(`${type} ${actor} ${post}`)).length;
        const stats = (await statsOf(ctx, [row.id])).get(row.id);
        expect(stats).toMatchObject({ likes: count("Like"), boosts: count("Announce") });
      }
    }),
    { numRuns: RUNS, examples: UNDONE_TOO_EARLY },
  );
}, 120_000);
