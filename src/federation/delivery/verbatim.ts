import { Activity } from "@fedify/vocab";
import { idOf } from "../../platform/ap-read.ts";
import type { Json, JsonObject } from "../../platform/json.ts";

type ToJsonLd = Activity["toJsonLd"];
type Clone = Activity["clone"];

/** Where the exact text of an activity travels with its JSON through Fedify, which copies members but not texts. */
const TEXT = Symbol("text of the activity as written");

/**
 * An activity that Fedify signs and sends as we wrote it (wire §1.5). Fedify's own classes drop every member that they
 * do not know; this one gives out our JSON, and the proofs once they are made.
 */
export class VerbatimActivity extends Activity {
  #wire: JsonObject = {};
  #text = "";

  /** @param text the complete activity as it goes over the wire: JSON with `id` and `actor` */
  static fromText(text: string): VerbatimActivity {
    const wire = JSON.parse(text) as JsonObject;
    const activity = new VerbatimActivity({ id: urlOf(wire.id), actor: urlOf(wire.actor) });
    activity.#wire = wire;
    activity.#text = text;
    return activity;
  }

  override clone(...args: Parameters<Clone>): VerbatimActivity {
    // Fedify's `clone` makes an instance of this very class.
    const clone = super.clone(...args) as VerbatimActivity;
    clone.#wire = this.#wire;
    clone.#text = this.#text;
    return clone;
  }

  override async toJsonLd(options: Parameters<ToJsonLd>[0] = {}): Promise<unknown> {
    const proofs: Json[] = [];
    for await (const proof of this.getProofs()) {
      const { contextLoader } = options;
      const json = await proof.toJsonLd({ format: "compact", ...(contextLoader && { contextLoader }) });
      const { "@context": _, ...members } = json as JsonObject;
      proofs.push(members);
    }
    const [first, ...more] = proofs;
    const proof = first === undefined ? {} : { proof: more.length === 0 ? first : proofs };
    return { ...this.#wire, ...proof, [TEXT]: this.#text };
  }
}

function urlOf(value: Json | undefined): URL {
  const id = idOf(value);
  if (id === null) throw new TypeError("An activity to be sent needs an id and an actor.");
  return new URL(id);
}

/**
 * The text to send of what Fedify signed: ours, byte for byte, with `proof` and `signature` appended.
 * @param signed the JSON that Fedify made of a `VerbatimActivity`
 */
export function wireTextOf(signed: object): string {
  const text = TEXT in signed && typeof signed[TEXT] === "string" ? signed[TEXT] : null;
  if (text === null) throw new TypeError("Only a VerbatimActivity can be sent.");
  const additions = Object.entries(signed).filter(([name]) => name === "proof" || name === "signature");
  return additions.reduce(
    (body, [name, value]) => `${body.slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(value)}}`,
    text,
  );
}
