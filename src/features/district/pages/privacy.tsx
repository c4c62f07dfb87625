import type { Frame } from "../../../ui/env.ts";
import type { MessageKey } from "../../../ui/i18n/i18n.ts";
import { Page } from "../../../ui/page.tsx";
import type { Imprint } from "../district.model.ts";
import { Postal, Reach } from "./imprint.tsx";

/** Heading and paragraphs of each part. What stands here must be what the software does. */
const PARTS: readonly { title: MessageKey; texts: readonly MessageKey[] }[] = [
  {
    title: "legal.privacy.reading",
    texts: ["legal.privacy.reading.1", "legal.privacy.reading.2", "legal.privacy.reading.3", "legal.privacy.reading.4"],
  },
  {
    title: "legal.privacy.member",
    texts: ["legal.privacy.member.1", "legal.privacy.member.2", "legal.privacy.member.3", "legal.privacy.member.4"],
  },
  {
    title: "legal.privacy.public",
    texts: [
      "legal.privacy.public.1",
      "legal.privacy.public.2",
      "legal.privacy.public.3",
      "legal.privacy.public.4",
      "legal.privacy.public.5",
    ],
  },
  { title: "legal.privacy.others", texts: ["legal.privacy.others.1", "legal.privacy.others.2"] },
  { title: "legal.privacy.reports", texts: ["legal.privacy.reports.1", "legal.privacy.reports.2"] },
];

export const PrivacyPage = ({ frame, imprint }: { frame: Frame; imprint: Imprint | null }) => {
  const { t, districtName: district } = frame;
  return (
    <Page frame={frame} title={t("legal.privacy.title")} lead={t("legal.privacy.lead")} crumbs={[]}>
      {PARTS.map(({ title, texts }) => (
        <>
          <h2>{t(title)}</h2>
          <ul class="bullets">
            {texts.map((text) => (
              <li>{t(text, { district })}</li>
            ))}
          </ul>
        </>
      ))}
      <h2>{t("legal.privacy.legal")}</h2>
      <p>{t("legal.privacy.legal.text")}</p>
      <h2>{t("legal.privacy.rights")}</h2>
      <p>{t("legal.privacy.rights.text")}</p>
      <h2>{t("legal.privacy.who")}</h2>
      {imprint === null ? (
        <p>{t("legal.privacy.who.missing")}</p>
      ) : (
        <>
          <Postal imprint={imprint} />
          <Reach imprint={imprint} frame={frame} />
        </>
      )}
    </Page>
  );
};
