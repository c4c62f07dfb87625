import type { Frame } from "../../../ui/env.ts";
import { Page } from "../../../ui/page.tsx";
import { FollowAddress, FollowForm } from "../../../ui/parts/follow-form.tsx";
import { Drawing } from "../../../ui/parts/icon.tsx";
import { WithPart } from "../../../ui/parts/with-part.tsx";
import type { District } from "../district.model.ts";
import { type Rule, ruleText } from "../rules.queries.ts";

/** As long as an admin has written none. */
const RULES = [
  "district.aboutPage.rules.failure",
  "district.aboutPage.rules.open",
  "district.aboutPage.rules.people",
  "district.aboutPage.rules.data",
] as const;

/** Who stands behind these pages, and how the network of districts works. */
export const AboutPage = ({ frame, district, rules }: { frame: Frame; district: District; rules: readonly Rule[] }) => {
  const { t } = frame;
  const said = rules.length > 0 ? rules.map((rule) => ruleText(rule, frame.locale)) : RULES.map((rule) => t(rule));
  return (
    <Page
      frame={frame}
      title={t("district.aboutPage.title")}
      description={t("district.aboutPage.description", { district: district.name })}
      crumbs={[]}
      federationNotice
    >
      <div class="split">
        <div class="flow">
          <h2>{t("district.about", { district: district.name, city: district.city })}</h2>
          <p class="pre-line">{district.about || t("district.about.none", { district: district.name })}</p>
          <h2>{t("district.aboutPage.network")}</h2>
          <p>{t("district.aboutPage.network.text")}</p>
          <h2>{t("district.aboutPage.rules")}</h2>
          <ul class="bullets">
            {said.map((rule) => (
              <li>{rule}</li>
            ))}
          </ul>
          {district.publishesBlocks && (
            <p>
              <a href="/gesperrte-server">{t("peers.public.title")}</a>
            </p>
          )}
          <h2>{t("district.aboutPage.reach")}</h2>
          <p>
            <WithPart text={t("district.aboutPage.reach.contact")} name="imprint">
              <a href="/impressum">{t("common.footer.imprint")}</a>
            </WithPart>
          </p>
          {frame.federation && (
            <>
              <h2>{t("district.follow.title")}</h2>
              <FollowAddress frame={frame} actor={district.handle} />
              <FollowForm frame={frame} actor={district.handle} />
            </>
          )}
        </div>
        <div class="picture">
          <Drawing name="z-baum" />
        </div>
      </div>
    </Page>
  );
};
