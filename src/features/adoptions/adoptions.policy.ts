import type { AdoptionPolicy } from "./adoptions.model.ts";

/** What decides how an adoption is answered. */
export interface Standing {
  /** What the note's people chose; null: nothing. */
  readonly chosen: AdoptionPolicy | null;
  /** Of this server, of a partner's, or of one on the list of trusted ones. */
  readonly trusted: boolean;
  /** The adopter's host is silenced here: nobody of it gets in unseen. */
  readonly silenced: boolean;
}

/** Whether an adoption that was checked is accepted at once, looked at by a person, or refused. */
export function verdictOn({ chosen, trusted, silenced }: Standing): "accept" | "wait" | "refuse" {
  if (chosen === "closed") return "refuse";
  if (silenced || chosen === "manual") return "wait";
  return chosen === "automatic" || trusted ? "accept" : "wait";
}
