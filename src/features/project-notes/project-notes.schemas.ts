import { z } from "zod";
import { cleanLine } from "../../platform/text.ts";
import { SECTORS } from "../actors/actors.model.ts";
import type { PictureHints } from "../media/media.model.ts";
import {
  amount,
  bareLines,
  choice,
  choices,
  date,
  duration,
  type Fields,
  files,
  flag,
  group,
  html,
  images,
  line,
  lines,
  link,
  number,
  numberedRows,
  objectOf,
  optional,
  rows,
  text,
} from "./field-kinds.schemas.ts";

export const STATUSES = ["idea", "running", "completed", "stopped"] as const;
export const OUTCOMES = ["ongoing", "succeeded", "mixed", "failed"] as const;
export const RESOURCE_KINDS = [
  "service",
  "product",
  "logistics",
  "time",
  "knowledge",
  "skill",
  "contact",
  "reach",
  "feedback",
  "room",
  "money",
] as const;
export const DIFFICULTIES = ["easy", "medium", "demanding"] as const;
export const PERIODS = ["once", "hour", "day", "week", "month", "year", "meeting"] as const;
export const LANGUAGES = ["de", "en"] as const;
export const LICENCES = ["CC-BY-SA-4.0", "CC-BY-4.0", "CC0-1.0"] as const;

/** What a note without these words is taken to be. */
export const DEFAULT_LANGUAGE = "de";
export const DEFAULT_LICENCE = "CC-BY-SA-4.0";

const money = {
  label: line("name"),
  amount: amount("stv:amount"),
  currency: { ...line("stv:currency", 3), schema: currency().default("EUR") },
  per: optional(choice("stv:per", PERIODS)),
  estimate: optional(flag("stv:estimate")),
};

function currency() {
  return z.string({ error: "not-text" }).regex(/^[A-Z]{3}$/, "not-a-currency");
}

const partner = {
  actor: optional(link("stv:actor")),
  name: line("name"),
  sector: optional(choice("stv:sector", SECTORS)),
  role: optional(line("stv:role", 300)),
  gains: optional(bareLines("stv:gains")),
};

const resource = {
  kind: choice("stv:code", RESOURCE_KINDS),
  text: line("name", 300),
  quantity: optional(amount("stv:quantity")),
  unit: optional(line("stv:unit", 50)),
  per: optional(choice("stv:per", PERIODS)),
};

const impact = {
  name: line("name"),
  before: optional(line("stv:before", 50)),
  after: optional(line("stv:after", 50)),
  unit: optional(line("stv:unit", 50)),
};

const step = {
  name: line("name"),
  text: optional(html("content", 2000)),
  duration: optional(duration("stv:duration")),
};

const transferKit = {
  difficulty: optional(choice("stv:difficulty", DIFFICULTIES)),
  duration: optional(duration("stv:duration")),
  minimum: optional(line("stv:minimum", 500)),
  prerequisites: optional(lines("stv:prerequisites")),
  steps: optional(numberedRows("stv:steps", step, 30)),
  checklist: optional(lines("stv:checklist")),
  pitfalls: optional(lines("stv:pitfalls")),
  files: optional(files("stv:files", 20)),
  support: optional(line("stv:support", 500)),
};

const lessons = {
  worked: optional(lines("stv:worked")),
  didNotWork: optional(lines("stv:didNotWork")),
  wouldChange: optional(lines("stv:wouldChange")),
};

const coProduction = { plan: flag("stv:plan"), run: flag("stv:run"), evaluate: flag("stv:evaluate") };

/** `latitude` and `longitude` stand in the Place itself, the others in its address. */
const place = {
  name: line("name"),
  latitude: optional(number("latitude", -90, 90)),
  longitude: optional(number("longitude", -180, 180)),
  street: optional(line("streetAddress")),
  postalCode: optional(line("postalCode", 20)),
  city: optional(line("addressLocality")),
};

/**
 * The one table of a project note's fields (decision 17). The key is the name in the API and, with dots, in the form
 * (`lessons.worked`, `costs.0.amount`); the first argument is the name on the wire. Names with `stv:` stand in the
 * payload `stv:projectNote`, in this order; the others in the object itself, where ActivityStreams has a place for them.
 */
export const NOTE_FIELDS = {
  title: line("name", 200),
  summary: withoutMarkup(line("summary", 500)),
  status: optional(choice("stv:status", STATUSES)),
  outcome: choice("stv:outcome", OUTCOMES),
  begin: optional(date("stv:begin")),
  end: optional(date("stv:end")),
  checkedAt: optional(date("stv:checkedAt")),
  goal: text("stv:goal"),
  benefit: optional(text("stv:benefit")),
  measures: text("stv:measures"),
  targetGroups: atLeastOne(lines("stv:targetGroups", 100, 20)),
  sectors: optional(choices("stv:sectors", SECTORS)),
  partners: optional(rows("stv:partners", partner, 30)),
  resources: optional(rows("stv:resources", resource, 30)),
  effort: optional(line("stv:effort", 500)),
  space: optional(line("stv:space", 500)),
  costs: optional(rows("stv:finance", money, 30, { name: "stv:flow", value: "cost" })),
  income: optional(rows("stv:finance", money, 30, { name: "stv:flow", value: "income" })),
  lessons: optional(group(null, lessons)),
  impact: optional(rows("stv:impact", impact, 20)),
  coProduction: optional(group("stv:coProduction", coProduction)),
  transferKit: optional(group("stv:transferKit", transferKit)),
  contact: optional(
    group("stv:contact", {
      name: line("name"),
      role: optional(line("stv:role")),
      actor: optional(link("stv:actor")),
    }),
  ),

  topics: optional(lines("tag", 60, 20)),
  place: optional(group("location", place)),
  images: optional(images("attachment", 10)),
  files: optional(files("attachment", 20)),
  plainText: optional(html("contentMap", 10_000)),
  language: optional(choice("language", LANGUAGES)),
  licence: optional(choice("license", LICENCES)),
} satisfies Fields;

function atLeastOne(field: ReturnType<typeof lines>) {
  return { ...field, schema: field.schema.min(1, "required") };
}

/** A `<` would be taken for markup by some servers and shown as such by others: refused rather than guessed. */
function withoutMarkup(field: ReturnType<typeof line>) {
  return { ...field, schema: field.schema.refine((value) => !value.includes("<"), "summary-markup") };
}

interface Checked {
  summary: string;
  language?: string | undefined;
  begin?: string | undefined;
  end?: string | undefined;
}

/** "&" in a summary is written out: some servers show it as `&amp;` (decision 13). */
const writeOutAmpersand = <Note extends Checked>(note: Note): Note => ({
  ...note,
  summary: cleanLine(note.summary.replaceAll("&", note.language === "en" ? " and " : " und ")),
});

const inOrder = ({ begin, end }: Checked): boolean =>
  begin === undefined || end === undefined || end >= begin || begin.startsWith(end);

/**
 * A project note as the form and the API give it (`test/fixtures/api-project.json`). Unknown members are refused.
 * The output is what is stored: cleaned, with defaults.
 */
export const projectNoteSchema = objectOf(NOTE_FIELDS)
  .transform(writeOutAmpersand)
  .refine((note) => [...note.summary].length <= 500, { path: ["summary"], error: "too-long 500" })
  .refine(inOrder, { path: ["end"], error: "end-before-begin" });

export type ProjectNoteInput = z.output<typeof projectNoteSchema>;
/** What a caller may hand in: defaults left out. */
export type ProjectNoteRequest = z.input<typeof projectNoteSchema>;

/** Text topics become hashtags; a topic that is a web address (Wikidata or our own) becomes an id. */
export const isTopicIri = (topic: string): boolean => /^https:\/\/\S+$/.test(topic);

/** A picture as stored and shown. Ours have a `mediaId`; `alt` empty means decorative. */
export interface NoteImage extends PictureHints {
  readonly mediaId?: string | undefined;
  readonly url: string;
  readonly mediaType: string;
  readonly alt: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** A file to download, as stored and shown. `digest` is a multibase SHA-256 multihash. */
export interface NoteFile {
  readonly mediaId?: string | undefined;
  readonly name: string;
  readonly url: string;
  readonly mediaType: string;
  readonly digest?: string | undefined;
}

type Kit = NonNullable<ProjectNoteInput["transferKit"]>;
export interface NoteKit extends Omit<Kit, "files"> {
  files?: readonly NoteFile[] | undefined;
}

/**
 * What is stored and shown: the fields of the request, uploads with their addresses. Of a peer's note only what could
 * be read, so that everything but title and summary may be missing.
 */
export interface ProjectNoteFields extends Partial<Omit<ProjectNoteInput, "images" | "files" | "transferKit">> {
  title: string;
  summary: string;
  images?: readonly NoteImage[] | undefined;
  files?: readonly NoteFile[] | undefined;
  transferKit?: NoteKit | undefined;
}
