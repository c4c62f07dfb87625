import type { Frame } from "../env.ts";

/** Leads to the form that tells the moderators of this address. */
export const ReportLink = ({ frame: { t }, address }: { frame: Frame; address: string }) => (
  <a class="quiet small no-print" href={`/melden?${new URLSearchParams({ adresse: address })}`} rel="nofollow">
    {t("moderation.report.link")}
  </a>
);
