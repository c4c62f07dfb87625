import { type HostRule, hostNamed, isInForce, SEVERITIES, type Severity } from "./peers.model.ts";

/** Lists of rules and of trusted servers as CSV, in the columns that Mastodon reads and writes. */

const COLUMNS = ["domain", "severity", "reject_media", "reject_reports", "public_comment", "obfuscate"] as const;
type Column = (typeof COLUMNS)[number];

/** Lines that are read at most; the longest public lists have some thousands. */
const MOST_LINES = 5_000;
const LONGEST_COMMENT = 500;

export type ListKind = "rules" | "trusted";

/** A list as it was chosen or typed. */
export interface GivenList {
  readonly kind: ListKind;
  readonly text: string;
}

type LineProblem = "host" | "own" | "severity" | "effect" | "twice" | "unclosed" | "many";

/** A line that is left out, counted from 1, the heading included. */
export interface BadLine {
  readonly line: number;
  readonly text: string;
  readonly problem: LineProblem;
}

export interface ReadList {
  /** Without private reasons: they never leave a server. */
  readonly rules: readonly HostRule[];
  readonly trusted: readonly string[];
  readonly bad: readonly BadLine[];
}

interface Line {
  readonly number: number;
  readonly cells: readonly string[];
  /** The last cell's quote was never closed. */
  readonly unclosed: boolean;
}

/**
 * Reads a list. A heading (`#domain,…`, with or without `#`) says in which order the columns stand; without one there is
 * a name a line, or Mastodon's order. A line that cannot be used is left out and told of; never throws.
 * @param ownHost this server, which no rule can be about
 */
export function readList(text: string, kind: ListKind, ownHost: string): ReadList {
  const lines = linesOf(text).filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  const heading = headingIn(lines[0]);
  const columns = heading ?? COLUMNS;
  const rules: HostRule[] = [];
  const bad: BadLine[] = [];
  const seen = new Set<string>();
  for (const [index, line] of lines.slice(heading ? 1 : 0).entries()) {
    const cellOf = (column: Column): string => line.cells[columns.indexOf(column)]?.trim() ?? "";
    const rule = index >= MOST_LINES ? "many" : line.unclosed ? "unclosed" : ruleIn(cellOf, kind, ownHost);
    const problem = typeof rule === "string" ? rule : seen.has(rule.host) ? "twice" : null;
    if (typeof rule !== "string" && problem === null) {
      seen.add(rule.host);
      rules.push(rule);
    } else if (problem !== null) bad.push({ line: line.number, text: cellOf("domain").slice(0, 100), problem });
    if (problem === "many") break;
  }
  return kind === "trusted" ? { rules: [], trusted: [...seen], bad } : { rules, trusted: [], bad };
}

function headingIn(line: Line | undefined): string[] | null {
  const names = line?.cells.map((cell) => cell.trim().replace(/^#/, "").toLowerCase()) ?? [];
  return names.includes("domain") ? names : null;
}

const isYes = (cell: string): boolean => /^(true|t|yes|1)$/i.test(cell);

function ruleIn(cellOf: (column: Column) => string, kind: ListKind, ownHost: string): HostRule | LineProblem {
  // "*.example": a rule covers what is below a name anyway.
  const host = hostNamed(cellOf("domain").replace(/^\*\./, ""));
  if (host === null) return "host";
  if (host === ownHost) return "own";
  const severity = severityIn(cellOf("severity"));
  if (severity === null) return "severity";
  const rule: HostRule = {
    host,
    severity,
    rejectMedia: isYes(cellOf("reject_media")),
    rejectReports: isYes(cellOf("reject_reports")),
    publicReason: unguarded(cellOf("public_comment")).slice(0, LONGEST_COMMENT),
    privateReason: "",
    obfuscated: isYes(cellOf("obfuscate")),
  };
  return kind === "trusted" || isInForce(rule) ? rule : "effect";
}

/** A bare list of names means that they are blocked, as in Mastodon. */
function severityIn(cell: string): Severity | null {
  const word = cell.toLowerCase();
  return word === "" ? "suspend" : (SEVERITIES.find((severity) => severity === word) ?? null);
}

/** CSV after RFC 4180: quotes around cells, doubled inside, line breaks in them allowed. */
function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  const source = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  let at = 0;
  let number = 1;
  while (at < source.length) {
    const cells: string[] = [];
    const first = number;
    let unclosed = false;
    for (;;) {
      const cell = cellAt(source, at);
      cells.push(cell.text);
      number += cell.breaks;
      unclosed ||= cell.unclosed;
      at = cell.end + 1;
      if (source[cell.end] !== ",") break;
    }
    lines.push({ number: first, cells, unclosed });
    number += 1;
  }
  return lines;
}

interface Cell {
  readonly text: string;
  /** Where the comma or line break after it stands, or the end of the text. */
  readonly end: number;
  readonly breaks: number;
  readonly unclosed: boolean;
}

function cellAt(source: string, start: number): Cell {
  if (source[start] !== '"') {
    const rest = source.slice(start).search(/[,\n]/);
    const end = rest < 0 ? source.length : start + rest;
    return { text: source.slice(start, end), end, breaks: 0, unclosed: false };
  }
  let at = start + 1;
  let text = "";
  for (;;) {
    const quote = source.indexOf('"', at);
    if (quote < 0) return { text: source.slice(at), end: source.length, breaks: 0, unclosed: true };
    text += source.slice(at, quote);
    if (source[quote + 1] !== '"') {
      const rest = source.slice(quote + 1).search(/[,\n]/);
      const end = rest < 0 ? source.length : quote + 1 + rest;
      return { text, end, breaks: text.split("\n").length - 1, unclosed: false };
    }
    text += '"';
    at = quote + 2;
  }
}

/** A spreadsheet would run what begins like a formula (T130): it gets an apostrophe, which is taken off when read. */
const guarded = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
const unguarded = (text: string): string => text.replace(/^'(?=[=+\-@\t\r])/, "");

const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const word = (yes: boolean): string => (yes ? "TRUE" : "FALSE");

/** Rules as Mastodon's "domain blocks" export: read there, and by `readList`. Private reasons are left out. */
export function writeRules(rules: readonly HostRule[]): string {
  const rows = rules.map((rule) => [
    rule.host,
    rule.severity,
    word(rule.rejectMedia),
    word(rule.rejectReports),
    guarded(rule.publicReason),
    word(rule.obfuscated),
  ]);
  return asCsv([COLUMNS.map((name) => `#${name}`), ...rows]);
}

/** Names as Mastodon's "domain allows" export. */
export const writeTrusted = (hosts: readonly string[]): string => asCsv([["#domain"], ...hosts.map((host) => [host])]);

const asCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
