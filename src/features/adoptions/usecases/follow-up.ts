import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { formatDay } from "../../../ui/format.ts";
import { type Locale, translator } from "../../../ui/i18n/i18n.ts";
import { actorById } from "../../actors/actors.queries.ts";
import { requestOf } from "../../project-notes/project-notes.model.ts";
import type { ProjectNoteFields } from "../../project-notes/project-notes.schemas.ts";
import { type OwnNote, reviseProjectNote } from "../../project-notes/usecases/edit.ts";
import { decidedAlready, followUpNotFound, lessonsFull } from "../adoptions.errors.ts";
import { refreshLineage } from "../adoptions.store.ts";
import { type FollowUpAnswer, type LessonList, MAX_LESSONS } from "../follow-ups.model.ts";
import { type FollowUp, followUpAt } from "../follow-ups.queries.ts";
import { answersSchema, type FollowUpInput } from "../follow-ups.schemas.ts";
import { followUps } from "../follow-ups.table.ts";
import { lockOwn } from "./answer.ts";

/** What the people of a note do when they are asked how an adoption went on. Both are for who may edit the note. */

/** @throws AppError `adoptions.follow-up-not-found`, `adoptions.decided` */
async function lockOpen(tx: Ctx, postId: Id, id: Id): Promise<FollowUp> {
  await tx.db.select({ id: followUps.id }).from(followUps).where(eq(followUps.id, id)).for("update");
  const followUp = await followUpAt(tx, postId, id);
  if (!followUp) throw followUpNotFound();
  if (followUp.state !== "open") throw decidedAlready();
  return followUp;
}

const close = (tx: Ctx, id: Id, state: "answered" | "passed") =>
  tx.db
    .update(followUps)
    .set({ state, closedAt: tx.now() })
    .where(and(eq(followUps.id, id), eq(followUps.state, "open")));

/**
 * Writes the answers into the note's lessons, each marked with the round, the day and who gave it: an edit like any other.
 * @throws AppError `errors.input` and `adoptions.lessons-full` with the questions' names, `adoptions.follow-up-not-found`,
 *   `adoptions.decided`, and those of `reviseProjectNote`
 */
export async function answerFollowUp(ctx: Ctx, viewer: Viewer, noteId: Id, id: Id, input: FollowUpInput) {
  await inTransaction(ctx, async (tx) => {
    const own = await lockOwn(tx, viewer, noteId);
    const followUp = await lockOpen(tx, own.post.id, id);
    const answers = readInput(answersSchema(followUp.side), input);
    const lines = await linesOf(tx, { own, viewer, followUp, answers });
    await close(tx, id, "answered");
    await reviseProjectNote(tx, viewer, noteId, (current) => ({
      ...requestOf(current),
      lessons: withLines(current, lines),
    }));
    await refreshLineage(tx, own.post.uri);
  });
}

/** "Not now": it is asked again in the next round, if there is one. @throws AppError as `answerFollowUp`, without input */
export async function passFollowUp(ctx: Ctx, viewer: Viewer, noteId: Id, id: Id): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { post } = await lockOwn(tx, viewer, noteId);
    await lockOpen(tx, post.id, id);
    await close(tx, id, "passed");
  });
}

interface Line {
  readonly list: LessonList;
  readonly text: string;
  /** Name of the question that it answers. */
  readonly field: string;
}

interface Given {
  readonly own: OwnNote;
  readonly viewer: Viewer;
  readonly followUp: FollowUp;
  readonly answers: readonly FollowUpAnswer[];
}

/** Longest name in a mark, so that mark and answer fit into one line of the lessons. Characters. */
const MAX_NAME = 50;
const short = (name: string): string =>
  [...name].length > MAX_NAME ? `${[...name].slice(0, MAX_NAME - 1).join("")}…` : name;

/** The answers as lines in the language of the note: "Nach 6 Monaten (Anna, 28. November 2026), geändert: …". */
async function linesOf(tx: Ctx, { own, viewer, followUp, answers }: Given): Promise<Line[]> {
  const locale: Locale = own.note.fields.language === "en" ? "en" : "de";
  const t = translator(locale);
  const name = short(await nameOf(tx, own, viewer));
  const mark = t("follow-ups.mark", { months: followUp.months, name, date: formatDay(locale, tx.now()) });
  const district = short(followUp.adopted?.district ?? "");
  return answers.map(({ question, list, text }) => {
    const label = question.name === "runs" ? "" : `, ${t(`follow-ups.label.${question.name}`, { district })}`;
    const word = question.choiceSpeaks ? t(`follow-ups.recommend.${list}`) : "";
    return { list, field: question.name, text: `${mark}${label}: ${[word, text].filter((part) => part).join(". ")}` };
  });
}

/** Who is named in public: of an organisation's note it, as everywhere, not the editor. */
async function nameOf(tx: Ctx, { post, ownership }: OwnNote, viewer: Viewer): Promise<string> {
  const inItsName = ownership.actsForAuthor && viewer.actorId !== post.authorId && !ownership.coAuthor;
  const author = inItsName ? await actorById(tx, post.authorId) : null;
  return author?.name || viewer.name || `@${viewer.handle}`;
}

/** @throws AppError `adoptions.lessons-full` */
function withLines({ lessons = {} }: ProjectNoteFields, lines: readonly Line[]): ProjectNoteFields["lessons"] {
  const lists = { ...lessons };
  for (const { list, text, field } of lines) {
    const before = lists[list] ?? [];
    if (before.length >= MAX_LESSONS) throw lessonsFull(field);
    lists[list] = [...before, text];
  }
  return lists;
}
