import { describe, FieldFrame, type FieldProps } from "./field.tsx";

export interface TextFieldProps extends FieldProps {
  readonly value?: string | undefined;
  readonly type?:
    | "text"
    | "email"
    | "password"
    | "search"
    | "url"
    | "tel"
    | "number"
    | "date"
    | "time"
    | "color"
    | undefined;
  readonly autocomplete?: string | undefined;
  readonly inputmode?: "text" | "decimal" | "numeric" | "email" | "url" | "tel" | undefined;
  readonly maxlength?: number | undefined;
  readonly minlength?: number | undefined;
  readonly pattern?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly spellcheck?: boolean | undefined;
  readonly autocapitalize?: "none" | "sentences" | undefined;
  /** Id of a `datalist` with proposals. */
  readonly list?: string | undefined;
  readonly readonly?: boolean | undefined;
  readonly lang?: string | undefined;
}

/** One line of text. Give `autocomplete` for everything about the person (WCAG 1.3.5). */
export const TextField = (props: TextFieldProps) => {
  const { id, describedBy } = describe(props);
  const invalid = props.error !== undefined;
  return (
    <FieldFrame field={props}>
      <input
        class={`kern-form-input__input${invalid ? " kern-form-input__input--error" : ""}`}
        id={id}
        name={props.name}
        type={props.type ?? "text"}
        value={props.value}
        aria-describedby={describedBy}
        aria-invalid={invalid ? "true" : undefined}
        required={props.required === true}
        readonly={props.readonly === true}
        autocomplete={props.autocomplete}
        inputmode={props.inputmode}
        maxlength={props.maxlength}
        minlength={props.minlength}
        pattern={props.pattern}
        placeholder={props.placeholder}
        spellcheck={props.spellcheck}
        autocapitalize={props.autocapitalize}
        list={props.list}
        lang={props.lang}
      />
    </FieldFrame>
  );
};
