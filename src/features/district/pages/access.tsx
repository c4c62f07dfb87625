import type { Frame } from "../../../ui/env.ts";
import type { MessageKey } from "../../../ui/i18n/i18n.ts";
import { Page } from "../../../ui/page.tsx";
import type { Imprint } from "../district.model.ts";
import { Reach } from "./imprint.tsx";

const GOALS: readonly MessageKey[] = [
  "legal.access.goal.1",
  "legal.access.goal.2",
  "legal.access.goal.3",
  "legal.access.goal.4",
  "legal.access.goal.5",
];
const KNOWN: readonly MessageKey[] = [
  "legal.access.known.1",
  "legal.access.known.2",
  "legal.access.known.3",
  "legal.access.known.4",
];

const Texts = ({ frame: { t }, keys }: { frame: Frame; keys: readonly MessageKey[] }) => (
  <ul class="bullets">
    {keys.map((key) => (
      <li>{t(key)}</li>
    ))}
  </ul>
);

/** What we promise, what is not good yet, and how to say so. */
export const AccessPage = ({ frame, imprint }: { frame: Frame; imprint: Imprint | null }) => {
  const { t } = frame;
  return (
    <Page frame={frame} title={t("legal.access.title")} lead={t("legal.access.lead")} crumbs={[]}>
      <h2>{t("legal.access.goal")}</h2>
      <Texts frame={frame} keys={GOALS} />
      <h2>{t("legal.access.known")}</h2>
      <Texts frame={frame} keys={KNOWN} />
      <h2>{t("legal.access.contact")}</h2>
      <p>{t("legal.access.contact.text")}</p>
      {imprint === null ? <p>{t("legal.access.contact.none")}</p> : <Reach imprint={imprint} frame={frame} />}
      <h2>{t("legal.access.test")}</h2>
      <p>{t("legal.access.test.text")}</p>
    </Page>
  );
};
