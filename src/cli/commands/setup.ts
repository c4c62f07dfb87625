import { readFile } from "node:fs/promises";
import { handleOr } from "../../features/setup/setup.schemas.ts";
import { setUp } from "../../features/setup/setup.usecases.ts";
import { DEFAULT_ACCENT } from "../../ui/accent.ts";
import { type Command, passwordFrom, UsageError } from "../command.ts";

export const setup: Command = {
  words: "setup",
  summary: "Sets the instance up: its district and the first admin.",
  usage: `--district <name> [--handle <handle>] [--city <city>] [--text <text>] [--accent <#rrggbb>]
    [--imprint <file.json>] --admin <handle> [--admin-name <name>] --email <address> --password-stdin

  The imprint is an object with name, address and email, and if wanted representative, phone, responsible.
  Without it federation stays off.`,
  options: {
    district: { type: "string" },
    handle: { type: "string" },
    city: { type: "string" },
    text: { type: "string" },
    accent: { type: "string" },
    imprint: { type: "string" },
    admin: { type: "string" },
    "admin-name": { type: "string" },
    email: { type: "string" },
    "password-stdin": { type: "boolean" },
  },
  args: 0,
  beforeSetup: true,
  async plan(given) {
    const name = given.required("district");
    const admin = given.required("admin");
    const input = {
      district: {
        name,
        handle: handleOr(given.option("handle") ?? "", name),
        city: given.option("city") ?? name,
        about: given.option("text") ?? "",
        accent: given.option("accent") ?? DEFAULT_ACCENT,
        imprint: await readImprint(given.option("imprint")),
      },
      admin: {
        name: given.option("admin-name") ?? admin,
        handle: admin,
        email: given.required("email"),
        password: await passwordFrom(given),
      },
    };
    return async (ctx) => {
      const made = await setUp(ctx, input);
      const { district } = made;
      return {
        json: {
          district: { name: district.name, handle: district.handle, uri: district.actorUri, url: ctx.origin },
          admin: { handle: made.admin.handle, email: made.admin.email },
        },
        text: `${district.name} is set up at ${ctx.origin}. Log in there as ${made.admin.handle}.`,
      };
    };
  },
};

async function readImprint(file: string | undefined): Promise<unknown> {
  if (file === undefined) return null;
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new UsageError(`The imprint ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
