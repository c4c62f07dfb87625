import type { Translate } from "../../../ui/i18n/i18n.ts";
import { Icon, type IconName } from "../../../ui/parts/icon.tsx";
import type { Outcome } from "../project-notes.model.ts";

const ICONS: Readonly<Record<Outcome, IconName>> = {
  ongoing: "stand-laeuft",
  succeeded: "stand-gelungen",
  mixed: "stand-gemischt",
  failed: "stand-nicht",
};

/** How it ended: a shape and a word, the same weight for each, no colour. */
export const OutcomeMark = ({ outcome, t }: { outcome: Outcome; t: Translate }) => (
  <span class="outcome">
    <Icon name={ICONS[outcome]} />
    {t(`terms.outcome.${outcome}`)}
  </span>
);
