import fc from "fast-check";
import { Agent, request } from "undici";
import { parallel } from "./floors.ts";
import { type Sender, type Signed, seedSenders, signed } from "./inbox.ts";
import { type Row, residentMb } from "./measure.ts";
import { drained, type Product } from "./product.ts";

/** Caches fill and the heap finds its size: not looked at. */
const WARM_UP_SHARE = 0.25;
const SAMPLES = 48;
/** Of the last third to the first. */
const MOST_GROWTH = 1.1;
/** What was wanted is kept, what was ignored leaves its claim: with indexes, an activity sent. */
const MOST_KB = 1.5;

const AS2 = "https://www.w3.org/ns/activitystreams";
const PUBLIC = `${AS2}#Public`;
const TYPES =
  "Create Update Delete Undo Follow Accept Reject Like Announce Add Remove Block Flag Move Join Lock Unheard";
const MEMBERS =
  "id type actor object attributedTo inReplyTo to cc tag attachment name summary content contentMap published updated audience image oneOf url replies @context @id @type signature proof";

const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, "", "\u0000", "\ud800", "as:Public", "https://", "9999-99-99"),
  fc.webUrl(),
  fc.string({ unit: "binary", maxLength: 60 }),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie("value"), { maxLength: 5 }), tie("thing")),
  thing: fc.dictionary(fc.constantFrom(...MEMBERS.split(" ")), tie("value"), { maxKeys: 8 }),
}));
const activity = fc.record({
  type: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<unknown>(...TYPES.split(" ")) },
    { weight: 1, arbitrary: value },
  ),
  object: value,
  more: fc.dictionary(fc.constantFrom(...MEMBERS.split(" ").filter((name) => name !== "actor")), value, { maxKeys: 4 }),
  context: fc.oneof({ weight: 4, arbitrary: fc.constant<unknown>(AS2) }, { weight: 1, arbitrary: value }),
  /** What comes of it: the activity as it is, a cut text, a signature that is wrong, or somebody whom nobody knows. */
  how: fc.constantFrom("whole", "whole", "whole", "cut", "forged", "unknown"),
});

const KINDS = ["Create", "Create", "Create", "Update", "Delete", "Like", "Announce", "Undo", "Flag"] as const;
/** What a server sends that is well behaved but for a member or two: it gets past the gate, to those who read it. */
const wellFormed = fc.record({
  kind: fc.constantFrom(...KINDS),
  spoilt: fc.dictionary(fc.constantFrom(...MEMBERS.split(" ").filter((name) => !/^@?(id|type)$/.test(name))), value, {
    maxKeys: 2,
  }),
  /** Which of the last notes of its sender it is about. */
  back: fc.nat(9),
  answers: fc.boolean(),
});

interface Sample {
  readonly seconds: number;
  readonly node: number;
  /** Of the database, MB. */
  readonly database: number;
}

/**
 * Hostile input at the built product for minutes: whole and cut activities of any shape, forged signatures, unknown
 * servers. Rows: memory of the last third to the first after the warm-up, and what an activity leaves in the database.
 * @throws Error when something is answered with a 5xx
 */
export async function benchSoak(product: Product, minutes: number): Promise<Row[]> {
  const senders = await seedSenders(product);
  const agent = new Agent({ connections: 8 });
  const statuses = new Map<number, number>();
  const samples: Sample[] = [];
  const [target] = await product.sql<{ uri: string }[]>`select uri from posts where local order by id limit 1`;
  const senderOf = (n: number): Sender => senders[n % senders.length] as Sender;
  const usual = (sender: Sender, fuzzed: WellFormed, n: number): Signed =>
    signed(sender, JSON.stringify(usualActivity(sender, fuzzed, n, target?.uri ?? "")));
  const databaseSize = async (): Promise<number> => {
    // Rows of finished jobs leave room behind that is used again: what is left after cleaning up is what grows.
    await product.sql`vacuum`;
    const [row] = await product.sql`select pg_database_size(current_database())::float8 as bytes`;
    return Number(row?.bytes);
  };
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  let sent = 0;
  let warm: { readonly bytes: number; readonly sent: number } | null = null;
  while (seconds() < minutes * 60) {
    const size = 100;
    const batch = [
      ...fc.sample(activity, { numRuns: size, seed: sent }).map((fuzzed, n) => strange(senderOf(n), fuzzed, sent + n)),
      ...fc.sample(wellFormed, { numRuns: size, seed: sent }).map((fuzzed, n) => usual(senderOf(n), fuzzed, sent + n)),
    ];
    await parallel(batch.length, 8, async (index) => {
      const status = await send(product, agent, batch[index]);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    });
    sent += batch.length;
    await drained(product);
    if (seconds() < (samples.length / SAMPLES) * minutes * 60) continue;
    samples.push({
      seconds: seconds(),
      node: residentMb(product.pid, "Rss"),
      database: (await databaseSize()) / 2 ** 20,
    });
    if (warm === null && seconds() > WARM_UP_SHARE * minutes * 60) warm = { bytes: await databaseSize(), sent };
  }
  await agent.close();
  const bytesEach = warm === null ? 0 : ((await databaseSize()) - warm.bytes) / Math.max(1, sent - warm.sent);
  console.log(
    `${sent} activities, answered ${[...statuses].map(([status, count]) => `${status}: ${count}`).join(", ")}`,
  );
  if ([...statuses.keys()].some((status) => status >= 500)) throw new Error("the inbox failed");
  return rowsOf(
    samples.filter(({ seconds: at }) => at > WARM_UP_SHARE * minutes * 60),
    bytesEach,
  );
}

type Fuzzed = typeof activity extends fc.Arbitrary<infer Value> ? Value : never;
type WellFormed = typeof wellFormed extends fc.Arbitrary<infer Value> ? Value : never;

/** Any shape, in its sender's name, or spoilt. */
function strange(sender: Sender, { type, object, more, context, how }: Fuzzed, n: number): Signed {
  const id = `${sender.uri}#soak-${n}`;
  const text = JSON.stringify({ "@context": context, id, type, object, ...more, actor: sender.uri });
  return spoilt(signed(sender, how === "cut" ? text.slice(0, n % text.length) : text), how, n);
}

/** An activity as Mastodon would write it, about a note that carries what Mastodon would not. */
function usualActivity(sender: Sender, { kind, spoilt: members, back, answers }: WellFormed, n: number, ours: string) {
  const about = `${sender.uri}/statuses/${kind === "Create" ? n : Math.max(0, n - 20 * back)}`;
  const note = {
    id: about,
    type: "Note",
    attributedTo: sender.uri,
    to: [PUBLIC],
    cc: [`${sender.uri}/followers`],
    published: new Date().toISOString(),
    ...(kind === "Update" && { updated: new Date().toISOString() }),
    content: `<p>Notiz ${n}</p>`,
    ...(answers && { inReplyTo: ours }),
    ...members,
  };
  const envelope = { "@context": AS2, id: `${sender.uri}#usual-${n}`, actor: sender.uri, to: [PUBLIC] };
  const like = { id: `${sender.uri}#like-${back}`, type: "Like", actor: sender.uri, object: ours };
  if (kind === "Create" || kind === "Update") return { ...envelope, type: kind, object: note };
  if (kind === "Delete") return { ...envelope, type: kind, object: { id: about, type: "Tombstone", ...members } };
  if (kind === "Like") return { ...envelope, ...like };
  if (kind === "Undo") return { ...envelope, type: kind, object: { ...like, ...members } };
  return { ...envelope, ...members, type: kind, object: kind === "Flag" ? [ours] : ours };
}

/** @returns the status of the answer */
async function send(product: Product, agent: Agent, made: Signed | undefined): Promise<number> {
  if (!made) throw new Error("nothing to send");
  const answer = await request(`http://127.0.0.1:${product.port}/ap/inbox`, {
    method: "POST",
    dispatcher: agent,
    ...made,
  });
  await answer.body.dump();
  return answer.statusCode;
}

function spoilt({ body, headers }: Signed, how: Fuzzed["how"], n: number): Signed {
  const { signature = "" } = headers;
  if (how === "forged") return { body, headers: { ...headers, signature: signature.replace(/.{8}"$/, 'AAAAAAA="') } };
  if (how !== "unknown") return { body, headers };
  const stranger = `https://nobody${n}.bench-peer.test/users/x#main-key`;
  return { body, headers: { ...headers, signature: signature.replace(/keyId="[^"]*"/, `keyId="${stranger}"`) } };
}

const mean = (samples: readonly Sample[]): number =>
  samples.reduce((sum, { node }) => sum + node, 0) / Math.max(1, samples.length);

function rowsOf(warm: readonly Sample[], bytesEach: number): Row[] {
  const third = Math.floor(warm.length / 3);
  if (third === 0) throw new Error("too short to see anything");
  const [first, last] = [mean(warm.slice(0, third)), mean(warm.slice(-third))];
  for (const { seconds, node, database } of warm) {
    console.log(`${seconds.toFixed(0).padStart(5)} s  ${node.toFixed(1)} MB  database ${database.toFixed(1)} MB`);
  }
  const row = { node: 0, pg: 0 };
  return [
    { ...row, name: "memory under fuzz, last third / first", target: MOST_GROWTH, unit: "×", value: last / first },
    { ...row, name: "database under fuzz, an activity", target: MOST_KB, unit: "kB", value: bytesEach / 1024 },
  ];
}
