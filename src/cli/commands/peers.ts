import { districtOf } from "../../features/district/district.queries.ts";
import type { Severity } from "../../features/peers/peers.model.ts";
import { ruledPeers, trustedPeers } from "../../features/peers/peers.queries.ts";
import { LEVELS } from "../../features/peers/peers.schemas.ts";
import { liftRule, ruleOnPeer } from "../../features/peers/peers.usecases.ts";
import { type Command, UsageError } from "../command.ts";
import { OPERATOR } from "../operator.ts";

const MOST = 10_000;

export const block: Command = {
  words: "block",
  summary: "Keeps a server, and the names below it, away: wholly, from public lists, or its pictures.",
  usage: `<host> [--level ${LEVELS.join("|")}] [--reject-media] [--reason <for everybody>] [--note <for admins>]`,
  options: {
    level: { type: "string" },
    "reject-media": { type: "boolean" },
    reason: { type: "string" },
    note: { type: "string" },
  },
  args: 1,
  plan(given) {
    const [host = ""] = given.args;
    const level = LEVELS.find((known) => known === (given.option("level") ?? "suspend"));
    if (!level) throw new UsageError(`--level is one of ${LEVELS.join(", ")}.`);
    const severity: Severity = level === "media" ? "noop" : level;
    const rejectMedia = level === "media" || given.flag("reject-media");
    const [publicReason = "", privateReason = ""] = [given.option("reason"), given.option("note")];
    return async (ctx) => {
      const rule = { host, severity, rejectMedia, publicReason, privateReason };
      const name = await ruleOnPeer(ctx, OPERATOR, rule);
      return { json: { ...rule, host: name }, text: `${name}: ${level}.` };
    };
  },
};

export const unblock: Command = {
  words: "unblock",
  summary: "Lifts every rule for a server; follows that a block had ended are restored.",
  usage: "<host>",
  args: 1,
  plan(given) {
    const [host = ""] = given.args;
    return async (ctx) => {
      const name = await liftRule(ctx, OPERATOR, host);
      return { json: { host: name }, text: `${name}: no rule.` };
    };
  },
};

export const peersCommand: Command = {
  words: "peers",
  summary: "Shows with whom this server exchanges anything: the mode, the rules for servers, the list.",
  usage: "",
  args: 0,
  plan: () => async (ctx) => {
    const [district, rules, trusted] = await Promise.all([
      districtOf(ctx),
      ruledPeers(ctx, { limit: MOST }),
      trustedPeers(ctx, { limit: MOST }),
    ]);
    const lines = rules.map(
      ({ host, severity, rejectMedia, publicReason }) =>
        `${host}: ${severity}${rejectMedia ? ", no media" : ""}${publicReason === "" ? "" : ` (${publicReason})`}`,
    );
    return {
      json: { mode: district?.mode, rules, trusted },
      text: [`mode: ${district?.mode}`, ...lines, ...trusted.map((host) => `${host}: on the list`)].join("\n"),
    };
  },
};
