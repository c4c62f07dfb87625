import type { ProjectNoteFields } from "./project-notes.schemas.ts";

/** What a note needs before it may call itself ready for transfer (product M2). */
const KIT_PARTS = ["steps", "contact", "licence", "costs", "pitfalls", "lessons"] as const;

export type KitPart = (typeof KIT_PARTS)[number];

const isFilled = (list: readonly unknown[] | undefined): boolean => (list ?? []).length > 0;

const IS_THERE: Readonly<Record<KitPart, (fields: ProjectNoteFields) => boolean>> = {
  steps: ({ transferKit }) => isFilled(transferKit?.steps),
  contact: ({ contact }) => contact !== undefined,
  licence: ({ licence }) => licence !== undefined,
  // Nothing to pay is said by a line of zero.
  costs: ({ costs }) => isFilled(costs),
  pitfalls: ({ transferKit }) => isFilled(transferKit?.pitfalls),
  lessons: ({ lessons }) => [lessons?.worked, lessons?.didNotWork, lessons?.wouldChange].some(isFilled),
};

/** What is still missing, in the order in which the form asks for it. Empty: the kit is complete. */
export const missingParts = (fields: ProjectNoteFields): KitPart[] =>
  KIT_PARTS.filter((part) => !IS_THERE[part](fields));

/**
 * Whether a project may be called ready for transfer. It is never believed of a document: the kit is looked at here.
 * @param confirmed another district's word for this version of the kit stands, as was verified here (`standingConfirmation`)
 */
export const isTransferReady = (fields: ProjectNoteFields, confirmed: boolean): boolean =>
  confirmed && missingParts(fields).length === 0;

/** By which another district confirms a transfer kit, as the note's document says it. */
export interface NoteConfirmation {
  /** ActivityPub id of the stamp. */
  readonly stampUri: string;
  /** It speaks of the kit as it is now, not of an earlier version. */
  readonly isCurrent: boolean;
}

/** So long a confirmation that was fetched counts as seen. */
export const CONFIRMATION_KEPT_MS = 7 * 24 * 60 * 60 * 1000;
