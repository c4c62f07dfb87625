import { cacheCompiledCode } from "./platform/compile-cache.ts";

const NEEDED_NODE = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDED_NODE) {
  console.error(`Node ${NEEDED_NODE} or newer is needed, this is ${process.versions.node}. Start with: npm start`);
  process.exit(1);
}

cacheCompiledCode();
await import("./app/start.ts");
