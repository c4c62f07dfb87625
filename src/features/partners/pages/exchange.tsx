import type { Translate } from "../../../ui/i18n/i18n.ts";

const ROWS = ["notes", "posts", "only", "write", "names", "private"] as const;

/** What goes from one partner district to another, in plain words. */
export const Exchange = ({ t }: { t: Translate }) => (
  <>
    <section class="kern-table-responsive" tabindex={0} aria-label={t("partners.exchange.caption")}>
      <table class="kern-table">
        <caption>{t("partners.exchange.caption")}</caption>
        <thead class="kern-table__head">
          <tr class="kern-table__row">
            <th scope="col" class="kern-table__header">
              {t("partners.exchange.what")}
            </th>
            <th scope="col" class="kern-table__header">
              {t("partners.exchange.goes")}
            </th>
          </tr>
        </thead>
        <tbody class="kern-table__body">
          {ROWS.map((row) => (
            <tr class="kern-table__row">
              <th scope="row" class="kern-table__header">
                {t(`partners.exchange.${row}`)}
              </th>
              <td class="kern-table__cell">{t(`partners.exchange.${row}.goes`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
    <p>{t("partners.exchange.end")}</p>
  </>
);
