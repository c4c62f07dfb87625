/** How far an adoption is. `stopped` may follow on each of the others. */
export const ADOPTION_STATES = [
  "interested",
  "in_contact",
  "agreed",
  "adapting",
  "running",
  "reported",
  "stopped",
] as const;
export type AdoptionState = (typeof ADOPTION_STATES)[number];

/** What a note that was taken over says of the one that it comes from, so that every reader can find it. */
interface OriginNamed {
  readonly title: string;
  /** The page for people. */
  readonly url: string;
  readonly district: string;
  /** ActivityPub id of its author, and `@name@host`. */
  readonly authorUri: string;
  readonly authorHandle: string;
}

/** That a note was taken over from another one (wire §3.2), and how far that is. */
export interface NoteAdoption {
  /** ActivityPub id of the note that it was taken over from. */
  readonly originUri: string;
  /** `stv:version` that it was at then. */
  readonly originVersion: number | null;
  readonly state: AdoptionState;
  /** What was changed for the own district. */
  readonly adapted: readonly string[];
  /** Why it was stopped. */
  readonly reason: string | null;
  /** Id of the origin's stamp: of ours a checked one, of a peer's what it says. */
  readonly proofUri: string | null;
  /** Ours only. */
  readonly named: OriginNamed | null;
}
