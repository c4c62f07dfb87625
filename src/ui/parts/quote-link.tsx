import type { Frame } from "../env.ts";
import { LinkButton } from "../forms/buttons.tsx";

/** The way to the form that quotes a post; for members, of what everybody may read. */
export const QuoteLink = ({ postId, frame: { t } }: { postId: string; frame: Frame }) => (
  <LinkButton look="tertiary" href={`/schreiben/beitrag?zitat=${postId}`}>
    {t("quotes.quote")}
  </LinkButton>
);
