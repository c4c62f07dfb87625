import { describe, FieldFrame, type FieldProps } from "./field.tsx";

export interface TextAreaProps extends FieldProps {
  readonly value?: string | undefined;
  readonly rows?: number | undefined;
  readonly maxlength?: number | undefined;
  readonly lang?: string | undefined;
}

/** Several lines of text. */
export const TextArea = (props: TextAreaProps) => {
  const { id, describedBy } = describe(props);
  const invalid = props.error !== undefined;
  return (
    <FieldFrame field={props}>
      <textarea
        class={`kern-form-input__input${invalid ? " kern-form-input__input--error" : ""}`}
        id={id}
        name={props.name}
        rows={props.rows ?? 4}
        aria-describedby={describedBy}
        aria-invalid={invalid ? "true" : undefined}
        required={props.required === true}
        maxlength={props.maxlength}
        lang={props.lang}
      >
        {/* A browser drops the first line break of a textarea; this one is for it to drop. */}
        {`\n${props.value ?? ""}`}
      </textarea>
    </FieldFrame>
  );
};
