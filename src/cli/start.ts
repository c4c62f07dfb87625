import { text } from "node:stream/consumers";
import { runCommand } from "./run.ts";

const print = (stream: NodeJS.WriteStream, line: string): void => {
  stream.write(line.endsWith("\n") ? line : `${line}\n`);
};

const code = await runCommand(process.argv.slice(2), {
  out: (line) => print(process.stdout, line),
  err: (line) => print(process.stderr, line),
  readInput: () => text(process.stdin),
});

// Connections kept for re-use would hold the process; what was printed must be out first.
process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
