import { cacheCompiledCode } from "../platform/compile-cache.ts";

cacheCompiledCode();
await import("./start.ts");
