import { type FormValues, typed, typedAll } from "../../../ui/forms/read-form.ts";
import type { PostChange, PostInput } from "../posts.schemas.ts";
import { MAX_IMAGES } from "../posts.schemas.ts";

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
  return {
    text: typed(form, "text"),
    ...(title !== "" && { title }),
    summary: typed(form, title === "" ? "warnung" : "kurz"),
    sensitive: typed(form, "heikel") === "ja",
    language: typed(form, "sprache") as NonNullable<PostInput["language"]>,
    images: picturesIn(form),
  };
}

/** A new post as `publishPost` takes it; nothing is checked here. */
export function newPostFrom(form: FormValues): PostInput {
  const audience = typed(form, "fuer");
  const groupId = GROUP.exec(audience)?.[1];
  const options = optionsIn(form);
  const poll = { options, multiple: typed(form, "mehrere") === "ja", hours: Number(typed(form, "dauer")) };
  return {
    ...textsIn(form),
    ...(groupId === undefined ? { visibility: audience as NonNullable<PostInput["visibility"]> } : { groupId }),
    ...(options.length > 0 && { poll }),
  };
}

/** An edited post as `editPost` takes it. */
export function changeFrom(form: FormValues): PostChange {
  const audience = typed(form, "fuer");
  return {
    ...textsIn(form),
    ...(audience !== "" && { visibility: audience as NonNullable<PostChange["visibility"]> }),
  };
}

/** The form's field for each field of the input. */
export const FIELD_NAMES: Readonly<Record<string, string>> = {
  title: "titel",
  language: "sprache",
  visibility: "fuer",
  groupId: "fuer",
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
