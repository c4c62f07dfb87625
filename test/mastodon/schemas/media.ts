import { z } from "zod";
import { id, webAddress } from "./common.ts";

const positive = z.number().int().min(1);
const size = z.object({
  width: positive,
  height: positive,
  size: z.string().regex(/^\d+x\d+$/),
  aspect: z.number().positive(),
});
const part = z.number().min(-1).max(1);

/** MediaAttachment as clients demand it; Tusky wants an address in what is published. */
export const mediaSchema = z.object({
  id,
  type: z.enum(["image", "gifv", "video", "audio", "unknown"]),
  url: webAddress,
  preview_url: webAddress.nullable(),
  remote_url: webAddress.nullable(),
  meta: z
    .object({ original: size.optional(), small: size.optional(), focus: z.object({ x: part, y: part }).optional() })
    .nullable(),
  description: z.string().min(1).nullable(),
  blurhash: z.string().min(6).nullable(),
});
