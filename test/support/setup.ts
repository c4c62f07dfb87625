import { getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { afterAll } from "vitest";
import { closeFile } from "./closing.ts";
import { shareRsaPairs } from "./keys.ts";

// Before the product is loaded, which asks for its keys by name.
shareRsaPairs();

// Files of one worker share their modules, which halves the time of a run: so each must close what it opened, and leave
// behind what it found. The HTTP server puts classes of its own in the place of these two.
const { Request, Response } = globalThis;
const dispatcher = getGlobalDispatcher();

afterAll(async () => {
  await closeFile();
  Object.assign(globalThis, { Request, Response });
  setGlobalDispatcher(dispatcher);
});
