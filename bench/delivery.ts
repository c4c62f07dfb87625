import { createServer as createPlain } from "node:http";
import { createServer as createSecure } from "node:https";
import type { Floors } from "./floors.ts";
import type { Row } from "./measure.ts";
import { drained, type Product, productCpu } from "./product.ts";

/** A server that takes everything and counts. */
export interface Sink {
  readonly port: number;
  received(): number;
  /** Ends all connections, so that the next delivery is a cold one. */
  cut(): void;
  close(): void;
}

export async function openSink(tls: { cert: string; key: string } | null): Promise<Sink> {
  let count = 0;
  const take: Parameters<typeof createPlain>[1] = (request, response) => {
    request.resume();
    request.on("end", () => {
      count += 1;
      response.writeHead(202).end();
    });
  };
  const server = tls ? createSecure(tls, take) : createPlain(take);
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    port: (server.address() as { port: number }).port,
    received: () => count,
    cut: () => server.closeAllConnections(),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Followers of anna, one a server, all at the sink. */
async function seedFollowers(
  product: Product,
  hosts: readonly string[],
  sinkOrigin: (host: string) => string,
  first: number,
): Promise<void> {
  const { sql } = product;
  const [anna] = await sql`select id from actors where handle = 'anna'`;
  const actors = hosts.map((host, index) => {
    const origin = sinkOrigin(host);
    const uri = `${origin}/users/f`;
    return {
      id: first + index,
      uri,
      type: "Person",
      kind: "person",
      local: false,
      handle: "f",
      host: new URL(origin).host,
      name: "F",
      url: uri,
      inbox_uri: `${uri}/inbox`,
      shared_inbox_uri: `${origin}/inbox`,
      published_at: new Date(),
      updated_at: new Date(),
      fetched_at: new Date(),
    };
  });
  await sql`insert into actors ${sql(actors)}`;
  await sql`insert into follows ${sql(
    actors.map(({ id, uri }) => ({
      id: id + 50_000,
      follower_id: id,
      followee_id: anna?.id,
      state: "accepted",
      uri: `${uri}#follow`,
      activity: "{}",
      created_at: new Date(),
      accepted_at: new Date(),
    })),
  )}`;
}

const forget = (product: Product): Promise<unknown> =>
  product.sql`delete from follows where uri like '%/users/f#follow'`;

async function publish(product: Product, title: string): Promise<void> {
  const answer = await product.request("/api/v1/stadtteil/projects", {
    method: "POST",
    headers: { authorization: `Bearer ${product.token}`, "content-type": "application/json" },
    body: JSON.stringify({
      title,
      summary: "Kurz.",
      goal: "Ziel.",
      targetGroups: ["alle"],
      measures: `So. ${"Text. ".repeat(300)}`,
      outcome: "ongoing",
    }),
  });
  if (answer.status >= 300) throw new Error(`publishing answered ${answer.status}: ${answer.text}`);
}

interface Case {
  readonly name: string;
  readonly sink: Sink;
  readonly hosts: readonly string[];
  readonly scheme: "http" | "https";
  readonly cold: boolean;
}

async function benchCase(
  product: Product,
  { name, sink, hosts, scheme, cold }: Case,
  floor: number,
  target: number,
  first: number,
): Promise<Row[]> {
  await seedFollowers(product, hosts, (host) => `${scheme}://${host}:${sink.port}`, first);
  const once = async (round: number): Promise<void> => {
    const before = sink.received();
    await publish(product, `${name} ${round}`);
    while (sink.received() < before + hosts.length) await new Promise((next) => setTimeout(next, 20));
    await drained(product);
  };
  await once(0);
  await once(1);
  let best = { node: Number.POSITIVE_INFINITY, pg: 0 };
  let wal = Number.POSITIVE_INFINITY;
  for (let round = 2; round < 5; round++) {
    if (cold) sink.cut();
    const [start] = await product.sql`select pg_current_wal_lsn()::text as lsn`;
    const cpu = await productCpu(product, hosts.length, () => once(round));
    const [used] =
      await product.sql`select pg_wal_lsn_diff(pg_current_wal_lsn(), ${start?.lsn}::pg_lsn)::float8 as bytes`;
    wal = Math.min(wal, Number(used?.bytes) / hosts.length / 1024);
    if (cpu.node + cpu.pg < best.node + best.pg) best = cpu;
  }
  await forget(product);
  const rows: Row[] = [{ name, ...best, floor, target }];
  return cold ? rows : [...rows, { name: "WAL per delivery", node: 0, pg: 0, value: wal, unit: "kB", target: 1.3 }];
}

export async function benchDelivery(
  product: Product,
  floors: Floors,
  plain: Sink,
  secure: Sink,
  hosts: readonly string[],
): Promise<Row[]> {
  const queue = floors.insert / 8;
  const warm = await benchCase(
    product,
    { name: `delivery, warm, ${hosts.length} hosts`, sink: plain, hosts, scheme: "http", cold: false },
    floors.sign + floors.post + queue,
    0.22,
    100_000,
  );
  const cold = await benchCase(
    product,
    { name: "delivery, cold TLS", sink: secure, hosts, scheme: "https", cold: true },
    floors.sign + floors.post + floors.tlsHandshake + queue,
    0.3,
    200_000,
  );
  return [...warm, ...cold];
}
