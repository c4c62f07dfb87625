// `npm run bench`: floors and product in one run, on this machine, now. What counts are the ratios.
//   --quick  a fifth of the work, 30 % tolerance      --json FILE  keeps the figures
//   --only NAME  standing, serving, inbox, delivery, page, catalogue or timelines
//   --soak MINUTES  memory and database while the inbox gets hostile input, and nothing else
import { writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { generate } from "selfsigned";
import { benchCatalogue } from "./catalogue.ts";
import { benchDelivery, openSink } from "./delivery.ts";
import { measureFloors } from "./floors.ts";
import { benchInbox } from "./inbox.ts";
import { type Row, reached, table } from "./measure.ts";
import { startProduct } from "./product.ts";
import { benchIdle, benchPage, benchServing, benchStart } from "./serving.ts";
import { benchSoak } from "./soak.ts";
import { benchTimelines } from "./timelines.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    only: { type: "string" },
    soak: { type: "string" },
  },
});
const scale = values.quick ? 0.2 : 1;
const tolerance = values.quick ? 0.3 : 0;
const wanted = (name: string): boolean => !values.soak && (!values.only || name.startsWith(values.only));

const hosts = Array.from({ length: Math.round(1000 * scale) }, (_, index) => `s${index}.localhost`);
const { cert, private: key } = await generate([{ name: "commonName", value: "bench" }], {
  keyType: "ec",
  extensions: [
    { name: "basicConstraints", cA: true },
    {
      name: "subjectAltName",
      altNames: [{ type: 2, value: "*.localhost" }, ...hosts.map((value) => ({ type: 2 as const, value }))],
    },
  ],
});
const ca = join(await mkdtemp(join(tmpdir(), "stv-bench-ca-")), "ca.pem");
writeFileSync(ca, cert);
const [plain, secure] = await Promise.all([openSink(null), openSink({ cert, key })]);
const testHosts = ["bench.test", ...hosts.flatMap((host) => [`${host}:${plain.port}`, `${host}:${secure.port}`])].join(
  ",",
);

console.log(`${cpus()[0]?.model} × ${cpus().length}, Node ${process.version}, load ${loadavg()[0]?.toFixed(2)}`);
const product = await startProduct({ FEDERATION_TEST_HOSTS: testHosts, NODE_EXTRA_CA_CERTS: ca });
const rows: Row[] = [];
let failed = false;
try {
  const idle = benchIdle(product);
  const floors = await measureFloors(product.sql, product.postmaster);
  console.log(
    `floors, ms CPU: ${Object.entries(floors)
      .map(([name, value]) => `${name} ${value.toFixed(3)}`)
      .join(", ")}`,
  );
  const note = await product.request("/api/v1/stadtteil/projects", {
    method: "POST",
    headers: { authorization: `Bearer ${product.token}`, "content-type": "application/json" },
    body: JSON.stringify({
      title: "Bank",
      summary: "Kurz.",
      goal: "Ziel.",
      targetGroups: ["alle"],
      measures: "So.",
      outcome: "ongoing",
    }),
  });
  const { id, uri } = note.json() as { id: string; uri: string };
  const [anna] = await product.sql`select uri from actors where handle = 'anna'`;
  const path = (address: string): string => new URL(address).pathname;
  if (wanted("standing")) rows.push(benchStart(product, floors), ...idle);
  if (wanted("serving"))
    rows.push(
      ...(await benchServing(product, floors, Math.round(5000 * scale), { actor: path(anna?.uri), object: path(uri) })),
    );
  if (wanted("inbox")) rows.push(...(await benchInbox(product, floors, Math.round(2000 * scale), id)));
  if (wanted("delivery")) rows.push(...(await benchDelivery(product, floors, plain, secure, hosts)));
  if (wanted("page")) rows.push(await benchPage(product));
  if (values.soak) rows.push(...(await benchSoak(product, Number(values.soak))));
  if (wanted("catalogue"))
    rows.push(await benchCatalogue(product, floors, 100_000 * scale, join(tmpdir(), "stv-bench-catalogue-plans.txt")));
  if (wanted("timelines"))
    rows.push(
      await benchTimelines(product, floors, 1_000_000 * scale, join(tmpdir(), "stv-bench-timelines-plans.txt")),
    );
  console.log(table(rows, tolerance));
  failed = rows.some((row) => !reached(row, tolerance));
  if (values.json)
    writeFileSync(
      values.json,
      JSON.stringify(
        { date: new Date().toISOString(), node: process.version, cpu: cpus()[0]?.model, floors, rows },
        null,
        2,
      ),
    );
} finally {
  await product.close();
  plain.close();
  secure.close();
}
process.exit(failed ? 1 : 0);
