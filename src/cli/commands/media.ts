import { moveEmojiPictures } from "../../features/emojis/emojis.usecases.ts";
import { moveUploads } from "../../features/media/media.usecases.ts";
import { type Command, UsageError } from "../command.ts";

export const mediaMove: Command = {
  words: "media move",
  summary:
    "Moves all uploads and emojis from the data folder into the bucket that S3_* names, or back. Stop the instance before.",
  usage: "--to <bucket|disk>",
  options: { to: { type: "string" } },
  args: 0,
  plan(given) {
    const to = given.required("to");
    if (to !== "bucket" && to !== "disk") throw new UsageError("--to takes bucket or disk.");
    return async (ctx) => {
      if (ctx.config.s3 === null) throw new UsageError("No bucket is named: set S3_ENDPOINT and what belongs to it.");
      const files = (await moveUploads(ctx, to)) + (await moveEmojiPictures(ctx, to));
      return { json: { to, files }, text: `${files} files moved.` };
    };
  },
};
