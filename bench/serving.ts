import { gzipSync } from "node:zlib";
import { Agent, request } from "undici";
import { type Floors, parallel } from "./floors.ts";
import { childrenOf, type Row, residentMb } from "./measure.ts";
import { type Product, productCpu } from "./product.ts";

/** Documents as other servers fetch them, each host within a second of a post. */
export async function benchServing(
  product: Product,
  floors: Floors,
  count: number,
  paths: { actor: string; object: string },
): Promise<Row[]> {
  const agent = new Agent({ connections: 4 });
  const get = async (path: string, headers: Record<string, string> = {}): Promise<number> => {
    const { statusCode, body } = await request(`http://127.0.0.1:${product.port}${path}`, {
      dispatcher: agent,
      headers: { host: "bench.test", accept: "application/activity+json", ...headers },
    });
    await body.dump();
    return statusCode;
  };
  const row = async (name: string, path: string, headers: Record<string, string>, status: number): Promise<Row> => {
    let best = { node: Number.POSITIVE_INFINITY, pg: 0 };
    for (let round = 0; round < 4; round++) {
      const cpu = await productCpu(product, count, () =>
        parallel(count, 4, async () => {
          const answer = await get(path, headers);
          if (answer !== status) throw new Error(`${path} answered ${answer}`);
        }),
      );
      if (cpu.node + cpu.pg < best.node + best.pg) best = cpu;
    }
    // From the row: one exchange and one indexed statement.
    return { name, ...best, floor: floors.honoGet + floors.select, target: 0.2 };
  };
  const etag = String(
    (
      await request(`http://127.0.0.1:${product.port}${paths.object}`, {
        headers: { host: "bench.test", accept: "application/activity+json" },
      })
    ).headers.etag,
  );
  const rows = [
    await row("GET actor", paths.actor, {}, 200),
    await row("GET object", paths.object, {}, 200),
    await row("GET object, 304", paths.object, { "if-none-match": etag }, 304),
  ];
  await agent.close();
  return rows;
}

/** Memory with nothing to do. Measure it first. */
export function benchIdle(product: Product): Row[] {
  const node = residentMb(product.pid, "Rss");
  const database = [product.postmaster, ...childrenOf(product.postmaster)].reduce(
    (sum, pid) => sum + residentMb(pid, "Pss"),
    0,
  );
  return [
    { name: "idle memory, Node", node: 0, pg: 0, value: node, unit: "MB", target: 150 },
    { name: "idle memory, with PostgreSQL", node: 0, pg: 0, value: node + database, unit: "MB", target: 220 },
  ];
}

/** The target is 400 ms where bare Node takes 30: on the machine that it was set on. */
export const benchStart = (product: Product, floors: Floors): Row => ({
  name: "start to the first 200",
  node: product.startCpuMs,
  pg: 0,
  floor: floors.nodeStart,
  target: 30 / 400,
});

export async function benchPage(product: Product): Promise<Row> {
  const page = await product.request("/projekte");
  const style = /<link rel="stylesheet" href="([^"]+)"/.exec(page.text)?.[1] ?? "";
  const css = await product.request(style);
  const weight = (gzipSync(page.text).length + gzipSync(css.text).length) / 1024;
  return { name: "catalogue page of 20, HTML and CSS, gzip", node: 0, pg: 0, value: weight, unit: "kB", target: 25 };
}
