import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { Checkbox } from "../../../ui/forms/choices.tsx";
import { type ErrorEntry, ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { FileField } from "../../../ui/forms/file-field.tsx";
import { type FormErrors, NO_ERRORS } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import type { MessageKey } from "../../../ui/i18n/i18n.ts";
import { AdminPage } from "../../../ui/parts/admin-page.tsx";
import { Details } from "../../../ui/parts/details.tsx";
import { MAX_CATEGORY_LENGTH } from "../emojis.model.ts";
import type { EmojiRow } from "../emojis.queries.ts";

const PATH = "/verwaltung/emojis";
const CATEGORIES = "emoji-kategorien";

interface EmojisPageProps {
  readonly frame: Frame;
  readonly done: MessageKey | undefined;
  readonly emojis: readonly EmojiRow[];
  /** What came back, and of which emoji; undefined: of the new one. */
  readonly form: FormValues;
  readonly errors: FormErrors;
  readonly changed: string | undefined;
}

/** All emojis of this server by category, and a form for one more. */
export const EmojisPage = (props: EmojisPageProps) => {
  const { frame, done, emojis, errors, changed } = props;
  const { t } = frame;
  return (
    <AdminPage frame={frame} title="emojis.title" done={done}>
      <ErrorSummary t={t} errors={errors.entries.map((entry) => linked(entry, changed))} />
      <p>{t("emojis.lead")}</p>
      <NewEmoji {...props} />
      {emojis.length === 0 && <p>{t("emojis.none")}</p>}
      {byCategory(emojis).map(([category, rows]) => (
        <section class="flow section" aria-label={category === "" ? t("emojis.uncategorised") : category}>
          <h2>{category === "" ? t("emojis.uncategorised") : <bdi>{category}</bdi>}</h2>
          <div>
            {rows.map((row) => (
              <Kept {...props} row={row} />
            ))}
          </div>
        </section>
      ))}
      <datalist id={CATEGORIES}>
        {byCategory(emojis).map(([category]) => category !== "" && <option value={category} />)}
      </datalist>
    </AdminPage>
  );
};

/** Each emoji has the same fields: the summary leads to those of the one that came back. */
const linked = (entry: ErrorEntry, changed: string | undefined): ErrorEntry =>
  changed === undefined || entry.field === undefined ? entry : { ...entry, field: `${entry.field}-${changed}` };

/** They come in the order of their categories. */
function byCategory(emojis: readonly EmojiRow[]): [string, EmojiRow[]][] {
  const found = new Map<string, EmojiRow[]>();
  for (const row of emojis) found.set(row.category, [...(found.get(row.category) ?? []), row]);
  return [...found];
}

const NewEmoji = ({ frame: { t }, form, errors, changed }: EmojisPageProps) => {
  const [values, problems] = changed === undefined ? [form, errors] : [{}, NO_ERRORS];
  const cameBack = Object.keys(values).length > 0;
  return (
    <form class="form" method="post" action={PATH} enctype="multipart/form-data" novalidate>
      <h2>{t("emojis.new")}</h2>
      <FileField
        t={t}
        name="picture"
        label={t("emojis.picture")}
        hint={t("emojis.picture.hint")}
        error={problems.of("picture")}
        accept="image/png,image/gif,image/webp"
        required
      />
      <TextField
        t={t}
        name="shortcode"
        label={t("emojis.shortcode")}
        hint={t("emojis.shortcode.hint")}
        value={typed(values, "shortcode")}
        error={problems.of("shortcode")}
        maxlength={130}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        required
      />
      <Shown t={t} values={cameBack ? values : { inPicker: ["ja"] }} errors={problems} />
      <div>
        <Button>{t("emojis.add")}</Button>
      </div>
    </form>
  );
};

interface ShownProps {
  readonly t: Frame["t"];
  readonly values: FormValues;
  readonly errors: FormErrors;
  /** Tells the fields of one form from those of the others. */
  readonly of?: string | undefined;
}

const idOf = (name: string, of: string | undefined) => (of === undefined ? name : `${name}-${of}`);

const Shown = ({ t, values, errors, of }: ShownProps) => (
  <>
    <TextField
      t={t}
      id={idOf("category", of)}
      name="category"
      label={t("emojis.category")}
      hint={t("emojis.category.hint")}
      value={typed(values, "category")}
      error={errors.of("category")}
      maxlength={MAX_CATEGORY_LENGTH}
      autocomplete="off"
      list={CATEGORIES}
      optionalLabel
    />
    <Checkbox
      t={t}
      id={idOf("inPicker", of)}
      name="inPicker"
      label={t("emojis.in-picker")}
      checked={typed(values, "inPicker") === "ja"}
    />
  </>
);

const Kept = ({ frame, row, form, errors, changed }: EmojisPageProps & { readonly row: EmojiRow }) => {
  const { t } = frame;
  const { id, shortcode, category, inPicker, retiredAt, storageKey } = row;
  const isBack = changed === id && errors !== NO_ERRORS;
  const known = { category: [category], ...(inPicker && { inPicker: ["ja"] }) };
  const title = (
    <>
      <img class="emoji" src={`/media/emojis/${storageKey}`} alt="" loading="lazy" decoding="async" />{" "}
      <code>{`:${shortcode}:`}</code>
      {retiredAt !== null && ` · ${t("emojis.retired")}`}
      {retiredAt === null && !inPicker && ` · ${t("emojis.hidden")}`}
    </>
  );
  return (
    <Details title={title} layout="form" open={isBack}>
      <form class="form" method="post" action={`${PATH}/${id}`} novalidate>
        <Shown t={t} values={isBack ? form : known} errors={isBack ? errors : NO_ERRORS} of={id} />
        <div>
          <Button>{t("common.save")}</Button>
        </div>
      </form>
      <form class="row" method="post" action={`${PATH}/${id}/verwendung`}>
        <Button look="secondary" name="verwendung" value={retiredAt === null ? "ende" : "wieder"}>
          {t(retiredAt === null ? "emojis.retire" : "emojis.use-again")}
        </Button>
        <LinkButton look="tertiary" href={`${PATH}/${id}/loeschen`}>
          {t("emojis.delete")}
        </LinkButton>
      </form>
      <p class="soft small">{t("emojis.retire.hint")}</p>
    </Details>
  );
};
