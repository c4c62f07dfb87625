import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";

/** What stands where a note was (410). Its title is gone with it. */
export const GonePage = ({ frame, deletedAt }: { frame: Frame; deletedAt: Date }) => {
  const { t, locale } = frame;
  return (
    <Page
      frame={frame}
      title={t("reading.gone.title")}
      crumbs={[{ href: "/projekte", label: t("reading.catalogue.crumb") }]}
      noindex
    >
      <p>{t("reading.gone.text", { date: formatDay(locale, deletedAt) })}</p>
      <p>
        <LinkButton look="secondary" href="/projekte">
          {t("reading.catalogue.all")}
        </LinkButton>
      </p>
    </Page>
  );
};
