import type { Frame } from "../env.ts";
import { ActorLink } from "./actor-link.tsx";

/** What is shown of a quoted post: its beginning, as plain text. */
export interface QuoteView {
  readonly author: {
    readonly name: string;
    readonly handle: string;
    readonly host: string;
    readonly url: string;
    readonly local: boolean;
  };
  /** Null for what has no title. */
  readonly title: string | null;
  readonly text: string;
  readonly lang: string | undefined;
  readonly url: string;
}

/** A quoted post below the one that quotes it. Only what may be quoted comes here. */
export const QuoteCard = ({ quote, frame: { t } }: { quote: QuoteView; frame: Frame }) => (
  <blockquote class="panel flow" cite={quote.url}>
    <p class="soft">
      {t("quotes.card")} <ActorLink actor={quote.author} />
    </p>
    {quote.title !== null && (
      <p lang={quote.lang}>
        <b>
          <bdi>{quote.title}</bdi>
        </b>
      </p>
    )}
    <p lang={quote.lang}>{quote.text}</p>
    <p>
      <a href={quote.url} rel="noopener nofollow ugc">
        {t("quotes.card.open")}
      </a>
    </p>
  </blockquote>
);
