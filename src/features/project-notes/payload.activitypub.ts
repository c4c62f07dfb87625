import { asList, isObject } from "../../platform/ap-read.ts";
import { htmlToText, textToHtml } from "../../platform/html.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { cleanLine, cleanText } from "../../platform/text.ts";
import { type Field, type Fields, isWebAddress, type Mark } from "./field-kinds.schemas.ts";
import type { NoteFile } from "./project-notes.schemas.ts";

/**
 * Both ways between our fields and their members on the wire, by the table of fields alone. Writing expects what the
 * schemas let through; reading takes what it can and drops the rest: the document itself is kept whole elsewhere.
 */

type Values = Readonly<Record<string, unknown>>;
const asValues = (value: unknown): Values => value as Values;

/** An empty list or object is no information: it is left out. */
const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0);

function writeRow(field: Field & { kind: "rows" }, row: Values, index: number): JsonObject {
  const { mark, numbered } = field;
  return {
    ...(numbered && { "stv:position": index + 1 }),
    ...(mark && { [mark.name]: mark.value }),
    ...writeMembers(field.fields, row),
  };
}

/** A file of ours or another's: name, address, type and, where it is known, the digest that a copy is checked with. */
const writeFile = ({ name, url, mediaType, digest }: NoteFile): JsonObject => ({
  name,
  "stv:href": url,
  mediaType,
  ...(digest && { "stv:digest": digest }),
});

function writeValue(field: Field, value: unknown): Json {
  switch (field.kind) {
    case "html":
      return textToHtml(value as string);
    case "lines":
      return field.bare ? (value as string[]) : (value as string[]).map((name) => ({ name }));
    case "rows":
      return (value as Values[]).map((row, index) => writeRow(field, row, index));
    case "group":
      return writeMembers(field.fields, asValues(value));
    case "files":
      return (value as NoteFile[]).map(writeFile);
    default:
      return value as Json;
  }
}

/** The members that these values are on the wire, in the order of the table. */
export function writeMembers(fields: Fields, values: Values): JsonObject {
  const members: JsonObject = {};
  for (const [name, field] of Object.entries(fields)) {
    if (values[name] === undefined) continue;
    const value = writeValue(field, values[name]);
    if (isEmpty(value)) continue;
    if (field.wire === null) Object.assign(members, value);
    else if (field.kind === "rows") members[field.wire] = [...asList(members[field.wire]), ...asList(value)];
    else members[field.wire] = value;
  }
  return members;
}

/** Longest text that is read of a peer: more than we let anybody write. Characters. */
const MAX_READ = 20_000;
/** The first `max` characters (code points, as the schemas count them). */
export const cut = (text: string, max: number): string => [...text.slice(0, 2 * max)].slice(0, max).join("");

/** A string, or a number where a string was meant. */
function stringIn(value: Json | undefined): string | undefined {
  const [first] = asList(value);
  if (typeof first === "number") return String(first);
  return typeof first === "string" ? first : undefined;
}

const filled = (text: string): string | undefined => (text === "" ? undefined : text);

/** Paragraphs of HTML as text with empty lines between them: the reverse of `textToHtml`. */
export const textOfHtml = (html: string): string =>
  cleanText(
    cut(html, 5 * MAX_READ)
      .split(/<\/p>/i)
      .map(htmlToText)
      .filter((paragraph) => paragraph !== "")
      .join("\n\n"),
  );

/** One entry of a list of strings: a bare string, or an object with a name and perhaps a text. */
function lineIn(item: Json, max: number): string | undefined {
  if (!isObject(item)) return filled(cleanLine(cut(stringIn(item) ?? "", max)));
  const name = stringIn(item.name) ?? "";
  const content = htmlToText(stringIn(item.content) ?? "");
  return filled(cleanLine(cut([name, content].filter((part) => part !== "").join(": "), max)));
}

/** A code of ours; its plural is understood too. */
function choiceIn(options: readonly string[], value: Json | undefined): string | undefined {
  const code = stringIn(value);
  return options.find((option) => option === code || `${option}s` === code);
}

const some = <T>(items: readonly T[], max: number): T[] | undefined =>
  items.length === 0 ? undefined : items.slice(0, max);

function numberIn(value: Json | undefined, min: number, max: number): number | undefined {
  const [first] = asList(value);
  const given = typeof first === "string" && first !== "" ? Number(first) : first;
  return typeof given === "number" && given >= min && given <= max ? given : undefined;
}

/** A value as its own schema has it, with its default where it is missing, or nothing. */
function matching(field: Field, value: Json | undefined): unknown {
  const text = stringIn(value);
  const result = field.schema.safeParse("max" in field && text !== undefined ? cut(text, Number(field.max)) : text);
  return result.success ? result.data : undefined;
}

const isMarked = (item: Json, mark: Mark | undefined): boolean =>
  mark === undefined || (isObject(item) && item[mark.name] === mark.value);

const positionOf = (item: Json): number => (isObject(item) ? Number(item["stv:position"] ?? 0) || 0 : 0);

function readRows(field: Field & { kind: "rows" }, value: Json | undefined): Values[] | undefined {
  const items = asList(value).filter((item) => isMarked(item, field.mark));
  if (field.numbered) items.sort((one, other) => positionOf(one) - positionOf(other));
  const rows = items.flatMap((item): Values[] => {
    const row = readComplete(field.fields, isObject(item) ? item : { name: item });
    return row ? [row] : [];
  });
  return some(rows, field.maxItems);
}

/** An object of these fields, or nothing where one that it cannot do without is missing. */
function readComplete(fields: Fields, item: JsonObject): Values | undefined {
  const values = readMembers(fields, item);
  const complete = Object.entries(fields).every(([name, field]) => !field.required || name in values);
  return complete && Object.keys(values).length > 0 ? values : undefined;
}

function readFile(item: Json): NoteFile | undefined {
  if (!isObject(item)) return undefined;
  const url = stringIn(item["stv:href"]) ?? "";
  if (!isWebAddress(url)) return undefined;
  const digest = lineIn(item["stv:digest"] ?? "", 200);
  return {
    name: lineIn(item.name ?? "", 200) ?? url,
    url,
    mediaType: lineIn(item.mediaType ?? "", 100) ?? "application/octet-stream",
    ...(digest && { digest }),
  };
}

function readValue(field: Field, value: Json | undefined): unknown {
  switch (field.kind) {
    case "text":
      return filled(cleanText(cut(stringIn(value) ?? "", MAX_READ)));
    case "html":
      return filled(textOfHtml(stringIn(value) ?? ""));
    case "number":
      return numberIn(value, field.min, field.max);
    case "flag":
      return value === undefined ? undefined : value === true || value === "true";
    case "choice":
      return choiceIn(field.options, value);
    case "choices":
      return some(
        [...new Set(asList(value).flatMap((item) => choiceIn(field.options, item) ?? []))],
        field.options.length,
      );
    case "lines":
      return some(
        asList(value).flatMap((item) => lineIn(item, field.max) ?? []),
        field.maxItems,
      );
    case "rows":
      return readRows(field, value);
    case "group":
      return isObject(value) ? readGroup(field.fields, value) : undefined;
    case "files":
      return some(
        asList(value).flatMap((item) => readFile(item) ?? []),
        field.maxItems,
      );
    case "images":
      return undefined;
    default:
      return matching(field, value);
  }
}

/** A group of flags says no to what it does not name; any other group must be complete. */
function readGroup(fields: Fields, value: JsonObject): Values | undefined {
  const flags = Object.entries(fields).every(([, field]) => field.kind === "flag");
  if (!flags) return readComplete(fields, value);
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, value[field.wire ?? ""] === true]));
}

/** What of these fields can be read from an object. Never throws; what does not fit is left out. */
export function readMembers(fields: Fields, object: JsonObject): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const nested = field.kind === "group" && field.wire === null;
    const value = nested ? readComplete(field.fields, object) : readValue(field, object[field.wire ?? ""]);
    if (value !== undefined) values[name] = value;
  }
  return values;
}
