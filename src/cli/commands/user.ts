import { ROLES } from "../../features/accounts/accounts.model.ts";
import { createAccount, setPassword } from "../../features/accounts/accounts.usecases.ts";
import { accountCalled, type Command, passwordFrom, UsageError } from "../command.ts";

export const userCreate: Command = {
  words: "user create",
  summary: "Makes an account.",
  usage: `<handle> --email <address> [--name <name>] [--role ${ROLES.join("|")}] --password-stdin`,
  options: {
    email: { type: "string" },
    name: { type: "string" },
    role: { type: "string" },
    "password-stdin": { type: "boolean" },
  },
  args: 1,
  async plan(given) {
    const [handle = ""] = given.args;
    const role = ROLES.find((known) => known === (given.option("role") ?? "member"));
    if (!role) throw new UsageError(`--role is one of ${ROLES.join(", ")}.`);
    const name = given.option("name") ?? handle;
    const input = { handle, name, email: given.required("email"), password: await passwordFrom(given), role };
    return async (ctx) => {
      const account = await createAccount(ctx, input);
      return {
        json: { handle: account.handle, name: account.name, email: account.email, role: account.role },
        text: `Made the account @${account.handle} (${account.role}).`,
      };
    };
  },
};

export const userPassword: Command = {
  words: "user password",
  summary: "Gives an account a new password; its sessions and access tokens end.",
  usage: "<handle or e-mail> --password-stdin",
  options: { "password-stdin": { type: "boolean" } },
  args: 1,
  async plan(given) {
    const [who = ""] = given.args;
    const password = await passwordFrom(given);
    return async (ctx) => {
      const account = await accountCalled(ctx, who);
      await setPassword(ctx, account.accountId, password);
      return { json: { handle: account.handle }, text: `@${account.handle} has a new password.` };
    };
  },
};
