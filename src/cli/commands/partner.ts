import { LONGEST_WORDS } from "../../features/partners/partners.model.ts";
import { type PartnerView, partnerView, partnerViews } from "../../features/partners/partners.queries.ts";
import { acceptPartner, askPartner } from "../../features/partners/partners.usecases.ts";
import { lookAtDistrict } from "../../federation/fetch/district-card.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { installDispatcher } from "../../platform/net/dispatcher.ts";
import { type Command, type Given, type Outcome, UsageError } from "../command.ts";
import { OPERATOR } from "../operator.ts";

const OPTIONS = { message: { type: "string" } } as const;

function messageIn(given: Given): string {
  const message = given.option("message") ?? "";
  if ([...message].length > LONGEST_WORDS) throw new UsageError(`--message takes ${LONGEST_WORDS} characters at most.`);
  return message;
}

const asJson = ({ actor, state, wants, notes, read }: PartnerView) => ({
  handle: `@${actor.handle}@${actor.host}`,
  uri: actor.uri,
  name: actor.name,
  state,
  wants,
  notes,
  total: read?.total ?? null,
});

/** As it stands after an act. */
async function standing(ctx: Ctx, actorId: string): Promise<Outcome> {
  const view = await partnerView(ctx, actorId);
  if (!view) throw nobodyThere("not-found");
  const json = asJson(view);
  return { json, text: `${json.handle}: ${json.state}` };
}

const nobodyThere = (reason: string): AppError =>
  new AppError("notFound", "partners.nobody-there", `No district was found there: ${reason}.`);

export const partnerAdd: Command = {
  words: "partner add",
  summary: "Asks another district to be a partner district.",
  usage: "<host, URL or handle> [--message <words>]",
  options: OPTIONS,
  args: 1,
  plan(given) {
    const [address = ""] = given.args;
    const message = messageIn(given);
    return async (ctx) => {
      installDispatcher(ctx.config);
      const look = await lookAtDistrict(ctx, address);
      if (look.kind === "none") throw nobodyThere(look.reason);
      await askPartner(ctx, OPERATOR, look.card.actor.id, message);
      return standing(ctx, look.card.actor.id);
    };
  },
};

export const partnerAccept: Command = {
  words: "partner accept",
  summary: "Says yes to a district that asked to be a partner district.",
  usage: "<host> [--message <words>]",
  options: OPTIONS,
  args: 1,
  plan(given) {
    const [host = ""] = given.args;
    const message = messageIn(given);
    return async (ctx) => {
      const asking = (await partnerViews(ctx)).filter(({ wants }) => wants !== null);
      const named = asking.find(({ actor }) => host === actor.host || host === `@${actor.handle}@${actor.host}`);
      if (!named) throw nobodyThere("nobody from there has asked");
      await acceptPartner(ctx, OPERATOR, named.actor.id, message);
      return standing(ctx, named.actor.id);
    };
  },
};

export const partnerList: Command = {
  words: "partner list",
  summary: "Shows how this district stands to others, and how much of their catalogues is here.",
  usage: "",
  args: 0,
  plan: () => async (ctx) => {
    const views = (await partnerViews(ctx)).map(asJson);
    const lines = views.map(({ handle, state, wants, notes, total }) => {
      const asks = wants === null ? "" : `, asks for ${wants}`;
      return `${handle}: ${state}${asks}, ${notes} of ${total ?? "?"} notes`;
    });
    return { json: views, text: lines.length === 0 ? "No other district is known." : lines.join("\n") };
  },
};
