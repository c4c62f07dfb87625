import type { Frame } from "../env.ts";
import { ActorLink } from "./actor-link.tsx";
import type { QuoteView, ShownQuote } from "./quote-view.ts";

/** Around a text: beside the card, the link that stands for it on other servers is not shown. */
export const classAround = (quote: ShownQuote | undefined): string =>
  quote?.state === "allowed" ? "flow with-quote" : "flow";

/** The quote below the post that quotes. */
export const Quote = ({ quote, frame }: { quote: ShownQuote; frame: Frame }) => {
  const { t } = frame;
  if (quote.state === "allowed") return <QuoteCard quote={quote.card} frame={frame} />;
  if (quote.state === "refused") return <p class="soft">{t("quotes.refused")}</p>;
  return (
    <p class="soft">
      {t("quotes.waiting")}{" "}
      <a href={quote.url} rel="noopener nofollow ugc">
        {t("quotes.card.open")}
      </a>
    </p>
  );
};

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
