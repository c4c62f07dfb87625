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
  const size = async (): Promise<number> => {
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
    const batch = fc.sample(activity, { numRuns: 200, seed: sent });
    await parallel(batch.length, 8, async (index) => {
      const status = await send(product, agent, senders, batch[index], sent + index);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    });
    sent += batch.length;
    await drained(product);
    if (seconds() < (samples.length / SAMPLES) * minutes * 60) continue;
    samples.push({ seconds: seconds(), node: residentMb(product.pid, "Rss"), database: (await size()) / 2 ** 20 });
    if (warm === null && seconds() > WARM_UP_SHARE * minutes * 60) warm = { bytes: await size(), sent };
  }
  await agent.close();
  const bytesEach = warm === null ? 0 : ((await size()) - warm.bytes) / Math.max(1, sent - warm.sent);
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

/** One activity of one of the senders, as it is or spoilt. @returns the status of the answer */
async function send(
  product: Product,
  agent: Agent,
  senders: readonly Sender[],
  fuzzed: Fuzzed | undefined,
  n: number,
): Promise<number> {
  const sender = senders[n % senders.length];
  if (!sender || !fuzzed) throw new Error("no sender");
  const { type, object, more, context, how } = fuzzed;
  const id = `${sender.uri}#soak-${n}`;
  const text = JSON.stringify({ "@context": context, id, type, object, ...more, actor: sender.uri });
  const { body, headers } = spoilt(signed(sender, how === "cut" ? text.slice(0, n % text.length) : text), how, n);
  const answer = await request(`http://127.0.0.1:${product.port}/ap/inbox`, {
    method: "POST",
    dispatcher: agent,
    headers,
    body,
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
