import type { Translate } from "../i18n/i18n.ts";
import { Alert } from "../parts/alert.tsx";

export interface ErrorEntry {
  /** Id of the field to jump to. Without one the message concerns the whole form. */
  readonly field?: string | undefined;
  readonly message: string;
}

/** All errors of a form, above it, each a link to its field. Nothing when there is none. */
export const ErrorSummary = ({ t, errors }: { t: Translate; errors: readonly ErrorEntry[] }) =>
  errors.length === 0 ? null : (
    <Alert
      kind="danger"
      id="fehler"
      role="alert"
      title={
        errors.length === 1 ? t("common.errors.title.one") : t("common.errors.title.many", { count: errors.length })
      }
    >
      <p>{t("common.errors.kept")}</p>
      <ul class="bullets">
        {errors.map(({ field, message }) => (
          <li>{field === undefined ? message : <a href={`#${field}`}>{message}</a>}</li>
        ))}
      </ul>
    </Alert>
  );
