import { followBetween } from "../../features/follows/follows.queries.ts";
import { requestFollow } from "../../features/follows/follows.usecases.ts";
import { lookUp } from "../../federation/fetch/lookup.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { installDispatcher } from "../../platform/net/dispatcher.ts";
import { accountCalled, type Command, UsageError } from "../command.ts";

const LOOK_EVERY_MS = 500;

export const follow: Command = {
  words: "follow",
  summary: "Follows a person, organisation or district, here or elsewhere.",
  usage: "<handle or URL> --as <user> [--wait <seconds>]",
  options: { as: { type: "string" }, wait: { type: "string" } },
  args: 1,
  plan(given) {
    const [target = ""] = given.args;
    const who = given.required("as");
    const wait = Number(given.option("wait") ?? 0);
    if (!(wait >= 0 && wait <= 3600)) throw new UsageError("--wait takes seconds, up to 3600.");
    return async (ctx) => {
      const account = await accountCalled(ctx, who);
      installDispatcher(ctx.config);
      const found = await lookUp(ctx, target, account);
      if (!found || !("inboxUri" in found)) {
        throw new AppError("notFound", "follows.nobody-there", `Nobody was found at ${target}.`);
      }
      const asked = await requestFollow(ctx, account, found.id);
      const state = asked === "pending" ? await settled(ctx, account.actorId, found.id, wait) : asked;
      const handle = `@${found.handle}@${found.host}`;
      return { json: { handle, uri: found.uri, state }, text: `${handle}: ${state}` };
    };
  },
};

/** The state of the follow once it was answered, or as it is when the seconds are over. */
async function settled(ctx: Ctx, followerId: string, followeeId: string, seconds: number): Promise<string> {
  const deadline = ctx.now().getTime() + seconds * 1000;
  for (;;) {
    const state = (await followBetween(ctx, followerId, followeeId))?.state ?? "rejected";
    if (state !== "pending" || ctx.now().getTime() >= deadline) return state;
    await new Promise((next) => setTimeout(next, LOOK_EVERY_MS));
  }
}
