import { plainName } from "../../platform/emojis.ts";
import type { Frame } from "../env.ts";
import { Button } from "../forms/buttons.tsx";
import { Select } from "../forms/choices.tsx";
import { Details } from "./details.tsx";

interface RelationFormProps {
  readonly frame: Frame;
  readonly actor: { readonly id: string; readonly name: string; readonly handle: string; readonly host: string };
  /** How the viewer stands to this actor by their own choice. */
  readonly relations: ReadonlySet<"block" | "mute">;
}

/** Block and mute, and their ends, for members. Comes back to this page. */
export const RelationForm = ({ frame, actor, relations }: RelationFormProps) => {
  const { t } = frame;
  const name = plainName(actor);
  const [blocked, muted] = [relations.has("block"), relations.has("mute")];
  return (
    <Details title={t("follows.relations.form")} open={blocked || muted} id="umgang">
      {blocked && <p>{t("follows.relations.block.is", { name })}</p>}
      {muted && <p>{t("follows.relations.mute.is", { name })}</p>}
      <form class="form" method="post" action="/umgang">
        <input type="hidden" name="wem" value={actor.id} />
        <input type="hidden" name="zurueck" value={frame.path} />
        {muted ? (
          <Button look="secondary" name="was" value="einblenden">
            {t("follows.relations.mute.end", { name })}
          </Button>
        ) : blocked ? null : (
          <>
            <p class="small">{t("follows.relations.mute.text")}</p>
            <Select
              t={t}
              name="dauer"
              label={t("follows.relations.length")}
              value="immer"
              options={(["immer", "tag", "woche", "monat"] as const).map((value) => ({
                value,
                label: t(`follows.relations.length.${value}`),
              }))}
            />
            <Button look="secondary" name="was" value="ausblenden">
              {t("follows.relations.mute", { name })}
            </Button>
          </>
        )}
        {!blocked && <p class="small">{t("follows.relations.block.text")}</p>}
        <Button look="secondary" name="was" value={blocked ? "freigeben" : "blockieren"}>
          {t(blocked ? "follows.relations.block.end" : "follows.relations.block", { name })}
        </Button>
      </form>
      <p>
        <a href={`/melden?adresse=${encodeURIComponent(`@${actor.handle}@${actor.host}`)}`}>
          {t("follows.relations.report", { name })}
        </a>
      </p>
    </Details>
  );
};
