import { plainName } from "../../../platform/emojis.ts";
import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import type { Actor } from "../../actors/actors.queries.ts";
import type { ModerationAction } from "../groups.model.ts";
import type { Group } from "../groups.queries.ts";
import { pathOf } from "./parts.tsx";

interface ActsProps {
  readonly frame: Frame;
  readonly group: Group;
  /** Whom it is about: the person, or the author of the post. */
  readonly actor: Actor;
  readonly postId?: string | undefined;
  readonly actions: readonly ModerationAction[];
  readonly values?: FormValues | undefined;
  readonly errors?: FormErrors | undefined;
  /** Path to come back to. */
  readonly back: string;
}

/** What a moderator can do about a post or a person: one reason, a button for each act. */
export const Acts = ({ frame: { t }, group, actor, postId, actions, values = {}, errors, back }: ActsProps) => {
  const id = postId ?? actor.id;
  const name = plainName(actor);
  return (
    <form class="form" method="post" action={`${pathOf(group)}/moderation`}>
      <input type="hidden" name="actorId" value={actor.id} />
      {postId !== undefined && <input type="hidden" name="postId" value={postId} />}
      <input type="hidden" name="zurueck" value={back} />
      <TextField
        t={t}
        name="reason"
        id={`grund-${id}`}
        label={t("groups.act.reason")}
        hint={t("groups.act.reason.hint")}
        value={typed(values, "reason")}
        error={errors?.of("reason")}
        maxlength={500}
        optionalLabel={!actions.includes("ban")}
      />
      {actions.includes("ban") && (
        <TextField
          t={t}
          name="days"
          id={`tage-${id}`}
          label={t("groups.act.days")}
          hint={t("groups.act.days.hint")}
          value={typed(values, "days")}
          error={errors?.of("days")}
          inputmode="numeric"
          maxlength={4}
          optionalLabel
        />
      )}
      <p class="row">
        {actions.map((action) => (
          <Button look="secondary" name="action" value={action}>
            {t(`groups.act.${action}`, { name })}
          </Button>
        ))}
      </p>
    </form>
  );
};

/** The same, folded: moderating is not what a page is for. */
export const FoldedActs = (props: ActsProps) => (
  <details class="reply">
    <summary>{props.frame.t("groups.act.summary", { name: plainName(props.actor) })}</summary>
    <Acts {...props} />
  </details>
);

/** An act that could not be done comes back alone, with what was typed. */
export const ActAgainPage = (props: ActsProps & { readonly errors: FormErrors }) => {
  const { frame, group, actor, postId, errors } = props;
  const fields: Readonly<Record<string, string>> = {
    reason: `grund-${postId ?? actor.id}`,
    days: `tage-${postId ?? actor.id}`,
  };
  const entries = errors.entries.map(({ field, message }) => ({ field: field && fields[field], message }));
  return (
    <Page
      frame={frame}
      title={frame.t("groups.act.summary", { name: plainName(actor) })}
      crumbs={[
        { href: "/gruppen", label: frame.t("groups.title") },
        { href: pathOf(group), label: plainName(group.actor) },
      ]}
      noindex
    >
      <ErrorSummary t={frame.t} errors={entries} />
      <Acts {...props} />
    </Page>
  );
};
