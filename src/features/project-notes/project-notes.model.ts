import type { CustomEmoji } from "../../platform/emojis.ts";
import type { Id } from "../../platform/ids.ts";
import type { NoteAdoption } from "./adopted.model.ts";
import type { OUTCOMES, ProjectNoteFields, ProjectNoteRequest, STATUSES } from "./project-notes.schemas.ts";

export type Status = (typeof STATUSES)[number];
export type Outcome = (typeof OUTCOMES)[number];

/** Where a project stands when nobody said: an unfinished outcome means that it runs. */
export const statusOf = (fields: { status?: Status | undefined; outcome?: Outcome | undefined }): Status =>
  fields.status ?? ((fields.outcome ?? "ongoing") === "ongoing" ? "running" : "completed");

/** Names of fields that are worth filling although nobody must: "what did not work", once there is an outcome. */
export function hintsFor(fields: Pick<ProjectNoteFields, "outcome" | "lessons">): readonly string[] {
  const settled = (fields.outcome ?? "ongoing") !== "ongoing";
  return settled && (fields.lessons?.didNotWork ?? []).length === 0 ? ["lessons.didNotWork"] : [];
}

/** The request that says the same as what is stored: uploads by id only. Meant for notes of ours, which are complete. */
export function requestOf(fields: ProjectNoteFields): Partial<ProjectNoteRequest> {
  const { images, files, transferKit, ...others } = fields;
  const byId = ({ mediaId = "", name }: { mediaId?: string | undefined; name: string }) => ({ mediaId, name });
  return {
    ...others,
    ...(images && { images: images.map(({ mediaId = "", alt }) => ({ mediaId, alt })) }),
    ...(files && { files: files.map(byId) }),
    ...(transferKit && {
      transferKit: { ...transferKit, files: transferKit.files?.map(byId) },
    }),
  };
}

type Member = Readonly<Record<string, unknown>>;
const isMember = (value: unknown): value is Member =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON Merge Patch (RFC 7396): members of `patch` replace those of `target`, objects are merged, null removes. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMember(patch)) return patch;
  const merged = new Map(Object.entries(isMember(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

const TRANSLITERATION: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss", æ: "ae", ø: "oe" };
const MAX_SLUG = 80;

/** Proposes the last part of a page's address: "Repair Café im Süden" → `repair-cafe-im-sueden`. Never empty. */
export function proposeSlug(title: string): string {
  const words = title
    .toLowerCase()
    .replace(/[äöüßæø]/g, (letter) => TRANSLITERATION[letter] ?? letter)
    .normalize("NFKD")
    .replace(/\p{Diacritic}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_SLUG)
    .replace(/^-+|-+$/g, "");
  return words === "" ? "projekt" : words;
}

const SAME_NAMES = 30;

/** The slugs to try for a title, the best one first: `repair-cafe`, `repair-cafe-2`, `repair-cafe-3` … */
export function slugsFor(title: string): string[] {
  const base = proposeSlug(title);
  return Array.from({ length: SAME_NAMES }, (_, index) => (index === 0 ? base : `${base}-${index + 1}`));
}

/** How a topic reads as a hashtag: "Repair Café" → `RepairCafé`. Empty when nothing of it can stand in one. */
export function hashtagOf(topic: string): string {
  const words = topic.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== "");
  const [first = "", ...others] = words;
  return first + others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** The key that topics are looked up and merged by. */
export const topicKey = (topic: string): string => hashtagOf(topic).toLowerCase();

/** Somebody who wrote a note. */
export interface NoteAuthor {
  readonly id: Id;
  readonly name: string;
  readonly handle: string;
  readonly host: string;
  readonly uri: string;
  readonly url: string;
  readonly iconUrl: string | null;
  readonly emojis: readonly CustomEmoji[];
  readonly local: boolean;
}

/** A check of a plain-language text by somebody who did not write it. */
export interface PlainCheck {
  readonly by: NoteAuthor;
  readonly at: Date;
  /** One of those whom plain language is meant for. */
  readonly byReader: boolean;
}

/** A note with everything that a page or an answer of the API needs. */
export interface ProjectNoteView {
  readonly id: Id;
  /** ActivityPub id. */
  readonly uri: string;
  /** The page for people, at its origin. */
  readonly url: string;
  /** Path of our own page of it: `/projekte/<slug>`, of a peer's `/projekte/<host>/<id>`. */
  readonly path: string;
  readonly slug: string | null;
  readonly local: boolean;
  /** Written by the one who looks. */
  readonly isOwn: boolean;
  readonly canEdit: boolean;
  readonly canDelete: boolean;
  readonly author: NoteAuthor;
  /** Members who wrote it together with the author; empty in lists. */
  readonly coAuthors: readonly NoteAuthor[];
  /** Written in the name of an organisation of ours. */
  readonly onBehalf: boolean;
  /** The viewer writes for that organisation. */
  readonly actsForAuthor: boolean;
  /** Who wrote it in the organisation's name; null for everybody but its editors, and in lists. */
  readonly actedBy: NoteAuthor | null;
  readonly district: { readonly name: string; readonly uri: string | null };
  /** `unreadable`: a peer's note whose structure we could not read; show `content` as an article. */
  readonly structure: "ok" | "unreadable";
  readonly fields: ProjectNoteFields;
  readonly status: Status;
  readonly outcome: Outcome;
  /** That it was taken over from another note, as it says; null: it was not. */
  readonly adoption: NoteAdoption | null;
  /** Its kit is complete, and another district's confirmation stands, as we found out ourselves. */
  readonly transferReady: boolean;
  /** Sanitised HTML: the whole note as an article. */
  readonly content: string;
  /** Pictures for `:names:` in `content`. */
  readonly emojis: readonly CustomEmoji[];
  /** Its author put a warning before pictures. */
  readonly sensitive: boolean;
  /** Sanitised HTML of the plain-language text, or null. */
  readonly plainContent: string | null;
  /** Who has read and understood that text as it stands; null: nobody, or the note is a peer's. Not told in lists. */
  readonly plainCheck: PlainCheck | null;
  /** The viewer may say so. */
  readonly canCheckPlain: boolean;
  /** BCP 47. */
  readonly language: string;
  readonly stats: { readonly comments: number; readonly likes: number; readonly boosts: number };
  /** Read by members here and in partner districts only. */
  readonly forPartners: boolean;
  readonly publishedAt: Date;
  /** Equal to `publishedAt` before the first visible edit. */
  readonly updatedAt: Date;
  readonly version: number;
}

/** One line of a note's history. */
export interface NoteVersion {
  readonly version: number;
  readonly at: Date;
  /** Who made this version. */
  readonly editorName: string;
}

/** What a microblog server shows of a note (wire §6). */
export interface MastodonPreview {
  readonly title: string;
  readonly summary: string;
  readonly link: string | null;
  /** With `#`. */
  readonly hashtags: readonly string[];
  readonly imageUrl: string | null;
  readonly imageAlt: string;
}

const authorAsJson = ({ id, name, handle, host, uri, url }: NoteAuthor) => ({
  id,
  name,
  handle: `${handle}@${host}`,
  uri,
  url,
});

/** A note as the API gives it: the fields of the request, and where and whose it is. */
export function noteAsJson(note: ProjectNoteView) {
  const { id, uri, url, slug, structure, publishedAt, updatedAt, version } = note;
  return {
    ...note.fields,
    status: note.status,
    outcome: note.outcome,
    id,
    uri,
    url,
    slug,
    local: note.local,
    structure,
    transferReady: note.transferReady,
    visibility: note.forPartners ? "partners" : "public",
    author: authorAsJson(note.author),
    coAuthors: note.coAuthors.map(authorAsJson),
    district: note.district,
    stats: { replies: note.stats.comments, likes: note.stats.likes, boosts: note.stats.boosts },
    publishedAt: publishedAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    version,
    hints: note.local ? hintsFor(note.fields) : [],
  };
}
