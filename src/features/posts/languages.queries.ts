import { type SQL, sql } from "drizzle-orm";

/**
 * Whether a post is in one of the languages that a member wants of its author. Posts that do not say theirs always are.
 * @param language of the post, BCP 47; `de-AT` is in `de`
 * @param wanted column or value of an array; null: all
 */
const isLanguageWanted = (language: SQL, wanted: SQL): SQL => sql`(
  ${wanted} is null or ${language} is null or ${language} = any (${wanted}::text[]) or split_part(${language}, '-', 1) = any (${wanted}::text[]))`;

/** Of whom a reader follows only what is written in the languages that she chose, as far as it says its own; of a row of `posts`. */
export const isInChosenLanguage = (readerId: SQL): SQL => sql`not exists (
  select from follows choice
  where choice.follower_id = ${readerId} and choice.followee_id = posts.author_id
    and not ${isLanguageWanted(sql`posts.language`, sql`choice.languages`)})`;
