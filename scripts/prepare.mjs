// Runs before `npm start` and `npm test`, on whatever Node is there: installs when the lock file changed, builds when
// a source changed. Says nothing when there is nothing to do.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const nodeBinary = join(root, "node_modules", ".bin", "node");
const lock = join(root, "node_modules", ".stv-preparing");

const hash = (text) => createHash("sha256").update(text).digest("hex");
const read = (path) => (existsSync(path) ? readFileSync(path, "utf8") : "");

/** Names, sizes and times of all sources: cheap, and enough to notice a change. */
function fingerprint() {
  const lines = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else {
        const { size, mtimeMs } = statSync(path);
        lines.push(`${path} ${size} ${mtimeMs}`);
      }
    }
  };
  walk(join(root, "src"));
  walk(join(root, "scripts"));
  return hash([...lines.sort(), read(join(root, "package-lock.json"))].join("\n"));
}

function run(command, args, what) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status === 0) return;
  console.error(`${what} did not work${error ? ` (${error.message})` : ""}: ${command} ${args.join(" ")}`);
  process.exit(1);
}

function install() {
  const stamp = join(root, "node_modules", ".stv-installed");
  const wanted = hash(read(join(root, "package.json")) + read(join(root, "package-lock.json")));
  if (read(stamp) === wanted && existsSync(nodeBinary)) return;
  console.log("Installing packages (this takes about half a minute) …");
  // NODE_ENV=production or omit= in a user's settings would leave out the build tools and the pinned Node.
  run(
    "npm",
    ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--include=dev", "--include=optional"],
    "Installing",
  );
  if (!existsSync(nodeBinary)) {
    console.error(
      `There is no Node 24 package for ${process.platform}-${process.arch}. Install Node 24 or newer and link it to ${nodeBinary}.`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, hash(read(join(root, "package.json")) + read(join(root, "package-lock.json"))));
}

function build() {
  const stamp = join(root, "dist", ".stv-built");
  if (read(stamp) === fingerprint()) return;
  run(nodeBinary, [join(root, "scripts", "build.mjs")], "Building");
  writeFileSync(stamp, fingerprint());
}

/** Two instances may be started from one checkout at the same time: the second waits for the first. */
function withLock(work) {
  mkdirSync(join(root, "node_modules"), { recursive: true });
  const deadline = Date.now() + 300_000;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const abandoned = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 240_000;
      if (abandoned || Date.now() > deadline) rmSync(lock, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
  const unlock = () => rmSync(lock, { recursive: true, force: true });
  process.once("exit", unlock);
  work();
}

withLock(() => {
  install();
  build();
});
