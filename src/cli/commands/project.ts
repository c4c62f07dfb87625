import { readFile } from "node:fs/promises";
import { publishProjectNote } from "../../features/project-notes/usecases/publish.ts";
import { accountCalled, type Command, UsageError } from "../command.ts";

export const projectPublish: Command = {
  words: "project publish",
  summary: "Publishes a project note from a JSON file (`-`: standard input).",
  usage: "<file.json> --as <user> [--as-organisation <handle>]",
  options: { as: { type: "string" }, "as-organisation": { type: "string" } },
  args: 1,
  async plan(given) {
    const [file = ""] = given.args;
    const who = given.required("as");
    const organisation = given.option("as-organisation");
    const note = parse(file, file === "-" ? await given.input() : await read(file));
    return async (ctx) => {
      const published = await publishProjectNote(ctx, await accountCalled(ctx, who), note, { as: organisation });
      return { json: published, text: published.url };
    };
  },
};

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}
