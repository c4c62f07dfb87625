import { asList, textOf } from "../../platform/ap-read.ts";
import { escapeHtml, htmlToText } from "../../platform/html.ts";
import type { JsonObject } from "../../platform/json.ts";
import { cleanWords } from "./partners.model.ts";

/** What makes a Follow the wish to be partners (wire §4.5); others see an ordinary Follow. `words`: plain text. */
export const partnership = (words: string): JsonObject => ({ "stv:partnership": true, ...spoken(words) });

/** Words that go with an activity, if there are any. */
export const spoken = (words: string): JsonObject => (words === "" ? {} : { content: `<p>${escapeHtml(words)}</p>` });

/** Whether a Follow wishes more than to read along. */
export const wantsPartnership = (follow: JsonObject): boolean => follow["stv:partnership"] === true;

/** The words of a stranger that came with an activity: plain text of one line, cut; empty when there are none. */
export const wordsIn = (activity: JsonObject): string =>
  cleanWords(htmlToText((textOf(asList(activity.content)[0]) ?? "").slice(0, 5_000)));
