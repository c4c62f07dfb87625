import { type SQL, sql } from "drizzle-orm";

/**
 * Whether a post is in one of the languages that a member wants of its author. Posts that do not say theirs always are.
 * @param language of the post, BCP 47; `de-AT` is in `de`
 * @param wanted column or value of an array; null: all
 */
export const isLanguageWanted = (language: SQL, wanted: SQL): SQL => sql`(
  ${wanted} is null or ${language} is null or ${language} = any (${wanted}::text[]) or split_part(${language}, '-', 1) = any (${wanted}::text[]))`;
