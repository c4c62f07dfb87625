import type { Translate } from "../../../ui/i18n/i18n.ts";
import { MOST_WORDS, type PlainHints } from "../plain-language.hints.ts";

const EXCERPT = 90;
const excerpt = (text: string): string => (text.length > EXCERPT ? `${text.slice(0, EXCERPT).toWellFormed()} …` : text);

/** What could be said more simply. Says so too when there is nothing. */
export const PlainHintList = ({ t, hints }: { t: Translate; hints: PlainHints }) =>
  hints.long.length + hints.hard.length === 0 ? (
    <p class="soft">{t("writing.plain.fine")}</p>
  ) : (
    <>
      {hints.long.length > 0 && <p>{t("writing.plain.long", { most: MOST_WORDS })}</p>}
      {hints.long.length > 0 && (
        <ul class="bullets">
          {hints.long.map(({ sentence, words }) => (
            <li>
              <bdi>{t("writing.plain.long.one", { sentence: excerpt(sentence), words })}</bdi>
            </li>
          ))}
        </ul>
      )}
      {hints.hard.length > 0 && (
        <p>
          {t("writing.plain.hard")} <bdi>{hints.hard.join(", ")}</bdi>
        </p>
      )}
    </>
  );
