import { isBlurhashValid } from "blurhash";
import { asList } from "../../platform/ap-read.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import type { PictureHints } from "./media.model.ts";

/** `focalPoint` and `blurhash` of a picture (wire §1.3), as far as they are known. */
export const hintMembers = ({ focus, blurhash }: PictureHints): JsonObject => ({
  ...(focus && { focalPoint: [...focus] }),
  ...(blurhash !== undefined && { blurhash }),
});

/** The longest that there is: nine parts each way. */
const LONGEST_BLURHASH = 166;

/** The same of what a peer sent; what is out of range or no such code is left out. */
export function hintsIn(picture: JsonObject): PictureHints {
  const [x, y] = asList(picture.focalPoint);
  const { blurhash } = picture;
  const isBlurhash =
    typeof blurhash === "string" && blurhash.length <= LONGEST_BLURHASH && ALPHABET.test(blurhash) && isWhole(blurhash);
  return {
    ...(isPart(x) && isPart(y) && { focus: [x, y] }),
    ...(isBlurhash && { blurhash }),
  };
}

const ALPHABET = /^[\w#$%*+,\-.:;=?@[\]^{|}~]+$/;
const isWhole = (blurhash: string): boolean => isBlurhashValid(blurhash).result;
const isPart = (value: Json | undefined): value is number => typeof value === "number" && Math.abs(value) <= 1;
