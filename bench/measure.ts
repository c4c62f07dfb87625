import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** CPU time used by a process so far, milliseconds (user and system, in ticks of 10 ms). */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

const MS_PER_TICK = 1000 / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** A process and all its children: PostgreSQL has one a connection. Ended children count by what their parent waited for. */
export function cpuOfTree(pid: number): number {
  const waited = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  const ended = (Number(waited[13]) + Number(waited[14])) * MS_PER_TICK;
  return cpuOf(pid) + ended + childrenOf(pid).reduce((sum, child) => sum + cpuIfAlive(child), 0);
}

const cpuIfAlive = (pid: number): number => {
  try {
    return cpuOf(pid);
  } catch {
    return 0;
  }
};

export function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return (
          readFileSync(`/proc/${name}/stat`, "utf8")
            .replace(/^.*\) /, "")
            .split(" ")[1] === String(pid)
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Resident memory, MB; for PostgreSQL the proportional share, since its processes share buffers. */
export function residentMb(pid: number, kind: "Rss" | "Pss"): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(new RegExp(`^${kind}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0) / 1024;
}

/** CPU of this process per operation, milliseconds, best of `rounds`. */
export async function ownCpu(operations: number, rounds: number, work: () => Promise<void> | void): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    await work();
    const used = process.cpuUsage(before);
    best = Math.min(best, (used.user + used.system) / 1000 / operations);
  }
  return best;
}

export interface Row {
  readonly name: string;
  /** CPU milliseconds per operation. */
  readonly node: number;
  readonly pg: number;
  /** CPU milliseconds of the unavoidable parts, measured in the same run. */
  readonly floor?: number;
  /** Floor ratio to reach, or the value not to pass for rows with a unit. */
  readonly target: number;
  readonly unit?: "MB" | "kB" | "×";
  readonly value?: number;
}

/** Whether the row reaches its target, with a tolerance (a share of it) for short runs. */
export function reached(row: Row, tolerance: number): boolean {
  if (row.value !== undefined) return row.value <= row.target * (1 + tolerance);
  return (row.floor ?? 0) / (row.node + row.pg) >= row.target * (1 - tolerance);
}

export function table(rows: readonly Row[], tolerance: number): string {
  const cells = rows.map((row) => {
    const sum = row.node + row.pg;
    const timed = row.value === undefined;
    return [
      row.name,
      timed ? row.node.toFixed(3) : "",
      timed ? row.pg.toFixed(3) : "",
      timed ? Math.round(1000 / sum).toString() : "",
      timed ? (row.floor ?? 0).toFixed(3) : "",
      timed ? ((row.floor ?? 0) / sum).toFixed(2) : `${row.value?.toFixed(1)} ${row.unit}`,
      timed ? `≥ ${row.target}` : `≤ ${row.target} ${row.unit}`,
      reached(row, tolerance) ? "ok" : "MISSED",
    ];
  });
  const head = ["name", "ms CPU node", "ms CPU pg", "per core-s", "floor", "ratio", "target", ""];
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ");
  return [line(head), widths.map((width) => "-".repeat(width)).join("  "), ...cells.map(line)].join("\n");
}
