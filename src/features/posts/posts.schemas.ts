import { z } from "zod";
import { isId } from "../../platform/ids.ts";
import { line, paragraphs, requiredLine } from "../../platform/text-schemas.ts";
import { MAX_ALT_LENGTH } from "../media/media.model.ts";
import { countedLength } from "./member-text.model.ts";
import { QUOTERS } from "./posts.model.ts";

/** As `countedLength` counts. */
export const MAX_NOTE_LENGTH = 5_000;
const MAX_ARTICLE_LENGTH = 50_000;
export const MAX_TITLE_LENGTH = 200;
export const MAX_SUMMARY_LENGTH = 500;
export const MAX_IMAGES = 8;

export const POLL_OPTIONS = { fewest: 2, most: 8 } as const;
export const MAX_OPTION_LENGTH = 100;
/** How long a poll may be open. */
export const POLL_HOURS = { shortest: 1, longest: 14 * 24 } as const;

/** What members write in; the first is the default. BCP 47. */
// biome-ignore format: a list of codes, not of lines
export const LANGUAGES = ["de", "en", "ar", "bs", "el", "es", "fr", "hr", "it", "nl", "pl", "pt", "ro", "ru", "sr", "tr", "uk"] as const;

const id = z.string().refine(isId, { error: "error.errors.missing" });

const part = z.number({ error: "error.media.bad-focus" }).min(-1, { error: "error.media.bad-focus" }).max(1, {
  error: "error.media.bad-focus",
});

const image = z.strictObject({
  mediaId: id,
  /** Empty: decorative, and said so by `decorative`. */
  alt: line(MAX_ALT_LENGTH).default(""),
  decorative: z.boolean().default(false),
  /** What to keep of it when it is cropped; default: as its upload says. */
  focus: z.tuple([part, part]).optional(),
});

const hours = z
  .number({ error: "error.posts.poll-hours" })
  .min(POLL_HOURS.shortest, { error: "error.posts.poll-hours" })
  .max(POLL_HOURS.longest, { error: "error.posts.poll-hours" });

const poll = z.strictObject({
  options: z
    .array(requiredLine(MAX_OPTION_LENGTH))
    .min(POLL_OPTIONS.fewest, { error: "error.posts.poll-options" })
    .max(POLL_OPTIONS.most, { error: "error.posts.poll-options" })
    .refine((options) => new Set(options).size === options.length, { error: "error.posts.poll-same" }),
  /** Several options may be chosen. */
  multiple: z.boolean().default(false),
  /** How it stands is told when it ends. */
  hideTotals: z.boolean().default(false),
  hours,
});

/** What a poll asks from now on; when it ends stays as it is where no time is given. */
const pollChange = poll.extend({ hours: hours.optional() });

const texts = {
  /** May be empty with pictures or a quote. */
  text: paragraphs(MAX_ARTICLE_LENGTH),
  /** Makes an Article of it. */
  title: line(MAX_TITLE_LENGTH).optional(),
  /** Of an Article its summary, else a content warning. */
  summary: line(MAX_SUMMARY_LENGTH).optional(),
  sensitive: z.boolean().default(false),
  language: z.enum(LANGUAGES).default("de"),
  images: z.array(image).max(MAX_IMAGES, { error: "error.posts.images-many" }).default([]),
  /** Whether it quotes something, which may stand alone; said by what publishes it. */
  quotes: z.boolean().default(false),
} as const;

type Texts = z.infer<z.ZodObject<typeof texts>>;
type Issues = { issues: z.core.$ZodRawIssue[]; value: Texts };

const say = (context: Issues, path: PropertyKey[], message: string): void =>
  void context.issues.push({ code: "custom", path, message, input: context.value });

function checkTogether(context: Issues): void {
  const { text, title, images, quotes } = context.value;
  if (text === "" && images.length === 0 && !quotes) say(context, ["text"], "error.posts.text-missing");
  if (!title && countedLength(text) > MAX_NOTE_LENGTH) say(context, ["text"], "error.posts.text-long");
  images.forEach(({ alt, decorative }, index) => {
    if (alt === "" && !decorative) say(context, ["images", index, "alt"], "error.posts.alt-missing");
  });
}

/** A question stands in the text, and peers show a poll or pictures. */
function checkPoll(context: Issues & { value: { readonly poll?: unknown } }): void {
  const { title, poll: asked, images } = context.value;
  if (asked && title) say(context, ["title"], "error.posts.poll-title");
  if (asked && images.length > 0) say(context, ["images"], "error.posts.poll-images");
}

/** A new post of a member, as `publishPost` takes it. Messages are keys of texts. */
export const postInput = z
  .strictObject({
    ...texts,
    visibility: z.enum(["public", "unlisted", "partners", "followers", "direct"]).default("public"),
    quoters: z.enum(QUOTERS).default("everybody"),
    /** Row id of a group of ours. */
    groupId: id.nullish(),
    /** Makes a Question of it. */
    poll: poll.optional(),
  })
  .check((context) => {
    checkTogether(context);
    checkPoll(context);
    const { groupId, visibility } = context.value;
    if (groupId && visibility !== "public") say(context, ["visibility"], "error.posts.group-public");
  });

const { title: _untitled, ...answerTexts } = texts;

/** What an answer says besides its text being there and not too long. */
export const answerInput = z
  .strictObject({ ...answerTexts, quoters: z.enum(QUOTERS).default("everybody"), poll: poll.optional() })
  .check((context) => {
    checkTogether(context);
    checkPoll(context);
  });

/** What an author changes of a post; who may read it can only become fewer. */
export const postChange = z
  .strictObject({
    ...texts,
    visibility: z.enum(["public", "unlisted", "partners", "followers", "direct"]).optional(),
    /** Default: as before. */
    quoters: z.enum(QUOTERS).optional(),
    /** What it asks from now on, null: nothing; default: as before. */
    poll: pollChange.nullish(),
  })
  .check((context) => {
    checkTogether(context);
    checkPoll(context);
  });

export type PostInput = z.input<typeof postInput>;
export type CheckedPost = z.output<typeof postInput>;
export type CheckedTexts = Texts;
export type CheckedPoll = z.output<typeof poll>;
export type CheckedPollChange = z.output<typeof pollChange>;
export type AnswerInput = z.input<typeof answerInput>;
export type PostChange = z.input<typeof postChange>;
