import { Button } from "../forms/buttons.tsx";
import type { Translate } from "../i18n/i18n.ts";

/** From a small form to the whole one, with what is typed: for pictures, a warning, another language, another name. */
export const WholeForm = ({ t }: { t: Translate }) => (
  <Button look="tertiary" name="aktion" value="mehr" formaction="/schreiben/beitrag" formnovalidate>
    {t("posts.form.whole")}
  </Button>
);
