import { plainName } from "../../platform/emojis.ts";
import type { Frame } from "../env.ts";
import { Button } from "../forms/buttons.tsx";
import { Checkbox, CheckboxGroup } from "../forms/choices.tsx";
import { Details } from "./details.tsx";

export interface FollowChoices {
  readonly boosts: boolean;
  readonly notify: boolean;
  /** Null: all. */
  readonly languages: readonly string[] | null;
}

interface FollowChoicesFormProps {
  readonly frame: Frame;
  readonly actor: { readonly id: string; readonly name: string; readonly handle: string };
  readonly choices: FollowChoices;
  /** Languages to choose among; what was chosen elsewhere stands there, too. */
  readonly languages: readonly string[];
}

/** What a member wants of somebody whom they follow: boosts, notices, languages. Comes back to this page. */
export const FollowChoicesForm = ({ frame, actor, choices, languages }: FollowChoicesFormProps) => {
  const { t, locale, path } = frame;
  const name = plainName(actor);
  const names = new Intl.DisplayNames(locale, { type: "language" });
  const chosen = choices.languages ?? [];
  return (
    <Details title={t("follows.choices")} id="wuensche" layout="form">
      <form class="form" method="post" action="/folgen/wuensche">
        <input type="hidden" name="wem" value={actor.id} />
        <input type="hidden" name="zurueck" value={path} />
        <Checkbox t={t} name="geteiltes" label={t("follows.choices.boosts", { name })} checked={choices.boosts} />
        <Checkbox t={t} name="mitteilen" label={t("follows.choices.notify", { name })} checked={choices.notify} />
        <CheckboxGroup
          t={t}
          name="sprachen"
          label={t("follows.choices.languages")}
          hint={t("follows.choices.languages.hint")}
          values={chosen}
          options={[...new Set([...languages, ...chosen])].map((code) => ({
            value: code,
            label: names.of(code) ?? code,
          }))}
        />
        <Button look="secondary">{t("follows.choices.save")}</Button>
      </form>
    </Details>
  );
};
