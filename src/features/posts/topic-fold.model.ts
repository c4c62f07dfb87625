import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/**
 * The one key under which all spellings of a tag meet: RepairCafé, repaircafe, Müll and Muell. In SQL, so that an index
 * can be made of it; `topicFold` is the same for a text at hand, and a test holds the two together. For tags in lower
 * case, as they are stored: what PostgreSQL's own `lower` does depends on its locale.
 */
export const topicFoldSql = (tag: SQLWrapper): SQL => sql`regexp_replace(regexp_replace(
  translate(replace(${tag}, 'ß', 'ss'), 'äöüàáâãåèéêëìíîïòóôõøùúûñç', 'aouaaaaaeeeeiiiiooooouuunc'),
  '([ao])e', '\\1', 'g'), '(?<![aeq])ue', 'u', 'g')`;

const FROM = "äöüàáâãåèéêëìíîïòóôõøùúûñç";
const TO = "aouaaaaaeeeeiiiiooooouuunc";

/** The key of a tag, as `topicFoldSql` has it. */
export const topicFold = (tag: string): string =>
  tag
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(/[äöüàáâãåèéêëìíîïòóôõøùúûñç]/g, (letter) => TO[FROM.indexOf(letter)] ?? letter)
    .replace(/([ao])e/g, "$1")
    .replace(/(?<![aeq])ue/g, "u");
