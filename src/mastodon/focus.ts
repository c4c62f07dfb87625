import { badFocus } from "../features/media/media.errors.ts";
import type { Focus } from "../features/media/media.model.ts";
import type { Parameters } from "./parameters.ts";

const PART = /^\s*[+-]?(\d{1,9}(\.\d{0,20})?|\.\d{1,20})(e-?\d{1,2})?\s*$/i;

/** `focus` as "x,y" or as a list; undefined: not said. @throws AppError `media.bad-focus` */
export function focusIn(parameters: Parameters): Focus | undefined {
  const given = parameters.get("focus")?.join(",") ?? "";
  if (given === "") return undefined;
  const parts = given.split(",");
  const [x = "", y = ""] = parts;
  if (parts.length !== 2 || !PART.test(x) || !PART.test(y)) throw badFocus();
  return [Number(x), Number(y)];
}
