import { readFile } from "node:fs/promises";
import { emojiNotFound } from "../../features/emojis/emojis.errors.ts";
import { allEmojis, type EmojiRow, emojiPicture } from "../../features/emojis/emojis.queries.ts";
import { addEmoji, deleteEmoji } from "../../features/emojis/emojis.usecases.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Command, type Outcome, UsageError } from "../command.ts";
import { OPERATOR } from "../operator.ts";

const asJson = (ctx: Ctx, row: EmojiRow) => ({
  id: row.id,
  shortcode: row.shortcode,
  category: row.category,
  inPicker: row.inPicker,
  retired: row.retiredAt !== null,
  url: emojiPicture(ctx, row),
});

function lineOf({ shortcode, category, retiredAt }: EmojiRow): string {
  const state = retiredAt === null ? "" : " (out of use)";
  return `:${shortcode}:${category === "" ? "" : ` ${category}`}${state}`;
}

async function asOutcome(ctx: Ctx): Promise<Outcome> {
  const rows = await allEmojis(ctx);
  const text = rows.length === 0 ? "There are no emojis." : rows.map(lineOf).join("\n");
  return { json: rows.map((row) => asJson(ctx, row)), text };
}

export const emojiList: Command = {
  words: "emoji list",
  summary: "Shows the emojis of this server.",
  usage: "",
  args: 0,
  plan: () => asOutcome,
};

export const emojiAdd: Command = {
  words: "emoji add",
  summary: "Adds an emoji from a PNG, GIF or WebP of at most 256 KB.",
  usage: "<file> --shortcode <shortcode> [--category <category>] [--hidden]",
  options: { shortcode: { type: "string" }, category: { type: "string" }, hidden: { type: "boolean" } },
  args: 1,
  async plan(given) {
    const [path = ""] = given.args;
    const input = {
      shortcode: given.required("shortcode"),
      category: given.option("category") ?? "",
      inPicker: !given.flag("hidden"),
    };
    const picture = await readFile(path).catch(() => {
      throw new UsageError(`${path} cannot be read.`);
    });
    return async (ctx) => {
      const row = await addEmoji(ctx, OPERATOR, input, picture);
      return { json: asJson(ctx, row), text: lineOf(row) };
    };
  },
};

export const emojiRemove: Command = {
  words: "emoji remove",
  summary: "Deletes an emoji and its picture for good; texts with it show :shortcode: again.",
  usage: "<shortcode>",
  args: 1,
  plan(given) {
    const [name = ""] = given.args;
    const shortcode = name.replaceAll(":", "").toLowerCase();
    return async (ctx) => {
      const row = (await allEmojis(ctx)).find((one) => one.shortcode.toLowerCase() === shortcode);
      if (!row) throw emojiNotFound();
      await deleteEmoji(ctx, OPERATOR, row.id);
      return asOutcome(ctx);
    };
  },
};
