import { plainName } from "../../../platform/emojis.ts";
import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { isFederated } from "../groups.model.ts";
import type { Group } from "../groups.queries.ts";
import { manageCrumbs, pathOf } from "./parts.tsx";

interface ClosingPageProps {
  readonly frame: Frame;
  readonly group: Group;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

/** The two ways to end a group: it stays to be read, or it goes with all that was written in it. */
export const ClosingPage = ({ frame, group, values, errors }: ClosingPageProps) => {
  const { t } = frame;
  const { actor } = group;
  const action = `${pathOf(group)}/schliessen`;
  return (
    <Page
      frame={frame}
      title={t("groups.closing.title", { name: plainName(actor) })}
      crumbs={manageCrumbs(frame, group)}
      crumb={t("groups.closing")}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <section class="section flow">
        <h2>{t(actor.archivedAt === null ? "groups.archive.title" : "groups.reopen.title")}</h2>
        <p>{t(actor.archivedAt === null ? "groups.archive.text" : "groups.reopen.text")}</p>
        <form method="post" action={action}>
          <Button look="secondary" name="was" value={actor.archivedAt === null ? "abschliessen" : "oeffnen"}>
            {t(actor.archivedAt === null ? "groups.archive.submit" : "groups.reopen.submit")}
          </Button>
        </form>
      </section>
      <section class="section flow">
        <h2>{t("groups.delete.title")}</h2>
        <ul class="bullets">
          <li>{t("groups.delete.posts")}</li>
          <li>{t("groups.delete.name", { handle: `@${actor.handle}` })}</li>
          {isFederated(group.mode) && <li>{t("groups.delete.elsewhere")}</li>}
        </ul>
        <form class="form" method="post" action={action} novalidate>
          <TextField
            t={t}
            name="handle"
            label={t("groups.delete.handle", { handle: actor.handle })}
            value={typed(values, "handle")}
            error={errors.of("handle")}
            maxlength={60}
            autocapitalize="none"
            spellcheck={false}
            required
          />
          <div>
            <Button look="secondary" name="was" value="loeschen">
              {t("groups.delete.submit", { name: plainName(actor) })}
            </Button>
          </div>
        </form>
      </section>
    </Page>
  );
};
