import type { Translate } from "../../../ui/i18n/i18n.ts";
import type { HostRule } from "../peers.model.ts";

/** What is kept away of a server, in one line. */
export function ruleInWords(
  t: Translate,
  rule: Pick<HostRule, "severity" | "rejectMedia"> & Partial<Pick<HostRule, "rejectReports">>,
): string {
  const parts = [
    ...(rule.severity === "noop" ? [] : [t(`peers.level.${rule.severity}`)]),
    ...(rule.rejectMedia ? [t("peers.level.media")] : []),
    ...(rule.rejectReports === true ? [t("peers.also.meldungen")] : []),
  ];
  return parts.join(" · ");
}
