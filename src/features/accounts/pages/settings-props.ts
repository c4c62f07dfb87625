import type { Frame } from "../../../ui/env.ts";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import type { FormValues } from "../../../ui/forms/read-form.ts";
import type { MessageKey } from "../../../ui/i18n/i18n.ts";
import type { SessionRow, TokenRow } from "../accounts.queries.ts";

export interface SettingsPageProps {
  readonly frame: Frame;
  /** What stands in the forms: as stored, or as typed when a form comes back. */
  readonly values: FormValues;
  readonly errors: FormErrors;
  /** What was saved just now. */
  readonly saved: MessageKey | undefined;
  readonly sessions: readonly SessionRow[];
  /** Hash of the session that asks. */
  readonly thisSession: string;
  readonly tokens: readonly TokenRow[];
  /** A token made just now: shown once. */
  readonly newToken: string | undefined;
}
