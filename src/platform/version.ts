import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { PROJECT_ROOT } from "./paths.ts";

const manifest = z.object({ name: z.string(), version: z.string() });

/** Name and version of this software, as in package.json. */
export const SOFTWARE = manifest.parse(JSON.parse(readFileSync(join(PROJECT_ROOT, "package.json"), "utf8")));
