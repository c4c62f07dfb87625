import { createHash, createSign, createVerify, generateKeyPairSync, hash } from "node:crypto";
import { createServer } from "node:http";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import type { Sql } from "postgres";
import { Agent, request } from "undici";
import { cpuOfTree, ownCpu } from "./measure.ts";

/** CPU milliseconds of what no implementation can leave out, on this machine, now. */
export interface Floors {
  readonly sign: number;
  readonly verify: number;
  readonly parse: number;
  readonly post: number;
  readonly honoGet: number;
  readonly honoPost: number;
  readonly insert: number;
  readonly select: number;
  readonly tlsHandshake: number;
}

const BODY = JSON.stringify({ content: "x".repeat(2500) });

async function httpFloors(): Promise<Pick<Floors, "post" | "honoGet" | "honoPost">> {
  const sink = createServer((incoming, answer) => {
    incoming.resume();
    incoming.on("end", () => answer.writeHead(202).end());
  });
  await new Promise<void>((done) => sink.listen(0, "127.0.0.1", done));
  const app = new Hono()
    .get("/", (c) => c.text("ok"))
    .post("/", async (c) => c.text(String((await c.req.text()).length)));
  const hono = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise((done) => hono.once("listening", done));
  const agent = new Agent({ connections: 8 });
  const portOf = (address: unknown): number => (address as { port: number }).port;
  const exchange = async (port: number, method: "GET" | "POST"): Promise<void> => {
    const { body } = await request(`http://127.0.0.1:${port}/`, {
      method,
      dispatcher: agent,
      ...(method === "POST" && { body: BODY }),
    });
    await body.dump();
  };
  const both = (port: number, method: "GET" | "POST") =>
    ownCpu(3000, 4, async () => {
      await parallel(3000, 16, () => exchange(port, method));
    });
  // Client and server are both in this process; the bare sink's share is about that of the bare client.
  const bare = await both(portOf(sink.address()), "POST");
  const get = await both(portOf(hono.address()), "GET");
  const post = await both(portOf(hono.address()), "POST");
  await agent.close();
  sink.close();
  hono.close();
  return { post: bare / 2, honoGet: Math.max(get - bare / 2, 0.015), honoPost: Math.max(post - bare / 2, 0.02) };
}

async function databaseFloors(sql: Sql, postmaster: number): Promise<Pick<Floors, "insert" | "select">> {
  await sql`create table if not exists floor_posts (id bigint primary key, uri text unique, author bigint, document text)`;
  await sql`create index if not exists floor_posts_author on floor_posts (author, id)`;
  let id = Date.now() * 1000;
  const timed = async (count: number, work: () => Promise<unknown>): Promise<number> => {
    await parallel(500, 8, work);
    const before = cpuOfTree(postmaster);
    const node = await ownCpu(count, 1, () => parallel(count, 8, work));
    return node + (cpuOfTree(postmaster) - before) / count;
  };
  const insert = await timed(3000, () => {
    id += 1;
    return sql`insert into floor_posts values (${id}, ${`https://bench.test/o/${id}`}, ${id % 20}, ${BODY})`;
  });
  const select = await timed(4000, () => sql`select document from floor_posts where id = ${id}`);
  await sql`drop table floor_posts`;
  return { insert, select };
}

function cryptoFloors(): Promise<[number, number, number]> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const signature = createSign("sha256").update(BODY).sign(privateKey);
  const loop = (count: number, work: () => unknown) =>
    ownCpu(count, 3, () => {
      for (let index = 0; index < count; index++) work();
    });
  return Promise.all([
    loop(1500, () => createSign("sha256").update(BODY).sign(privateKey)),
    loop(5000, () => createVerify("sha256").update(BODY).verify(publicKey, signature)),
    loop(5000, () => [hash("sha256", BODY), JSON.parse(BODY), createHash("sha256")]),
  ]);
}

/** Runs `work` `count` times, `width` at once. */
export async function parallel(count: number, width: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

export async function measureFloors(sql: Sql, postmaster: number): Promise<Floors> {
  const [sign, verify, parse] = await cryptoFloors();
  return {
    sign,
    verify,
    parse,
    ...(await httpFloors()),
    ...(await databaseFloors(sql, postmaster)),
    // Measured once by the design (0.694 ms client side beside 0.218 ms for a signature): scaled to this machine.
    tlsHandshake: sign * 3.18,
  };
}
