import { execFileSync, fork } from "node:child_process";
import { createHash, createSign, createVerify, generateKeyPairSync, hash } from "node:crypto";
import { createServer } from "node:http";
import type { Sql } from "postgres";
import { Agent, request } from "undici";
import { cpuOf, cpuOfTree, ownCpu } from "./measure.ts";

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
  /** Starting Node with nothing to do. */
  readonly nodeStart: number;
}

const BODY = JSON.stringify({ content: "x".repeat(2500) });

/** A sink in this process for the client's share, a trivial Hono server in a child for the server's. */
async function httpFloors(): Promise<Pick<Floors, "post" | "honoGet" | "honoPost">> {
  const sink = createServer((incoming, answer) => {
    incoming.resume();
    incoming.on("end", () => answer.writeHead(202).end());
  });
  await new Promise<void>((done) => sink.listen(0, "127.0.0.1", done));
  const child = fork(new URL("./trivial.mjs", import.meta.url));
  const port = await new Promise<number>((done) => child.once("message", (message) => done(Number(message))));
  const agent = new Agent({ connections: 4 });
  const exchange = async (to: number, method: "GET" | "POST"): Promise<void> => {
    const options = method === "POST" ? { method, body: BODY } : { method };
    const { body } = await request(`http://127.0.0.1:${to}/`, { dispatcher: agent, ...options });
    await body.dump();
  };
  const load = (to: number, method: "GET" | "POST"): Promise<void> => parallel(5000, 4, () => exchange(to, method));
  const served = async (method: "GET" | "POST"): Promise<number> => {
    await load(port, method);
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3; round++) {
      const before = cpuOf(child.pid ?? 0);
      await load(port, method);
      best = Math.min(best, (cpuOf(child.pid ?? 0) - before) / 5000);
    }
    return best;
  };
  const sinkPort = (sink.address() as { port: number }).port;
  // Client and sink are both in this process, with about the same share.
  const both = await ownCpu(5000, 3, () => load(sinkPort, "POST"));
  const floors = { post: both / 2, honoGet: await served("GET"), honoPost: await served("POST") };
  await agent.close();
  sink.close();
  child.disconnect();
  return floors;
}

async function databaseFloors(sql: Sql, postmaster: number): Promise<Pick<Floors, "insert" | "select">> {
  await sql`create table if not exists floor_posts (id bigint primary key, uri text unique, author bigint, document text)`;
  await sql`create index if not exists floor_posts_author on floor_posts (author, id)`;
  let id = Date.now() * 1000;
  const timed = async (count: number, work: () => Promise<unknown>): Promise<number> => {
    await parallel(500, 8, work);
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3; round++) {
      const before = cpuOfTree(postmaster);
      const node = await ownCpu(count, 1, () => parallel(count, 8, work));
      best = Math.min(best, node + (cpuOfTree(postmaster) - before) / count);
    }
    return best;
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
    nodeStart: nodeStartFloor(),
  };
}

function nodeStartFloor(): number {
  const script = "const { user, system } = process.cpuUsage(); console.log((user + system) / 1000)";
  const rounds = Array.from({ length: 5 }, () => Number(execFileSync(process.execPath, ["-e", script]).toString()));
  return Math.min(...rounds);
}
