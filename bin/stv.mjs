#!/usr/bin/env node
// Starts the command line on the pinned Node: the built one, or the sources when they are newer than it.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const pinned = join(root, "node_modules", ".bin", "node");
const built = join(root, "dist", "cli.js");
const source = join(root, "src", "cli", "main.ts");

/** When the newest file below a folder was changed, in milliseconds. */
function newest(folder) {
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
  });
  return Math.max(0, ...times);
}

const fromSource = existsSync(source) && (!existsSync(built) || newest(join(root, "src")) > statSync(built).mtimeMs);
const program = fromSource ? ["--import", import.meta.resolve("tsx"), source] : [built];
const child = spawn(existsSync(pinned) ? pinned : process.execPath, [...program, ...process.argv.slice(2)], {
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
