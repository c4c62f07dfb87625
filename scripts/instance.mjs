// Starts the built product as a child process and speaks to it: for the smoke test, the two districts and the demo.
import { spawn } from "node:child_process";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

export async function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** Waits until `check` gives something, and says what it waited for when it does not. */
export async function until(what, check, seconds = 60) {
  const deadline = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < deadline) {
    try {
      const result = await check();
      if (result) return result;
    } catch (error) {
      last = error;
    }
    await new Promise((next) => setTimeout(next, 150));
  }
  throw new Error(`Waited ${seconds} s in vain for: ${what}${last ? ` (${last.message})` : ""}`);
}

/**
 * One HTTP exchange. `ca` is the certificate to trust for https; `connectTo` is the loopback address to use instead of
 * asking for the name.
 */
export function call(url, { method = "GET", headers = {}, body, ca, connectTo, hostHeader } = {}) {
  const target = new URL(url);
  const secure = target.protocol === "https:";
  const options = {
    method,
    headers: {
      ...headers,
      host: hostHeader ?? target.host,
      ...(body && { "content-length": Buffer.byteLength(body) }),
    },
    host: connectTo ?? target.hostname,
    port: target.port || (secure ? 443 : 80),
    path: target.pathname + target.search,
    ...(secure && { ca, servername: target.hostname }),
  };
  return new Promise((done, fail) => {
    const request = (secure ? httpsRequest : httpRequest)(options, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        done({ status: response.statusCode, headers: response.headers, text, json: () => JSON.parse(text) });
      });
    });
    request.on("error", fail);
    request.end(body);
  });
}

/** Runs `stv` and gives what it printed with `--json`. */
export function stv(environment, args, input = "") {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ["dist/cli.js", ...args, "--json"], {
      cwd: root,
      env: { ...process.env, ...environment },
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    child.on("error", fail);
    child.on("exit", (code) =>
      code === 0
        ? done(out.trim() ? JSON.parse(out) : {})
        : fail(new Error(`stv ${args[0]} ended with ${code}: ${err}${out}`)),
    );
    child.stdin.end(input);
  });
}

/** Starts `dist/main.js`; resolves when it is ready. */
export async function startInstance(environment, label) {
  const began = performance.now();
  const child = spawn(process.execPath, ["--max-semi-space-size=4", "--max-old-space-size=256", "dist/main.js"], {
    cwd: root,
    env: { ...process.env, HOST: "127.0.0.1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
      if (label)
        process.stdout.write(
          String(chunk)
            .replace(/^/gm, `${label}: `)
            .replace(/\S+: $/, ""),
        );
    });
  }
  const ended = new Promise((done) => child.once("exit", done));
  await until(`the instance on port ${environment.PORT}`, async () => {
    if (child.exitCode !== null) throw new Error(`it ended: ${output}`);
    return (await call(`http://127.0.0.1:${environment.PORT}/readyz`)).status === 200;
  });
  return {
    child,
    output: () => output,
    readyAfterMs: Math.round(performance.now() - began),
    stop: async () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
