import type { Frame } from "../../../ui/env.ts";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import type { Imprint } from "../district.model.ts";

interface ImprintProps {
  readonly frame: Frame;
  readonly imprint: Imprint | null;
}

/** Who answers for the instance by German law. */
export const ImprintPage = ({ frame, imprint }: ImprintProps) => {
  const { t } = frame;
  return (
    <Page frame={frame} title={t("legal.imprint.title")} lead={t("legal.imprint.lead")} crumbs={[]}>
      {imprint === null ? (
        <Alert kind="info" title={t("legal.imprint.missing.title")}>
          <p>{t("legal.imprint.missing.text")}</p>
        </Alert>
      ) : (
        <ImprintText frame={frame} imprint={imprint} />
      )}
      <h2>{t("legal.imprint.others")}</h2>
      <p>{t("legal.imprint.others.text")}</p>
    </Page>
  );
};

const ImprintText = ({ frame: { t }, imprint }: { frame: Frame; imprint: Imprint }) => (
  <>
    <h2>{t("legal.imprint.provider")}</h2>
    <Postal imprint={imprint} />
    {imprint.representative !== undefined && (
      <p>
        {t("legal.imprint.representative")} {imprint.representative}
      </p>
    )}
    <h2>{t("legal.imprint.contact")}</h2>
    <Reach imprint={imprint} frame={{ t }} />
    {imprint.responsible !== undefined && (
      <>
        <h2>{t("legal.imprint.responsible")}</h2>
        <p class="pre-line">{imprint.responsible}</p>
      </>
    )}
  </>
);

export const Postal = ({ imprint }: { imprint: Imprint }) => (
  <address class="pre-line">
    {imprint.name}
    {"\n"}
    {imprint.address}
  </address>
);

export const Reach = ({ imprint, frame: { t } }: { imprint: Imprint; frame: Pick<Frame, "t"> }) => (
  <p>
    {t("legal.imprint.email")}:{" "}
    <a class="address" href={`mailto:${imprint.email}`}>
      {imprint.email}
    </a>
    {imprint.phone !== undefined && (
      <>
        <br />
        {t("legal.imprint.phone")}: <a href={`tel:${imprint.phone.replace(/[^\d+]/g, "")}`}>{imprint.phone}</a>
      </>
    )}
  </p>
);
