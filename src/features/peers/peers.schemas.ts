import { z } from "zod";
import { FEDERATION_MODES } from "../district/district.model.ts";
import { type HostRule, hostNamed } from "./peers.model.ts";

/** What the form of a rule offers: one level, and what may be kept away besides. */
export const LEVELS = ["silence", "media", "suspend"] as const;
export type Level = (typeof LEVELS)[number];

/** The level that a rule stands at in the form. */
export const levelOf = ({ severity }: Pick<HostRule, "severity">): Level => (severity === "noop" ? "media" : severity);

const text = z.string().trim().max(500, { error: "error.peers.reason-long" }).default("");

/** The form of a rule, as a rule; private and public reasons are plain text of one line. */
export const ruleSchema = z
  .strictObject({
    host: z.string().refine((typed) => hostNamed(typed) !== null, { error: "error.peers.host-malformed" }),
    stufe: z.enum(LEVELS, { error: "error.peers.level-missing" }),
    auch: z.array(z.string()).default([]),
    oeffentlich: text,
    intern: text,
  })
  .transform(
    ({ host, stufe, auch, oeffentlich, intern }): HostRule => ({
      host,
      severity: stufe === "media" ? "noop" : stufe,
      rejectMedia: stufe === "media" || auch.includes("medien"),
      rejectReports: auch.includes("meldungen"),
      publicReason: oeffentlich,
      privateReason: intern,
      obfuscated: auch.includes("verdeckt"),
    }),
  );

/** The form of the mode. */
export const modeSchema = z
  .strictObject({
    modus: z.enum(FEDERATION_MODES, { error: "error.peers.mode-missing" }),
    liste: z.array(z.string()).default([]),
  })
  .transform(({ modus, liste }) => ({ mode: modus, publishesBlocks: liste.includes("ja") }));

/** The form that puts a server on the list of the allow-list mode. */
export const trustSchema = z.strictObject({
  name: z.string().refine((typed) => hostNamed(typed) !== null, { error: "error.peers.host-malformed" }),
});
