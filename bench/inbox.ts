import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { Agent, request } from "undici";
import { type Floors, parallel } from "./floors.ts";
import type { Row } from "./measure.ts";
import { drained, ORIGIN, type Product, productCpu } from "./product.ts";

export interface Sender {
  readonly uri: string;
  readonly privateKey: KeyObject;
}

/** Twenty people on twenty servers, known with their keys and followed by our one member: what comes is wanted. */
export async function seedSenders(product: Product): Promise<Sender[]> {
  const { sql } = product;
  const [anna] = await sql`select id from actors where handle = 'anna'`;
  const senders: Sender[] = [];
  for (let index = 0; index < 20; index++) {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const host = `peer${index}.bench-peer.test`;
    const uri = `https://${host}/users/alice`;
    const id = 1000 + index;
    await sql`insert into actors (id, uri, type, kind, local, handle, host, name, url, inbox_uri, followers_uri,
        public_key_id, public_key_pem, published_at, updated_at, fetched_at, key_fetched_at)
      values (${id}, ${uri}, 'Person', 'person', false, 'alice', ${host}, 'Alice', ${uri}, ${`${uri}/inbox`}, ${`${uri}/followers`},
        ${`${uri}#main-key`}, ${publicKey.export({ type: "spki", format: "pem" }).toString()}, now(), now(), now(), now())`;
    await sql`insert into follows (id, follower_id, followee_id, state, uri, activity, created_at, accepted_at)
      values (${id}, ${anna?.id}, ${id}, 'accepted', ${`${ORIGIN}/f/${id}`}, '{}', now(), now())`;
    senders.push({ uri, privateKey });
  }
  return senders;
}

const noteOf = (sender: Sender, index: number): object => ({
  id: `${sender.uri}/statuses/${index}`,
  type: "Note",
  summary: null,
  inReplyTo: null,
  published: new Date(Date.now() - 1000).toISOString(),
  url: `${sender.uri}/${index}`,
  attributedTo: sender.uri,
  to: ["https://www.w3.org/ns/activitystreams#Public"],
  cc: [`${sender.uri}/followers`],
  sensitive: false,
  content: `<p>${"Wir haben heute im Waschsalon repariert. ".repeat(20)}${index}</p>`,
  contentMap: { de: `<p>${"Wir haben heute im Waschsalon repariert. ".repeat(20)}${index}</p>` },
  attachment: [],
  tag: [{ type: "Hashtag", href: "https://peer.test/tags/repair", name: "#repair" }],
  replies: {
    id: `${sender.uri}/statuses/${index}/replies`,
    type: "Collection",
    first: { type: "CollectionPage", next: `${sender.uri}/statuses/${index}/replies?page=true`, items: [] },
  },
});

function activityOf(sender: Sender, index: number): string {
  const common = { "@context": ["https://www.w3.org/ns/activitystreams", CONTEXT], actor: sender.uri };
  const object = noteOf(sender, index);
  const kind = index % 20;
  // 50 Create, 30 Like, 15 Announce, 5 Delete in a hundred.
  if (kind < 10)
    return JSON.stringify({
      ...common,
      id: `${sender.uri}/statuses/${index}/activity`,
      type: "Create",
      to: ["https://www.w3.org/ns/activitystreams#Public"],
      cc: [`${sender.uri}/followers`],
      object,
    });
  const target = `${ORIGIN}/ap/o/${LIKED_POST}`;
  if (kind < 16) return JSON.stringify({ ...common, id: `${sender.uri}#likes/${index}`, type: "Like", object: target });
  if (kind < 19)
    return JSON.stringify({
      ...common,
      id: `${sender.uri}/statuses/${index}/announce`,
      type: "Announce",
      published: new Date().toISOString(),
      to: ["https://www.w3.org/ns/activitystreams#Public"],
      cc: [],
      object: target,
    });
  return JSON.stringify({
    ...common,
    id: `${sender.uri}/statuses/${index}#delete`,
    type: "Delete",
    to: ["https://www.w3.org/ns/activitystreams#Public"],
    object: { id: `${sender.uri}/statuses/${index - 19}`, type: "Tombstone" },
  });
}

const CONTEXT = {
  ostatus: "http://ostatus.org#",
  sensitive: "as:sensitive",
  Hashtag: "as:Hashtag",
  toot: "http://joinmastodon.org/ns#",
};
let LIKED_POST = "0";

export interface Signed {
  readonly headers: Record<string, string>;
  readonly body: string;
}

export function signed(sender: Sender, body: string): Signed {
  const date = new Date().toUTCString();
  const digest = `SHA-256=${createHash("sha256").update(body).digest("base64")}`;
  const text = `(request-target): post /ap/inbox\nhost: bench.test\ndate: ${date}\ndigest: ${digest}`;
  const signature = sign("sha256", Buffer.from(text), sender.privateKey).toString("base64");
  return {
    body,
    headers: {
      host: "bench.test",
      date,
      digest,
      "content-type": "application/activity+json",
      signature: `keyId="${sender.uri}#main-key",algorithm="rsa-sha256",headers="(request-target) host date digest",signature="${signature}"`,
    },
  };
}

/** What Mastodon's servers send, at full speed: until everything stands in the database. */
export async function benchInbox(product: Product, floors: Floors, count: number, likedPostId: string): Promise<Row[]> {
  LIKED_POST = likedPostId;
  const senders = await seedSenders(product);
  const agent = new Agent({ connections: 8 });
  const batch = (from: number, size: number): Signed[] =>
    Array.from({ length: size }, (_, index) => {
      const sender = senders[(from + index) % senders.length];
      if (!sender) throw new Error("no sender");
      return signed(sender, activityOf(sender, from + index));
    });
  const send = async (requests: readonly Signed[]): Promise<void> => {
    await parallel(requests.length, 8, async (index) => {
      const { statusCode, body } = await request(`http://127.0.0.1:${product.port}/ap/inbox`, {
        method: "POST",
        dispatcher: agent,
        ...requests[index],
      });
      await body.dump();
      if (statusCode !== 202) throw new Error(`the inbox answered ${statusCode}`);
    });
    await drained(product);
  };
  await send(batch(0, count));
  // What autovacuum does within a minute of use: until then PostgreSQL takes the tables for nearly empty.
  await product.sql`vacuum analyze`;
  let best = { node: Number.POSITIVE_INFINITY, pg: 0 };
  for (let round = 1; round <= 3; round++) {
    const requests = batch(round * count, count);
    const cpu = await productCpu(product, count, () => send(requests));
    if (cpu.node + cpu.pg < best.node + best.pg) best = cpu;
  }
  const [stored] = await product.sql`select count(*)::int as n from posts where not local`;
  if (!stored?.n) throw new Error("nothing was stored: the measurement would be of refusals");
  await agent.close();
  const floor = floors.verify + floors.parse + floors.honoPost + floors.insert;
  return [{ name: "inbox, all in (mix of Create, Like, Announce, Delete)", ...best, floor, target: 0.12 }];
}
