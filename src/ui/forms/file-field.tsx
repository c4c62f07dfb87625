import { describe, FieldFrame, type FieldProps } from "./field.tsx";

export interface FileFieldProps extends FieldProps {
  /** Media types or endings, as in HTML: `image/jpeg,image/png`. */
  readonly accept?: string | undefined;
  readonly multiple?: boolean | undefined;
}

/** A file to upload; the form needs `enctype="multipart/form-data"`. */
export const FileField = (props: FileFieldProps) => {
  const { id, describedBy } = describe(props);
  const invalid = props.error !== undefined;
  return (
    <FieldFrame field={props}>
      <input
        class={`kern-form-input__input file-input${invalid ? " kern-form-input__input--error" : ""}`}
        type="file"
        id={id}
        name={props.name}
        accept={props.accept}
        multiple={props.multiple === true}
        required={props.required === true}
        aria-describedby={describedBy}
        aria-invalid={invalid ? "true" : undefined}
      />
    </FieldFrame>
  );
};
