import { AsyncLocalStorage } from "node:async_hooks";
import { configure, getConsoleSink, getTextFormatter } from "@logtape/logtape";
import type { Config } from "../platform/config.ts";
import { errorText } from "../platform/error-text.ts";

/** What Fedify puts into its records whole: private keys, and texts that are nobody else's business. */
const HIDDEN = new Set(["activity", "keys", "message", "keyPair", "privateKey", "headers", "json", "document"]);

/** One line a record on standard output. Fedify is heard from `warning` on, and never with whole activities. */
export async function configureLogging(config: Config): Promise<void> {
  const write = getConsoleSink({ formatter: getTextFormatter({ timestamp: "rfc3339" }) });
  await configure({
    reset: true,
    contextLocalStorage: new AsyncLocalStorage(),
    sinks: {
      console: (record) =>
        write({
          ...record,
          properties: Object.fromEntries(
            Object.entries(record.properties).map(([name, value]) => [name, HIDDEN.has(name) ? "(hidden)" : value]),
          ),
          message: record.message.map((part, index) => (index % 2 === 1 ? shown(part, record.properties) : part)),
        }),
    },
    loggers: [
      { category: ["stv"], lowestLevel: config.logLevel, sinks: ["console"] },
      { category: ["fedify"], lowestLevel: "warning", sinks: ["console"] },
      // It warns of each non-public activity that has no Linked Data signature; that is on purpose (decision 10).
      {
        category: ["fedify", "federation", "outbox"],
        lowestLevel: "error",
        sinks: ["console"],
        parentSinks: "override",
      },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["console"] },
    ],
  });
}

/** A value in a message: objects in short, and nothing that has the name of what is hidden. */
function shown(part: unknown, properties: Readonly<Record<string, unknown>>): unknown {
  const isHidden = Object.entries(properties).some(([name, value]) => HIDDEN.has(name) && value === part);
  if (isHidden) return "(hidden)";
  return typeof part === "object" ? summary(part) : part;
}

function summary(part: unknown): unknown {
  if (part instanceof Error) return `${part.name}: ${errorText(part)}`;
  return part instanceof URL ? part.href : "(hidden)";
}
