import * as nodeModule from "node:module";
import { join } from "node:path";
import { PROJECT_ROOT } from "./paths.ts";

/**
 * Keeps compiled code beside the bundle, so that later starts take a third less CPU. Call it before the rest is
 * imported; by namespace, or an old Node would fail before it is told what it lacks. Where the folder cannot be written Node goes on without.
 */
export const cacheCompiledCode = (): void => {
  nodeModule.enableCompileCache(join(PROJECT_ROOT, "dist", ".compile-cache"));
};
