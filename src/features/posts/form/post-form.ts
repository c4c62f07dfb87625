import { createHash } from "node:crypto";
import { isId } from "../../../platform/ids.ts";
import { storableText } from "../../../platform/text.ts";
import { type FormValues, typed, typedAll } from "../../../ui/forms/read-form.ts";
import type { Visibility } from "../posts.model.ts";
import type { PostChange, PostInput } from "../posts.schemas.ts";
import { MAX_IMAGES } from "../posts.schemas.ts";
import type { CommentInput } from "../usecases/comment.ts";

/** A picture in the form: an upload and its words. */
export interface FormPicture {
  readonly mediaId: string;
  readonly alt: string;
  readonly decorative: boolean;
}

/** Whom a post is for, as the form says it: one of the audiences, or `group:` and the row id of a group. */
const GROUP = /^group:(\d{1,19})$/;

/** The pictures that the form names, in order. */
export function picturesIn(form: FormValues): FormPicture[] {
  return Array.from({ length: MAX_IMAGES }, (_, row) => row).flatMap((row) => {
    const mediaId = typed(form, `bild.${row}.id`);
    if (mediaId === "") return [];
    return [{ mediaId, alt: typed(form, `bild.${row}.alt`), decorative: typed(form, `bild.${row}.schmuck`) === "ja" }];
  });
}

/** The form with these pictures instead of its own. */
export function withPictures(form: FormValues, pictures: readonly FormPicture[]): FormValues {
  const others = Object.entries(form).filter(([name]) => !name.startsWith("bild."));
  const rows = pictures.slice(0, MAX_IMAGES).flatMap(({ mediaId, alt, decorative }, row): [string, string[]][] => [
    [`bild.${row}.id`, [mediaId]],
    [`bild.${row}.alt`, [alt]],
    [`bild.${row}.schmuck`, decorative ? ["ja"] : []],
  ]);
  return Object.fromEntries([...others, ...rows]);
}

/** The poll's options, as far as something is typed. */
export const optionsIn = (form: FormValues): string[] =>
  typedAll(form, "wahl").filter((option) => option.trim() !== "");

function textsIn(form: FormValues) {
  const title = typed(form, "titel").trim();
  const quoters = typed(form, "zitierende");
  return {
    text: typed(form, "text"),
    ...(title !== "" && { title }),
    summary: typed(form, title === "" ? "warnung" : "kurz"),
    sensitive: typed(form, "heikel") === "ja",
    language: typed(form, "sprache") as NonNullable<PostInput["language"]>,
    images: picturesIn(form),
    ...(quoters !== "" && { quoters: quoters as NonNullable<PostInput["quoters"]> }),
  };
}

function pollIn(form: FormValues): Pick<PostInput, "poll"> {
  const options = optionsIn(form);
  if (options.length === 0) return {};
  const [multiple, hideTotals] = [typed(form, "mehrere") === "ja", typed(form, "verdeckt") === "ja"];
  return { poll: { options, multiple, hideTotals, hours: Number(typed(form, "dauer")) } };
}

/** A new post as `publishPost` takes it; nothing is checked here. */
export function newPostFrom(form: FormValues): PostInput {
  const audience = typed(form, "fuer");
  const groupId = GROUP.exec(audience)?.[1];
  return {
    ...textsIn(form),
    ...(groupId === undefined ? { visibility: audience as NonNullable<PostInput["visibility"]> } : { groupId }),
    ...pollIn(form),
  };
}

/** What the form answers; null for a post at the top of a thread, and for what is no id. */
export function answeredIn(form: FormValues): string | null {
  const id = typed(form, "auf");
  return isId(id) ? id : null;
}

/** What it quotes, as the form says it; empty: nothing. A change quotes nothing new. */
export const quotedIn = (form: FormValues): string => typed(form, "zitat");

/** Handle of the organisation in whose name it is written. */
export const writtenAs = (form: FormValues): string | undefined => typed(form, "als") || undefined;

/** An answer as `publishComment` takes it; nothing is checked here. */
export function answerFrom(form: FormValues, postId: string): CommentInput {
  const { title: _title, ...texts } = textsIn({ ...form, titel: [] });
  const audience = typed(form, "fuer");
  return {
    ...texts,
    ...pollIn(form),
    postId,
    as: writtenAs(form),
    ...(audience !== "" && { visibility: audience as Visibility }),
  };
}

/** What a poll asks from now on: nothing where no answers are left; a form that does not ask for it leaves it alone. */
function pollChangeIn(form: FormValues): Pick<PostChange, "poll"> {
  if (form.dauer === undefined) return {};
  const { poll } = pollIn(form);
  if (!poll) return { poll: null };
  const { hours, ...asked } = poll;
  return { poll: typed(form, "dauer") === "" ? asked : { ...asked, hours } };
}

/** An edited post as `editPost` takes it. */
export function changeFrom(form: FormValues): PostChange {
  const audience = typed(form, "fuer");
  return {
    ...textsIn(form),
    ...pollChangeIn(form),
    ...(audience !== "" && { visibility: audience as NonNullable<PostChange["visibility"]> }),
  };
}

/** The form's field for each field of the input. */
export const FIELD_NAMES: Readonly<Record<string, string>> = {
  title: "titel",
  language: "sprache",
  visibility: "fuer",
  groupId: "fuer",
  quote: "zitat",
  quoters: "zitierende",
  images: "neu:bilder",
  "poll.options": "wahl",
  "poll.hours": "dauer",
  ...Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`poll.options.${n}`, "wahl"])),
  ...Object.fromEntries(
    Array.from({ length: MAX_IMAGES }, (_, n) => [
      [`images.${n}.alt`, `bild.${n}.alt`],
      [`images.${n}.mediaId`, `bild.${n}.alt`],
    ]).flat(),
  ),
};

const NAME =
  /^(?:text|titel|kurz|warnung|heikel|sprache|fuer|als|auf|zitat|zitierende|wahl|mehrere|verdeckt|dauer|bild\.[0-7]\.(?:id|alt|schmuck))$/;
/** More than any honest post; the rest is dropped rather than stored. */
const MOST_VALUES = 100;
const MOST_CHARACTERS = 400_000;

/** What of a form is kept as a draft: its own fields, whatever was sent. */
export function draftFrom(form: FormValues): Record<string, string[]> {
  const kept: Record<string, string[]> = {};
  let [values, characters] = [0, 0];
  for (const [name, given] of Object.entries(form)) {
    if (!NAME.test(name)) continue;
    const clean = given.map((value) => storableText(value));
    values += clean.length;
    characters += clean.reduce((sum, { length }) => sum + length, 0);
    if (values > MOST_VALUES || characters > MOST_CHARACTERS) break;
    kept[name] = clean;
  }
  return kept;
}

/** A draft as the form again. */
export const formOfDraft = (draft: Readonly<Record<string, string | readonly string[]>>): FormValues =>
  Object.fromEntries(Object.entries(draft).map(([name, value]) => [name, [value].flat()]));

/** Sent twice by a double click, the same text is one post; changed text under an old key is another one. */
export function keyOf(form: FormValues): string | undefined {
  const key = typed(form, "schluessel").slice(0, 30);
  return key === ""
    ? undefined
    : `${key}:${createHash("sha256")
        .update(JSON.stringify(draftFrom(form)))
        .digest("base64url")}`;
}

/** Whether somebody has begun to write. */
export const isBegun = (form: FormValues): boolean =>
  ["text", "titel", "warnung", "kurz"].some((name) => typed(form, name).trim() !== "") ||
  optionsIn(form).length > 0 ||
  picturesIn(form).length > 0;
