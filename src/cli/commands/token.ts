import { SCOPES } from "../../features/accounts/accounts.model.ts";
import { newTokenSchema } from "../../features/accounts/accounts.schemas.ts";
import { issueToken } from "../../features/accounts/tokens.usecases.ts";
import { readInput } from "../../platform/validation.ts";
import { accountCalled, type Command, UsageError } from "../command.ts";

export const tokenCreate: Command = {
  words: "token create",
  summary: "Makes an access token for scripts. It is shown once.",
  usage: `<user> --scopes "${SCOPES.join(" ")}" [--name <what for>]`,
  options: { scopes: { type: "string" }, name: { type: "string" } },
  args: 1,
  plan(given) {
    const [who = ""] = given.args;
    const scopes = given
      .required("scopes")
      .split(/[\s,]+/)
      .filter((scope) => scope !== "");
    const unknown = scopes.filter((scope) => !SCOPES.some((known) => known === scope));
    if (unknown.length > 0 || scopes.length === 0) throw new UsageError(`--scopes takes of: ${SCOPES.join(" ")}.`);
    const input = readInput(newTokenSchema, { name: given.option("name") ?? "stv", scopes });
    return async (ctx) => {
      const account = await accountCalled(ctx, who);
      const made = await issueToken(ctx, account.accountId, input);
      return { json: { ...made, user: account.handle }, text: made.token };
    };
  },
};
