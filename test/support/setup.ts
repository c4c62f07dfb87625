import { afterAll } from "vitest";
import { closeFile } from "./closing.ts";

// Files of one worker share their modules, which halves the time of a run: so each must close what it opened.
afterAll(closeFile);
