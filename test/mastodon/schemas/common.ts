import { z } from "zod";

/** Row ids: snowflakes, and what is counted. */
export const id = z.string().regex(/^[1-9][0-9]{0,18}$/);
export const count = z.number().int().min(0);
export const moment = z.iso.datetime({ precision: 3 });

/** An address that Swift's `URL` and Java's `URI` read: ASCII, nothing in it that has to be written as `%..`. */
export const webAddress = z.string().regex(/^https?:\/\/[^/][\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]*$/);

const TAGS = "p|br|a|span|del|s|pre|blockquote|code|b|strong|u|i|em|ul|ol|li|ruby|rb|rp|rt";
const ELSE = new RegExp(`</?(?!(?:${TAGS})[ >/])[a-zA-Z]`);

/** What clients render: only tags they know, no line break (Tusky shows each as one). */
export const html = z
  .string()
  .refine((text) => !/[\r\n]/.test(text) && !ELSE.test(text.replace(/<br \/>/g, "<br>")), "html");

export const emoji = z.object({
  shortcode: z.string().min(1),
  url: webAddress,
  static_url: webAddress,
  visible_in_picker: z.boolean(),
});
