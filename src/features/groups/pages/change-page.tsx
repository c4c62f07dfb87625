import { plainName } from "../../../platform/emojis.ts";
import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import type { FormValues } from "../../../ui/forms/read-form.ts";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { modesFrom } from "../groups.model.ts";
import type { Group } from "../groups.queries.ts";
import { GroupFields } from "./group-fields.tsx";
import { manageCrumbs, pathOf } from "./parts.tsx";

interface ChangePageProps {
  readonly frame: Frame;
  readonly group: Group;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

/** Name, description and mode of a group that is there; what a new mode does not change stands above. */
export const ChangePage = ({ frame, group, values, errors }: ChangePageProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("groups.change.title", { name: plainName(group.actor) })}
      crumbs={manageCrumbs(frame, group)}
      crumb={t("groups.change")}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <Alert kind="info" title={t("groups.change.mode")}>
        <ul class="bullets">
          <li>{t("groups.change.mode.posts")}</li>
          <li>{t("groups.change.mode.members")}</li>
          <li>{t(group.mode === "internal" ? "groups.change.mode.from-internal" : "groups.change.mode.internal")}</li>
        </ul>
      </Alert>
      <form class="form" method="post" action={`${pathOf(group)}/aendern`}>
        <GroupFields frame={frame} values={values} errors={errors} modes={modesFrom(group.mode)} />
        <p class="row">
          <Button>{t("common.save")}</Button>
          <LinkButton look="tertiary" href={`${pathOf(group)}/moderation`}>
            {t("common.cancel")}
          </LinkButton>
        </p>
      </form>
    </Page>
  );
};
