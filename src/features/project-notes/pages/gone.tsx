import type { Frame } from "../../../ui/env.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";

/** What stands where a note was (410). Its title is gone with it. */
export const GonePage = ({ frame }: { frame: Frame }) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("reading.gone.title")}
      crumbs={[{ href: "/projekte", label: t("reading.catalogue.crumb") }]}
      noindex
    >
      <p>{t("reading.gone.text")}</p>
      <p>
        <LinkButton look="secondary" href="/projekte">
          {t("reading.catalogue.all")}
        </LinkButton>
      </p>
    </Page>
  );
};
