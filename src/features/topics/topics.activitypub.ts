import type { JsonObject } from "../../platform/json.ts";
import { readTopics } from "../posts/posts.activitypub.ts";
import { isWikidata } from "../posts/topic-names.model.ts";
import type { PostParts } from "../posts/writing.activitypub.ts";

const LANGUAGE_NAMES: Readonly<Record<string, string>> = { de: "Deutsch", en: "English" };

/**
 * What makes a topic page of an Article, for readers of our kind (wire §3.3).
 * @param iri id of the topic (Wikidata); null: it has none
 */
export function topicMembers(
  districtUri: string,
  iri: string | null,
  language: string,
): NonNullable<PostParts["ours"]> {
  const members: JsonObject = {
    language: { identifier: language, name: LANGUAGE_NAMES[language] ?? language },
    "stv:kind": "Topic",
    "stv:profile": "1.0",
    "stv:district": districtUri,
    ...(iri !== null && { "stv:topics": [iri] }),
  };
  return { kind: "topic", members };
}

/** How a topic page is called on the wire, and so everywhere. */
export const titleOfTopic = (name: string, language: string): string =>
  `${language === "de" ? "Thema" : "Topic"}: ${name}`;

/** The topic that a page of ours, or a peer's as it usually is written, is about; null: it names none. */
export const wikidataIn = ({ document }: { readonly document: string }): string | null =>
  readTopics(JSON.parse(document)).find(isWikidata) ?? null;
