import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Page } from "../../../ui/page.tsx";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import type { ListedDistrict } from "../directory.queries.ts";
import { fieldOf } from "../partners.model.ts";

interface DistrictsPageProps {
  readonly frame: Frame;
  readonly districts: readonly ListedDistrict[];
}

/** `/stadtteile`: districts that we know of by what others told us, and looked at. */
export const DistrictsPage = ({ frame, districts }: DistrictsPageProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("partners.districts.title")}
      crumb={t("partners.districts.crumb")}
      crumbs={[{ href: "/partner", label: t("partners.crumb") }]}
      lead={t("partners.districts.lead")}
      description={t("partners.districts.description")}
      federationNotice
    >
      {districts.length === 0 && <p>{t("partners.districts.none")}</p>}
      <ul class="lines">
        {districts.map((district) => (
          <Line frame={frame} district={district} />
        ))}
      </ul>
    </Page>
  );
};

const Line = ({ frame, district }: { frame: Frame; district: ListedDistrict }) => {
  const { t, locale, viewer } = frame;
  const { name, handle, host, relation, verifiedAt } = district;
  const city = fieldOf({ fields: [...district.fields] }, "Stadt");
  return (
    <li class="with-icon">
      <Icon name="haus-leer" />
      <div class="flow">
        <p>
          <ActorLink actor={{ ...district, local: false }} frame={frame} bold />
          {city !== "" && <span class="soft">, {city}</span>}
          <br />
          <span class="soft address">
            @{handle}@{host}
          </span>
          <br />
          {t(`partners.districts.${relation}`)}{" "}
          <span class="soft">{t("partners.districts.verified", { day: formatDay(locale, new Date(verifiedAt)) })}</span>
        </p>
        {viewer?.role === "admin" && relation !== "partner" && (
          <p>
            <a href={`/verwaltung/partner/neu?adresse=${encodeURIComponent(`@${handle}@${host}`)}`}>
              {t("partners.districts.ask", { name })}
            </a>
          </p>
        )}
      </div>
    </li>
  );
};
