import type { Child } from "hono/jsx";
import { describe, FieldError, FieldFrame, type FieldProps, Hint, OptionalMark } from "./field.tsx";

interface Choice {
  readonly value: string;
  readonly label: Child;
  readonly hint?: Child;
}

export interface SelectProps extends FieldProps {
  readonly value?: string | undefined;
  readonly options: readonly Choice[];
  /** Text of an empty first option; none when undefined. */
  readonly empty?: string | undefined;
}

/** One of many, in a drop-down. Up to six choices are better as a `RadioGroup`. */
export const Select = (props: SelectProps) => {
  const { id, describedBy } = describe(props);
  const invalid = props.error !== undefined;
  return (
    <FieldFrame field={props}>
      <div class="kern-form-input__select-wrapper">
        <select
          class={`kern-form-input__select${invalid ? " kern-form-input__select--error" : ""}`}
          id={id}
          name={props.name}
          aria-describedby={describedBy}
          aria-invalid={invalid ? "true" : undefined}
          required={props.required === true}
        >
          {props.empty !== undefined && <option value="">{props.empty}</option>}
          {props.options.map((option) => (
            <option value={option.value} selected={option.value === props.value}>
              {option.label}
            </option>
          ))}
        </select>
      </div>
    </FieldFrame>
  );
};

interface FieldsetProps {
  readonly legend: Child;
  readonly id?: string | undefined;
  readonly hint?: Child;
  readonly error?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly children?: Child;
}

/** Fields that belong together, under one legend. */
export const Fieldset = ({ legend, id, hint, error, children }: FieldsetProps) => {
  const base = id ?? "gruppe";
  const ids = [hint === undefined ? "" : `${base}-hinweis`, error === undefined ? "" : `${base}-fehler`]
    .join(" ")
    .trim();
  return (
    <fieldset
      class={`kern-fieldset${error === undefined ? "" : " kern-fieldset--error"}`}
      id={id}
      aria-describedby={ids === "" ? undefined : ids}
    >
      <legend class="kern-label">{legend}</legend>
      <Hint id={`${base}-hinweis`}>{hint}</Hint>
      <div class="kern-fieldset__body">{children}</div>
      <FieldError id={`${base}-fehler`} error={error} />
    </fieldset>
  );
};

interface CheckProps {
  readonly kind: "radio" | "checkbox";
  readonly id: string;
  readonly name: string;
  readonly choice: Choice;
  readonly checked: boolean;
  readonly invalid: boolean;
  readonly required?: boolean | undefined;
}

const Check = ({ kind, id, name, choice, checked, invalid, required }: CheckProps) => (
  <div class={`kern-form-check${invalid ? " kern-form-check--error" : ""}`}>
    <input
      class={`kern-form-check__${kind}${invalid ? ` kern-form-check__${kind}--error` : ""}`}
      type={kind}
      id={id}
      name={name}
      value={choice.value}
      checked={checked}
      required={required === true}
      aria-describedby={choice.hint === undefined ? undefined : `${id}-hinweis`}
    />
    <label class="kern-label" for={id}>
      {choice.label}
    </label>
    {choice.hint !== undefined && (
      <p class="kern-hint kern-form-check__hint" id={`${id}-hinweis`}>
        {choice.hint}
      </p>
    )}
  </div>
);

/** Id of the choice at `index`; the first one carries the group's id, so that an error summary can link to it. */
const choiceId = (group: string, index: number): string => (index === 0 ? group : `${group}-${index}`);

interface ChoiceGroupProps extends FieldProps {
  readonly kind: "radio" | "checkbox";
  readonly options: readonly Choice[];
  readonly isChecked: (value: string) => boolean;
}

const ChoiceGroup = ({ kind, options, isChecked, ...props }: ChoiceGroupProps) => {
  const { id } = describe(props);
  return (
    <Fieldset
      id={`${id}-auswahl`}
      legend={
        <>
          {props.label}
          <OptionalMark t={props.t} show={props.optionalLabel} />
        </>
      }
      hint={props.hint}
      error={props.error}
    >
      {options.map((choice, index) => (
        <Check
          kind={kind}
          id={choiceId(id, index)}
          name={props.name}
          choice={choice}
          checked={isChecked(choice.value)}
          invalid={props.error !== undefined}
          // Of boxes `required` would ask for every single one.
          required={kind === "radio" && props.required}
        />
      ))}
    </Fieldset>
  );
};

export interface RadioGroupProps extends FieldProps {
  readonly value?: string | undefined;
  readonly options: readonly Choice[];
}

/** One of a few. */
export const RadioGroup = ({ value, ...props }: RadioGroupProps) => (
  <ChoiceGroup {...props} kind="radio" isChecked={(choice) => choice === value} />
);

export interface CheckboxGroupProps extends FieldProps {
  readonly values?: readonly string[] | undefined;
  readonly options: readonly Choice[];
}

/** Any number of a few; all boxes share the name. */
export const CheckboxGroup = ({ values = [], ...props }: CheckboxGroupProps) => (
  <ChoiceGroup {...props} kind="checkbox" isChecked={(choice) => values.includes(choice)} />
);

export interface CheckboxProps extends FieldProps {
  readonly value?: string | undefined;
  readonly checked?: boolean | undefined;
}

/** A single yes, such as "stay logged in". */
export const Checkbox = (props: CheckboxProps) => {
  const { id, errorId } = describe(props);
  return (
    <div>
      <Check
        kind="checkbox"
        id={id}
        name={props.name}
        choice={{ value: props.value ?? "ja", label: props.label, hint: props.hint }}
        checked={props.checked === true}
        invalid={props.error !== undefined}
        required={props.required}
      />
      <FieldError id={errorId} error={props.error} />
    </div>
  );
};
