import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";
import { Details } from "../../../ui/parts/details.tsx";

/**
 * What somebody gets whose session ended while writing: the text goes back in the answer, in hidden fields of a form
 * to the same address. Nothing of it is stored for a stranger; after logging in elsewhere the button sends it again.
 */
export const KeptTextPage = ({
  frame,
  action,
  fields,
}: {
  frame: Frame;
  action: string;
  fields: readonly (readonly [string, string])[];
}) => {
  const { t } = frame;
  const written = fields.filter(([, value]) => /\S\s+\S/.test(value));
  return (
    <Page frame={frame} title={t("writing.kept.title")} lead={t("writing.kept.text")} noindex>
      <p>
        <a class="kern-btn kern-btn--primary" href="/anmelden?weiter=/schreiben" target="_blank" rel="noopener">
          <span class="kern-label">{t("writing.kept.login")}</span>
        </a>
      </p>
      <form method="post" action={action}>
        {fields.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <Button look="secondary">{t("writing.kept.continue")}</Button>
      </form>
      {written.length > 0 && (
        <Details title={t("writing.kept.show")}>
          {written.map(([, value]) => (
            <p class="kept">{value}</p>
          ))}
        </Details>
      )}
    </Page>
  );
};
