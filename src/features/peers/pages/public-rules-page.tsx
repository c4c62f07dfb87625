import type { Frame } from "../../../ui/env.ts";
import { Page } from "../../../ui/page.tsx";
import type { PublicRule } from "../peers.queries.ts";
import { ruleInWords } from "./rule-words.ts";

/** What we keep away of other servers, and why, for everybody to see. */
export const PublicRulesPage = ({ frame, rules }: { frame: Frame; rules: readonly PublicRule[] }) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("peers.public.title")}
      lead={t("peers.public.lead", { district: frame.districtName })}
      crumbs={[{ href: "/ueber", label: t("district.aboutPage.title") }]}
    >
      {rules.length === 0 && <p>{t("peers.public.none")}</p>}
      <ul class="plain flow">
        {rules.map(({ name, rule, reason }) => (
          <li>
            <p>
              <b class="address">{name}</b>
              <br />
              {ruleInWords(t, rule)}
              <br />
              <span class="soft">{reason === "" ? t("peers.public.no-reason") : reason}</span>
            </p>
          </li>
        ))}
      </ul>
    </Page>
  );
};
