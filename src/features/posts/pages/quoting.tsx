import type { Frame } from "../../../ui/env.ts";
import { Select } from "../../../ui/forms/choices.tsx";
import { typed } from "../../../ui/forms/read-form.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { Details } from "../../../ui/parts/details.tsx";
import { QuoteCard } from "../../../ui/parts/quote-card.tsx";
import { QUOTERS } from "../posts.model.ts";
import type { AboutToQuote, PostFormProps } from "./form-props.ts";

/** Above the form: what is quoted, and whether it may be; what may not is not sent with the form. */
export const AboutToQuotePart = ({ quote, frame }: { quote: AboutToQuote | null; frame: Frame }) => {
  const { t } = frame;
  if (quote === null || quote.verdict === "refused") {
    return (
      <Alert kind="info" title={t("quotes.form.refused.title")} id="zitat">
        <p>{t(quote === null ? "quotes.form.missing" : "quotes.form.refused")}</p>
      </Alert>
    );
  }
  return (
    <section class="flow" id="zitat" aria-labelledby="zitat-titel">
      <h2 id="zitat-titel" class="small-heading">
        {t("quotes.form.title")}
      </h2>
      <QuoteCard quote={quote.card} frame={frame} />
      {quote.verdict === "ask" && <p>{t("quotes.form.ask", { host: quote.card.author.host })}</p>}
      <input type="hidden" name="zitat" value={quote.id} />
    </section>
  );
};

/** To quote something by its address, where nothing is quoted yet. */
export const QuoteField = ({ frame: { t }, form, errors }: PostFormProps) => (
  <Details
    title={t("quotes.form.field")}
    layout="form"
    open={typed(form, "zitat") !== "" || errors.of("zitat") !== undefined}
  >
    <TextField
      t={t}
      name="zitat"
      id="zitat-adresse"
      label={t("quotes.form.address")}
      hint={t("quotes.form.address.hint")}
      value={typed(form, "zitat")}
      error={errors.of("zitat")}
      autocomplete="off"
    />
  </Details>
);

/** Who may quote what is being written. */
export const QuotersPart = ({ frame: { t }, form, errors }: PostFormProps) => (
  <Select
    t={t}
    name="zitierende"
    label={t("quotes.quoters")}
    hint={t("quotes.quoters.hint")}
    value={typed(form, "zitierende") || QUOTERS[0]}
    error={errors.of("zitierende")}
    options={QUOTERS.map((quoters) => ({ value: quoters, label: t(`quotes.quoters.${quoters}`) }))}
  />
);
