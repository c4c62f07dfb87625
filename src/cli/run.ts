import { parseArgs } from "node:util";
import { readConfig } from "../app/config.ts";
import { configureLogging } from "../app/logging.ts";
import { EmbeddedPostgresError } from "../app/postgres-place.ts";
import { StartError } from "../app/storage.ts";
import { districtOf } from "../features/district/district.queries.ts";
import { ConfigError } from "../platform/config.ts";
import { isDatabaseClosed } from "../platform/database-away.ts";
import { AppError } from "../platform/errors.ts";
import { hasText, translator } from "../ui/i18n/i18n.ts";
import { type Command, EXIT, type Given, type Outcome, UsageError, type Work } from "./command.ts";
import { openCommandStorage } from "./storage.ts";

/** Each is loaded when it is called: most need little, and federation takes its time. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  setup: async () => (await import("./commands/setup.ts")).setup,
  "user create": async () => (await import("./commands/user.ts")).userCreate,
  "user password": async () => (await import("./commands/user.ts")).userPassword,
  "token create": async () => (await import("./commands/token.ts")).tokenCreate,
  follow: async () => (await import("./commands/follow.ts")).follow,
  "project publish": async () => (await import("./commands/project.ts")).projectPublish,
  "queue status": async () => (await import("./commands/queue.ts")).queueStatusCommand,
  "queue retry": async () => (await import("./commands/queue.ts")).queueRetry,
  "queue release": async () => (await import("./commands/queue.ts")).queueRelease,
  block: async () => (await import("./commands/peers.ts")).block,
  unblock: async () => (await import("./commands/peers.ts")).unblock,
  peers: async () => (await import("./commands/peers.ts")).peersCommand,
  "partner add": async () => (await import("./commands/partner.ts")).partnerAdd,
  "partner accept": async () => (await import("./commands/partner.ts")).partnerAccept,
  "partner list": async () => (await import("./commands/partner.ts")).partnerList,
  "relay add": async () => (await import("./commands/relay.ts")).relayAdd,
  "relay list": async () => (await import("./commands/relay.ts")).relayList,
  "relay remove": async () => (await import("./commands/relay.ts")).relayRemove,
  "rules list": async () => (await import("./commands/rules.ts")).rulesList,
  "rules set": async () => (await import("./commands/rules.ts")).rulesSet,
  "announce list": async () => (await import("./commands/announce.ts")).announceList,
  "announce publish": async () => (await import("./commands/announce.ts")).announcePublish,
  "announce take-down": async () => (await import("./commands/announce.ts")).announceTakeDown,
  "emoji add": async () => (await import("./commands/emoji.ts")).emojiAdd,
  "emoji list": async () => (await import("./commands/emoji.ts")).emojiList,
  "emoji remove": async () => (await import("./commands/emoji.ts")).emojiRemove,
  "media move": async () => (await import("./commands/media.ts")).mediaMove,
  demo: async () => (await import("./commands/demo.ts")).demo,
};

const COMMON = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;

/** Where a command speaks: results to `out`, everything else to `err`. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
  readInput(): Promise<string>;
}

/** Runs one command line. @returns the exit code */
export async function runCommand(argv: readonly string[], streams: Streams): Promise<number> {
  const asJson = argv.includes("--json");
  try {
    const words = Object.keys(COMMANDS).find((candidate) => isCalled(candidate, argv));
    const command = words === undefined ? undefined : await COMMANDS[words]?.();
    if (argv.includes("--help") || argv.includes("-h") || argv.length === 0) {
      streams.out(command ? helpOf(command) : await overview());
      return argv.length === 0 ? EXIT.usage : EXIT.done;
    }
    if (!command) throw new UsageError(`There is no command "${argv.join(" ")}".\n\n${await overview()}`);
    const outcome = await perform(command, await command.plan(readArguments(command, argv, streams)), streams);
    streams.out(asJson ? JSON.stringify(outcome.json, null, 2) : outcome.text);
    return EXIT.done;
  } catch (error) {
    const failure = explain(error);
    streams.err(asJson ? JSON.stringify(failure.json) : failure.text);
    return failure.code;
  }
}

const isCalled = (words: string, argv: readonly string[]): boolean =>
  words.split(" ").every((word, index) => argv[index] === word);

function readArguments(command: Command, argv: readonly string[], streams: Streams): Given {
  const { values, positionals } = parse(command, argv.slice(command.words.split(" ").length));
  if (positionals.length !== command.args) throw new UsageError(`Not like this.\n\n${helpOf(command)}`);
  const option = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    args: positionals,
    option,
    required: (name) => {
      const value = option(name);
      if (value === undefined) throw new UsageError(`--${name} is missing.\n\n${helpOf(command)}`);
      return value;
    },
    flag: (name) => values[name] === true,
    input: async () => (await streams.readInput()).replace(/\r?\n$/, ""),
  };
}

function parse(command: Command, args: string[]): { values: Readonly<Record<string, unknown>>; positionals: string[] } {
  try {
    return parseArgs({ args, options: { ...command.options, ...COMMON }, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${helpOf(command)}`);
  }
}

class NotSetUpError extends Error {}

async function perform(command: Command, work: Work, streams: Streams): Promise<Outcome> {
  const config = readConfig();
  const quiet = config.logLevel === "error" ? "error" : "warning";
  await configureLogging({ ...config, logLevel: quiet });
  const storage = await openCommandStorage(config, streams.err);
  try {
    if (!command.beforeSetup && !(await districtOf(storage.ctx))) {
      throw new NotSetUpError(
        "This instance is not set up yet. Run `stv setup`, or open the link that the start prints.",
      );
    }
    return await work(storage.ctx);
  } finally {
    await storage.close();
  }
}

interface Explained {
  readonly code: number;
  readonly text: string;
  readonly json: { error: string; error_description: string; fields: Readonly<Record<string, string>> };
}

function explain(error: unknown): Explained {
  const message = error instanceof Error ? error.message : String(error);
  const bare = (code: number, name: string): Explained => ({
    code,
    text: message,
    json: { error: name, error_description: message, fields: {} },
  });
  if (error instanceof UsageError) return bare(EXIT.usage, "cli.usage");
  if (error instanceof ConfigError) return bare(EXIT.usage, "cli.configuration");
  if (error instanceof NotSetUpError) return bare(EXIT.notSetUp, "setup.not-set-up");
  if (error instanceof EmbeddedPostgresError || isDatabaseClosed(error))
    return bare(EXIT.noDatabase, "cli.no-database");
  if (error instanceof AppError) return explainExpected(error);
  const text = error instanceof StartError ? message : error instanceof Error ? (error.stack ?? message) : message;
  return { ...bare(EXIT.failed, "cli.failed"), text };
}

function explainExpected(error: AppError): Explained {
  const t = translator("en");
  const fields = Object.fromEntries(
    Object.entries(error.fields).map(([name, key]) => [name, hasText(key) ? t(key) : key]),
  );
  return {
    code: EXIT.failed,
    text: [error.message, ...Object.entries(fields).map(([name, text]) => `  ${name}: ${text}`)].join("\n"),
    json: { error: error.code, error_description: error.message, fields },
  };
}

const helpOf = (command: Command): string =>
  `stv ${command.words} ${command.usage}\n\n${command.summary}\n\n  --json  prints JSON`;

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const widest = Math.max(...commands.map(({ words }) => words.length));
  return [
    "stv <command> [--json] [--help]",
    "",
    ...commands.map(({ words, summary }) => `  ${words.padEnd(widest)}  ${summary}`),
    "",
    "Settings (DATABASE_URL, DATA_DIR, ORIGIN …) are those of the server. It may run meanwhile.",
    "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not set up, 4 no database.",
  ].join("\n");
}
