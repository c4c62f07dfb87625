import { type Context, Hono } from "hono";
import type { AppEnv } from "../../ui/env.ts";
import { act, FRESH, statusOf } from "../../ui/forms/act.ts";
import { type FormValues, typed } from "../../ui/forms/read-form.ts";
import { accountNotFound } from "../accounts/accounts.errors.ts";
import { rulesOf } from "../district/rules.queries.ts";
import { keepRules, MOST_RULES, type RuleInput } from "../district/rules.usecases.ts";
import { RulesPage } from "./pages/rules-page.tsx";

const PATH = "/verwaltung/regeln";
/** Empty rows below what there is. */
const SPARE = 3;

/** What people here have agreed on, for admins to write; others get 404 before they come here. */
export const rulesRoutes = new Hono<AppEnv>()
  .get(PATH, (c) => rulesPage(c))
  .post(PATH, (c) =>
    act(c, `${PATH}?getan=gespeichert`, rulesPage, async (form) => {
      const { viewer } = c.var;
      if (viewer?.role !== "admin") throw accountNotFound("admin");
      await keepRules(c.var.ctx, viewer, rulesIn(form));
    }),
  );

/** The rows in the order that was given to them; a row without a number stays behind the one above it. */
function rulesIn(form: FormValues): RuleInput[] {
  const rows = Array.from({ length: MOST_RULES + SPARE }, (_, index) => {
    const field = (name: string): string => typed(form, `rules.${index}.${name}`);
    const place = Number.parseInt(field("place"), 10);
    return {
      place: Number.isNaN(place) ? index + 1 : place,
      rule: { id: field("id"), text: field("text"), textEn: field("textEn") },
    };
  });
  const written = rows.filter(({ rule }) => `${rule.text}${rule.textEn}`.trim() !== "");
  return written.toSorted((one, other) => one.place - other.place).map(({ rule }) => rule);
}

async function rulesPage(c: Context<AppEnv>, returned = FRESH): Promise<Response> {
  const rules = await rulesOf(c.var.ctx);
  const known: FormValues = Object.fromEntries(
    rules.flatMap(({ id, text, textEn }, index) =>
      Object.entries({ id, text, textEn, place: String(index + 1) }).map(([name, value]) => [
        `rules.${index}.${name}`,
        [value],
      ]),
    ),
  );
  const page = (
    <RulesPage
      frame={c.var.frame}
      done={c.req.query("getan") === "gespeichert" ? "admin.done.saved" : undefined}
      rows={Math.min(rules.length + SPARE, MOST_RULES)}
      values={Object.keys(returned.form).length > 0 ? returned.form : known}
      errors={returned.errors}
    />
  );
  return c.html(page, statusOf(returned));
}
