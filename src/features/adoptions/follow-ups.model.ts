/** Months after which both sides of an adoption are asked how it went on. */
export const ROUNDS = [6, 12] as const;
export type Round = (typeof ROUNDS)[number];

/** Who is asked: the people of the note that took over, or of the one that it comes from. */
export const SIDES = ["adopter", "origin"] as const;
export type Side = (typeof SIDES)[number];

/** The lists of a note's lessons. */
export type LessonList = "worked" | "didNotWork" | "wouldChange";

/** A question, and where in the note's lessons its answer goes. */
interface Question {
  readonly name: "runs" | "different" | "advice" | "heard" | "changed" | "recommend";
  /** Several: whoever answers says which, by a choice of its own. */
  readonly lists: readonly LessonList[];
  /** That choice is an answer without words, too. */
  readonly choiceSpeaks?: true;
}

/** Three a side, in the order in which they are asked. */
export const QUESTIONS: Readonly<Record<Side, readonly Question[]>> = {
  adopter: [
    { name: "runs", lists: ["worked"] },
    { name: "different", lists: ["didNotWork"] },
    { name: "advice", lists: ["wouldChange"] },
  ],
  origin: [
    { name: "heard", lists: ["worked", "didNotWork"] },
    { name: "changed", lists: ["wouldChange"] },
    { name: "recommend", lists: ["worked", "wouldChange", "didNotWork"], choiceSpeaks: true },
  ],
};

/** Name of the choice that goes with a question. */
export const choiceOf = ({ name }: Pick<Question, "name">): string => `${name}As`;

/** An answer that was given. */
export interface FollowUpAnswer {
  readonly question: Question;
  readonly list: LessonList;
  /** Plain text; empty when the choice says it all. */
  readonly text: string;
}

/** Longest answer; with its mark it is one line of the lessons. Characters. */
export const MAX_ANSWER = 300;
/** Lines that each list of lessons takes. */
export const MAX_LESSONS = 30;
