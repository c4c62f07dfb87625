import { AppError } from "../../platform/errors.ts";

export const onlyAdmins = (): AppError => new AppError("forbidden", "peers.only-admins", "Only admins may do this.");

export const hostMalformed = (input: string): AppError =>
  new AppError("invalid", "peers.host-malformed", `"${input.slice(0, 300)}" is no other server's name.`, {
    fields: { host: "error.peers.host-malformed" },
  });

export const ruleWithoutEffect = (): AppError =>
  new AppError("invalid", "peers.rule-empty", "Say what is to be kept away of this server.", {
    fields: { stufe: "error.peers.rule-empty" },
  });
