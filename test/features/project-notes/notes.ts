import { readFileSync } from "node:fs";
import { toWire } from "../../../src/features/project-notes/project-notes.activitypub.ts";
import {
  type NoteFile,
  type NoteImage,
  type ProjectNoteFields,
  type ProjectNoteRequest,
  projectNoteSchema,
} from "../../../src/features/project-notes/project-notes.schemas.ts";

/** A request with every field that needs no upload. */
export const FULL_REQUEST: ProjectNoteRequest = JSON.parse(readFileSync("test/fixtures/full-note.json", "utf8"));

/** The six fields that nobody is spared. */
export const SHORT_REQUEST: ProjectNoteRequest = {
  title: "Brotkasten am Marienplatz",
  summary: "Die Bäckerei gibt ab, was am Samstag übrig ist.",
  goal: "Kein Brot im Müll.",
  targetGroups: ["alle im Viertel"],
  measures: "Zwei von uns öffnen den Kasten.",
  outcome: "ongoing",
};

export const PICTURE: NoteImage = {
  mediaId: "1",
  url: "https://heslach.test/media/AAAAAAAAAAAAAAAAAAAAAA",
  mediaType: "image/jpeg",
  alt: "Vier Tische im Waschsalon",
  width: 1600,
  height: 900,
  focus: [0, 0.2],
  blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
};
const ORNAMENT: NoteImage = {
  mediaId: "2",
  url: "https://heslach.test/media/CCCCCCCCCCCCCCCCCCCCCC",
  mediaType: "image/png",
  alt: "",
};
export const FLYER: NoteFile = {
  mediaId: "3",
  name: "Vorlage Aushang",
  url: "https://heslach.test/media/BBBBBBBBBBBBBBBBBBBBBB",
  mediaType: "application/pdf",
  digest: "zQmdprRcyaXv6TBnfSmE7gkxBP2BKqnFqYUAGp1uSFjNFQ3",
};

const full = projectNoteSchema.parse(FULL_REQUEST);

/** Every field filled, uploads included, as it is stored. */
export const FULL_FIELDS: ProjectNoteFields = {
  ...full,
  images: [PICTURE, ORNAMENT],
  files: [FLYER],
  transferKit: { ...full.transferKit, files: [FLYER] },
};

export const SHORT_FIELDS: ProjectNoteFields = projectNoteSchema.parse(SHORT_REQUEST) as ProjectNoteFields;

export const ENVELOPE = {
  origin: "https://heslach.test",
  uri: "https://heslach.test/ap/o/117003000000000001",
  url: "https://heslach.test/projekte/repair-cafe-im-waschsalon",
  author: {
    uri: "https://heslach.test/ap/a/117000000000000002",
    followersUri: "https://heslach.test/ap/a/117000000000000002/followers",
  },
  districtUri: "https://heslach.test/ap/a/117000000000000001",
  publishedAt: new Date("2026-09-01T09:00:00Z"),
  updatedAt: new Date("2026-11-10T16:20:00Z"),
  version: 7,
};

export const FULL_DOCUMENT = toWire(ENVELOPE, FULL_FIELDS);
