import type { Frame } from "../env.ts";
import { Button } from "../forms/buttons.tsx";
import { TextField } from "../forms/text-field.tsx";

export interface FollowFormProps {
  readonly frame: Frame;
  /** Handle of ours that is to be followed. */
  readonly actor: string;
  readonly value?: string | undefined;
  readonly error?: string | undefined;
}

/** `@handle@host` of somebody here. */
const addressOf = (frame: Frame, handle: string): string => `@${handle}@${new URL(frame.origin).host}`;

/** What to search for at one's own server. */
export const FollowAddress = ({ frame, actor }: FollowFormProps) => (
  <>
    <p>{frame.t("district.new.follow.text")}</p>
    <p>
      <b class="address">{addressOf(frame, actor)}</b>
    </p>
  </>
);

/** A form that shows the way to the visitor's own server. Nothing is stored. */
export const FollowForm = ({ frame, actor, value, error }: FollowFormProps) => {
  const { t } = frame;
  return (
    <form class="row row--base" action="/folgen-von-aussen" method="get">
      <input type="hidden" name="wem" value={actor} />
      <TextField
        t={t}
        name="adresse"
        label={t("district.follow.label")}
        hint={t("district.follow.hint")}
        value={value}
        error={error}
        spellcheck={false}
        autocapitalize="none"
      />
      <Button look="secondary">{t("district.follow.button")}</Button>
    </form>
  );
};
