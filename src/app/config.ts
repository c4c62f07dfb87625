import { type Config, parseConfig } from "../platform/config.ts";

/** The only place that reads the environment. */
export const readConfig = (): Config => parseConfig(process.env);
