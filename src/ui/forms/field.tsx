import type { Child } from "hono/jsx";
import type { Translate } from "../i18n/i18n.ts";

/** What every form part takes. `id` is the name unless given; error summaries link to it. */
export interface FieldProps {
  readonly t: Translate;
  readonly name: string;
  readonly label: Child;
  readonly id?: string | undefined;
  readonly hint?: Child;
  /** One sentence that says what to do; shown next to the field and, by the page, in the summary on top. */
  readonly error?: string | undefined;
  readonly required?: boolean | undefined;
  /** Writes "(freiwillig)" behind the label. */
  readonly optionalLabel?: boolean | undefined;
}

/** Ids of a field's hint and error, and the `aria-describedby` that names those that exist. */
export function describe({ id, name, hint, error }: FieldProps): {
  id: string;
  hintId: string;
  errorId: string;
  describedBy: string | undefined;
} {
  const fieldId = id ?? name;
  const hintId = `${fieldId}-hinweis`;
  const errorId = `${fieldId}-fehler`;
  const parts = [hint === undefined ? "" : hintId, error === undefined ? "" : errorId].filter((part) => part !== "");
  return { id: fieldId, hintId, errorId, describedBy: parts.length === 0 ? undefined : parts.join(" ") };
}

export const OptionalMark = ({ t, show }: { t: Translate; show: boolean | undefined }) =>
  show === true ? <span class="kern-label__optional"> {t("common.optional")}</span> : null;

export const Hint = ({ id, children }: { id: string; children?: Child }) =>
  children === undefined ? null : (
    <p class="kern-hint" id={id}>
      {children}
    </p>
  );

export const FieldError = ({ id, error }: { id: string; error: string | undefined }) =>
  error === undefined ? null : (
    <p class="kern-error" id={id}>
      <span class="kern-icon kern-icon--danger" aria-hidden="true" />
      <span class="kern-body">{error}</span>
    </p>
  );

/** Label above, hint below it, the control, the error: the frame of every single-control field. */
export const FieldFrame = ({ field, children }: { field: FieldProps; children?: Child }) => {
  const { id, hintId, errorId } = describe(field);
  return (
    <div class={`kern-form-input${field.error === undefined ? "" : " kern-form-input--error"}`}>
      <label class="kern-label" for={id}>
        {field.label}
        <OptionalMark t={field.t} show={field.optionalLabel} />
      </label>
      <Hint id={hintId}>{field.hint}</Hint>
      {children}
      <FieldError id={errorId} error={field.error} />
    </div>
  );
};
