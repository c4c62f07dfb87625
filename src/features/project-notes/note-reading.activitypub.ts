import { asList, httpUrl, idOf, isObject, linkOf, textOf } from "../../platform/ap-read.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { cleanLine } from "../../platform/text.ts";
import { hintsIn } from "../media/media.activitypub.ts";
import { ADOPTION_STATES, type NoteAdoption } from "./adopted.model.ts";
import { isWebAddress } from "./field-kinds.schemas.ts";
import { cut, readMembers, textOfHtml } from "./payload.activitypub.ts";
import { PAYLOAD_FIELDS } from "./project-notes.activitypub.ts";
import { LICENCE_IRIS } from "./project-notes.content.ts";
import {
  isTopicIri,
  LANGUAGES,
  LICENCES,
  NOTE_FIELDS,
  type NoteFile,
  type NoteImage,
  type ProjectNoteFields,
} from "./project-notes.schemas.ts";

/** What could be read of a note's document. */
export interface WireNote {
  readonly fields: ProjectNoteFields;
  /** `unreadable`: there is no payload, or nothing of it could be read; show the post as an article. */
  readonly structure: "ok" | "unreadable";
  readonly districtUri: string | null;
  readonly adoption: NoteAdoption | null;
  /** Id of the stamp that is said to confirm its transfer kit: nothing of it is checked. */
  readonly confirmedBy: string | null;
}

/** `name` and `summary` are plain text in ActivityStreams: shown escaped, never read as markup. */
const line = (text: string, max: number): string => cut(cleanLine(cut(text, 2 * max)), max);

const MAX_ATTACHMENTS = 10;
const isImage = (item: JsonObject): boolean =>
  item.type === "Image" || (textOf(item.mediaType) ?? "").startsWith("image/");
const nameOf = (item: JsonObject): string => line(textOf(item.name) ?? "", 1500);
const sizeOf = (value: Json | undefined): number | undefined =>
  typeof value === "number" && Number.isInteger(value) && value > 0 && value < 100_000 ? value : undefined;

function attachmentsIn(document: JsonObject): { images: NoteImage[]; files: NoteFile[] } {
  const images: NoteImage[] = [];
  const files: NoteFile[] = [];
  for (const item of asList(document.attachment).filter(isObject)) {
    const url = linkOf(item.url) ?? linkOf(item.href) ?? "";
    if (!isWebAddress(url)) continue;
    const type = line(textOf(item.mediaType) ?? "", 100);
    const mediaType = type || (isImage(item) ? "image/*" : "application/octet-stream");
    const digest = line(textOf(item["stv:digest"]) ?? "", 200);
    if (isImage(item)) {
      const [width, height] = [sizeOf(item.width), sizeOf(item.height)];
      images.push({
        url,
        mediaType,
        alt: nameOf(item),
        ...(width && height && { width, height }),
        ...hintsIn(item),
      });
    } else files.push({ url, mediaType, name: nameOf(item) || url, ...(digest && { digest }) });
  }
  return { images: images.slice(0, MAX_ATTACHMENTS), files: files.slice(0, 2 * MAX_ATTACHMENTS) };
}

function topicsIn(document: JsonObject, payload: JsonObject): string[] {
  const named = asList(payload["stv:topicNames"]).flatMap((topic) => textOf(topic) ?? []);
  const hashtags = asList(document.tag).flatMap((tag) =>
    isObject(tag) && tag.type === "Hashtag" ? (textOf(tag.name)?.replace(/^#+/, "") ?? []) : [],
  );
  const texts = (named.length > 0 ? named : hashtags).map((topic) => line(topic, 60));
  const iris = asList(document["stv:topics"]).flatMap((topic) => idOf(topic) ?? []);
  const topics = [
    ...texts.filter((topic) => topic !== ""),
    ...iris.filter((iri) => isWebAddress(iri) && isTopicIri(iri)),
  ];
  return [...new Set(topics)].slice(0, 20);
}

function placeIn({ location }: JsonObject): unknown {
  const [first] = asList(location);
  if (!isObject(first)) return undefined;
  const address = isObject(first.address) ? first.address : {};
  const { place } = readMembers({ place: NOTE_FIELDS.place }, { location: { ...address, ...first } });
  return place;
}

/** A text member, or the first entry of its language map; languages that end in `-simple` are the plain twin. */
function textIn(document: JsonObject, member: string): string {
  const map = document[`${member}Map`];
  const entries = isObject(map) ? Object.entries(map).filter(([language]) => !language.endsWith("-simple")) : [];
  return textOf(document[member]) ?? textOf(entries[0]?.[1]) ?? "";
}

function plainTextIn({ contentMap }: JsonObject): string | undefined {
  const twin = isObject(contentMap) && Object.entries(contentMap).find(([language]) => language.endsWith("-simple"));
  const text = twin ? textOfHtml(textOf(twin[1]) ?? "") : "";
  return text === "" ? undefined : text;
}

function languageIn({ language, inLanguage }: JsonObject): string | undefined {
  const named = language ?? inLanguage;
  const code = (isObject(named) ? textOf(named.identifier) : textOf(named))?.slice(0, 2).toLowerCase();
  return LANGUAGES.find((known) => known === code);
}

const licenceIn = ({ license }: JsonObject): string | undefined =>
  LICENCES.find((licence) => LICENCE_IRIS[licence] === idOf(license));

const MOST_ADAPTED = 20;

/**
 * That the note was taken over, as it says itself: nothing of it is checked. Other software says `isBasedOn`; of several
 * origins the first is the one.
 */
function adoptionIn(document: JsonObject, payload: JsonObject): NoteAdoption | null {
  const named = [...asList(document["stv:adoptedFrom"]), ...asList(document.isBasedOn)];
  const originUri = named.map((origin) => httpUrl(idOf(origin))).find((uri) => uri !== null);
  if (originUri == null || originUri === idOf(document)) return null;
  const told = payload["stv:adoption"];
  const progress = isObject(told) ? told : {};
  const version = document["stv:adoptedVersion"];
  const reason = line(textOf(progress["stv:reason"]) ?? "", 500);
  const adapted = asList(progress["stv:adapted"]).map((item) =>
    line(textOf(isObject(item) ? item.name : item) ?? "", 300),
  );
  return {
    originUri,
    originVersion: typeof version === "number" && Number.isSafeInteger(version) && version > 0 ? version : null,
    state: ADOPTION_STATES.find((state) => state === progress["stv:state"]) ?? "interested",
    adapted: adapted.filter((item) => item !== "").slice(0, MOST_ADAPTED),
    reason: reason === "" ? null : reason,
    proofUri: httpUrl(idOf(document["stv:adoptionProof"])),
    named: null,
  };
}

/** Of several the first is the one. */
function confirmedByIn({ "stv:transferKit": kit }: JsonObject): string | null {
  const named = isObject(kit) ? asList(kit["stv:confirmedBy"]) : [];
  return named.map((uri) => httpUrl(idOf(uri))).find((uri) => uri !== null) ?? null;
}

const given = (values: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
  );

/**
 * Reads a note's document, whoever wrote it and however: single values for lists, unknown codes and members, texts of
 * any length. What cannot be read is left out; the document itself is kept whole with the post.
 * @param document with the usual term names (`normalise`d)
 */
export function readWire(document: JsonObject): WireNote {
  const payload = document["stv:projectNote"];
  const members = isObject(payload) ? readMembers(PAYLOAD_FIELDS, payload) : {};
  const known = isObject(payload) ? payload : {};
  const { images, files } = attachmentsIn(document);
  const fields = {
    ...members,
    title: line(textIn(document, "name"), NOTE_FIELDS.title.max),
    summary: line(textIn(document, "summary"), 2 * NOTE_FIELDS.summary.max),
    ...given({
      topics: topicsIn(document, known),
      place: placeIn(document),
      images,
      files,
      plainText: plainTextIn(document),
      language: languageIn(document),
      licence: licenceIn(document),
    }),
  } as ProjectNoteFields;
  return {
    fields,
    structure: Object.keys(members).length === 0 ? "unreadable" : "ok",
    districtUri: httpUrl(idOf(document["stv:district"])),
    adoption: adoptionIn(document, known),
    confirmedBy: confirmedByIn(known),
  };
}
