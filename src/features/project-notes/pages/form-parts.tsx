import type { Child } from "hono/jsx";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Fieldset, Select } from "../../../ui/forms/choices.tsx";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import type { Locale, MessageKey, Translate } from "../../../ui/i18n/i18n.ts";
import { Details } from "../../../ui/parts/details.tsx";
import { type Form, fieldValue, fieldValues, rowNumbers } from "../form/values.ts";
import type { PlainHints } from "../plain-language.hints.ts";

/** An upload that the form names: what a row shows of it. */
export interface FormUpload {
  readonly id: string;
  readonly fileName: string;
  /** Path of the preview; null for what is no image. */
  readonly preview: string | null;
}

/** Everything that the parts of the form need to show what was typed. */
export interface FormState {
  readonly t: Translate;
  readonly locale: Locale;
  readonly form: Form;
  /** One sentence a field that has to be mended, by the field's name. */
  readonly problems: ReadonlyMap<string, string>;
  readonly uploads: ReadonlyMap<string, FormUpload>;
  /** What could be simpler in the plain-language text; null while there is none. */
  readonly plainHints: PlainHints | null;
}

interface PartProps {
  readonly s: FormState;
  readonly name: string;
  readonly label: Child;
  readonly hint?: Child;
  readonly required?: boolean;
}

const common = ({ s, name, label, hint, required }: PartProps) => ({
  t: s.t,
  name,
  label,
  hint,
  value: fieldValue(s.form, name),
  error: s.problems.get(name),
  required: required === true,
});

interface LineProps extends PartProps {
  readonly inputmode?: "decimal" | "numeric" | "url";
  readonly autocomplete?: string;
}

/** One line. */
export const Line = (props: LineProps) => (
  <TextField {...common(props)} inputmode={props.inputmode} autocomplete={props.autocomplete ?? "off"} />
);

/** Several lines. */
export const Area = (props: PartProps & { rows?: number }) => <TextArea {...common(props)} rows={props.rows ?? 4} />;

/** One of many; the empty choice says nothing. */
export const OneOf = <C extends string>({
  options,
  word,
  preset,
  ...props
}: PartProps & { options: readonly C[]; word: (option: C) => string; preset?: C }) => {
  const { value, ...rest } = common(props);
  return (
    <Select
      {...rest}
      value={value === "" ? preset : value}
      empty={preset === undefined ? props.s.t("common.choose") : undefined}
      options={options.map((option) => ({ value: option, label: word(option) }))}
    />
  );
};

/** One box to tick. */
export const Tick = ({ s, name, label }: Pick<PartProps, "s" | "name" | "label">) => (
  <div class="kern-form-check">
    <input
      class="kern-form-check__checkbox"
      type="checkbox"
      id={name}
      name={name}
      value="ja"
      checked={fieldValue(s.form, name) !== ""}
    />
    <label class="kern-label" for={name}>
      {label}
    </label>
  </div>
);

interface RowsProps {
  readonly s: FormState;
  /** Name of the list: `costs`. */
  readonly name: string;
  readonly legend: MessageKey;
  readonly hint?: MessageKey;
  readonly row: MessageKey;
  readonly add: MessageKey;
  /** The fields of one row; `at` is the beginning of their names: `costs.0`. */
  readonly fields: (at: string) => Child;
}

/** Rows of fields. There is always an empty one at the end, and a button for more: it works without script. */
export const Rows = ({ s, name, legend, hint, row, add, fields }: RowsProps) => {
  const last = rowNumbers(s.form, name).at(-1) ?? -1;
  const isFilled = last >= 0 && Object.keys(s.form).some((key) => key.startsWith(`${name}.${last}.`) && typed(s, key));
  const count = Math.max(1, last + (isFilled ? 2 : 1));
  return (
    <Fieldset id={name} legend={s.t(legend)} hint={hint && s.t(hint)} error={s.problems.get(name)}>
      {Array.from({ length: count }, (_, index) => (
        <fieldset class="row-fields" id={`${name}.${index}`}>
          <legend>{s.t(row, { number: index + 1 })}</legend>
          {fields(`${name}.${index}`)}
        </fieldset>
      ))}
      <div>
        <Button look="secondary" name="aktion" value={`zeile:${name}`} formnovalidate>
          {s.t(add)}
        </Button>
      </div>
    </Fieldset>
  );
};

/** Choices that say something although nobody chose. */
const PRESET = /\.(currency|kind|per)$|^(language|licence)$/;

const typed = (s: FormState, key: string): boolean =>
  !PRESET.test(key) && fieldValues(s.form, key).some((value) => value.trim() !== "");

/** An optional section: open when something in it has to be mended or was just asked for. */
export const Section = ({
  s,
  id,
  title,
  fields,
  open,
  children,
}: {
  s: FormState;
  id: string;
  title: MessageKey;
  /** Roots of the field names in it. */
  fields: readonly string[];
  open: boolean;
  children?: Child;
}) => {
  const within = (name: string) => fields.some((root) => name === root || name.startsWith(`${root}.`));
  const isFilled = Object.keys(s.form).some((name) => within(name) && typed(s, name));
  const hasProblem = [...s.problems.keys()].some(within);
  return (
    <Details
      id={id}
      layout="form"
      open={open || hasProblem}
      title={
        <>
          {s.t(title)} {isFilled && <span class="soft">{s.t("writing.section.filled")}</span>}
        </>
      }
    >
      {children}
    </Details>
  );
};
