import { federationIsOn } from "../../features/district/district.queries.ts";
import type { Handle, Intent } from "../../features/intents/intents.model.ts";
import { asList, isObject, textOf } from "../../platform/ap-read.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { JsonObject } from "../../platform/json.ts";
import { fetchJson } from "./fetch-document.ts";

const OSTATUS = "http://ostatus.org/schema/1.0/subscribe";
const relOf = (intent: Intent): string =>
  intent === "Adopt" ? "https://w3id.org/stadtteilvernetzer/ns#adopt" : `https://w3id.org/fep/3b86/${intent}`;

/** The member that takes what an intent is about. A `Create` that takes an `object` shares a link and answers nothing. */
const SUBJECTS: ReadonlySet<string> = new Set(["object", "uri"]);
const subjectsOf = (rel: string): ReadonlySet<string> => (rel === relOf("Create") ? new Set(["inReplyTo"]) : SUBJECTS);

/**
 * Where somebody at another server does something there with an object of ours: the template that their WebFinger gives
 * for this intent (FEP-3b86), else for looking at an object, else OStatus' subscribe template.
 * @returns null when their server gives none, or cannot be asked
 */
export async function findIntentLink(ctx: Ctx, { name, host }: Handle, intent: Intent, uri: string) {
  if (name === null || !(await federationIsOn(ctx))) return null;
  try {
    const resource = encodeURIComponent(`acct:${name}@${host}`);
    const url = `https://${host}/.well-known/webfinger?resource=${resource}`;
    const document = await fetchJson(ctx, url, "application/jrd+json, application/json", true);
    const rels = [relOf(intent), relOf("Object"), OSTATUS];
    return (
      rels.map((rel) => filled(templateIn(document, rel), subjectsOf(rel), uri)).find((link) => link !== null) ?? null
    );
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

function templateIn(document: JsonObject, rel: string): string | null {
  const link = asList(document.links).find((one) => isObject(one) && one.rel === rel);
  return isObject(link) ? textOf(link.template) : null;
}

/** What the template names and we do not have is left empty (FEP-3b86, 3.2). Only https addresses are links. */
function filled(template: string | null, subjects: ReadonlySet<string>, uri: string): string | null {
  if (template === null || template.length > 2_000) return null;
  let named = false;
  const link = template.replace(/\{\??([a-zA-Z-]+)\}/g, (_, name: string) => {
    if (!subjects.has(name)) return "";
    named = true;
    return encodeURIComponent(uri);
  });
  const url = URL.parse(link);
  return named && url?.protocol === "https:" && url.username === "" ? url.href : null;
}
