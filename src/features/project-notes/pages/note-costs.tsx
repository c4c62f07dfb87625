import type { Frame } from "../../../ui/env.ts";
import { formatMoney } from "../../../ui/format.ts";
import type { ProjectNoteView } from "../project-notes.model.ts";
import { type MoneyLine, sumOf } from "./money.ts";

interface FinanceProps {
  readonly note: ProjectNoteView;
  readonly frame: Frame;
}

const HEAD = "kern-table__header";
const HEAD_NUMBER = "kern-table__header kern-table__header--numeric";
const NUMBER = "kern-table__cell kern-table__cell--numeric";
const NOTHING = "–";

/** Costs and income as one table, with a sum where the items can be added. */
export const NoteFinance = ({ note, frame }: FinanceProps) => {
  const { costs = [], income = [] } = note.fields;
  const { t } = frame;
  const sums = { costs: sumOf(costs), income: sumOf(income) };
  const summed = (costs.length === 0 || sums.costs !== null) && (income.length === 0 || sums.income !== null);
  const show = (sum: ReturnType<typeof sumOf>): string =>
    sum === null ? NOTHING : amountOf(frame, { label: "", amount: sum.amount, currency: sum.currency, per: sum.per });
  return (
    <>
      <section class="kern-table-responsive" tabindex={0} aria-label={t("reading.note.finance.caption")}>
        <table class="kern-table">
          <caption class="kern-sr-only">{t("reading.note.finance.caption")}</caption>
          <thead class="kern-table__head">
            <tr class="kern-table__row">
              <th scope="col" class={HEAD}>
                {t("reading.note.finance.item")}
              </th>
              <th scope="col" class={HEAD_NUMBER}>
                {t("reading.note.finance.cost")}
              </th>
              <th scope="col" class={HEAD_NUMBER}>
                {t("reading.note.finance.income")}
              </th>
            </tr>
          </thead>
          <tbody class="kern-table__body">
            {costs.map((line) => (
              <Row frame={frame} line={line} column="cost" />
            ))}
            {income.map((line) => (
              <Row frame={frame} line={line} column="income" />
            ))}
          </tbody>
          {summed && (
            <tfoot class="kern-table__footer">
              <tr class="kern-table__row">
                <th scope="row" class={HEAD}>
                  {t("reading.note.finance.sum")}
                </th>
                <td class={NUMBER}>{show(sums.costs)}</td>
                <td class={NUMBER}>{show(sums.income)}</td>
              </tr>
            </tfoot>
          )}
        </table>
      </section>
      {!summed && <p class="soft">{t("reading.note.finance.mixed")}</p>}
    </>
  );
};

function amountOf({ t, locale }: Frame, line: MoneyLine): string {
  const money = formatMoney(locale, line.amount, line.currency);
  return line.per === undefined || line.per === "once" ? money : `${money} ${t(`terms.per.${line.per}`)}`;
}

const Row = ({ frame, line, column }: { frame: Frame; line: MoneyLine; column: "cost" | "income" }) => (
  <tr class="kern-table__row">
    <th scope="row" class={HEAD}>
      {line.label}
      {line.estimate === true && <span class="soft"> ({frame.t("reading.note.finance.estimate")})</span>}
    </th>
    <td class={NUMBER}>{column === "cost" ? amountOf(frame, line) : NOTHING}</td>
    <td class={NUMBER}>{column === "income" ? amountOf(frame, line) : NOTHING}</td>
  </tr>
);
