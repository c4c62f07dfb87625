import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import type { Actor } from "../../actors/actors.queries.ts";
import type { FollowEntry } from "../../follows/follows.queries.ts";
import type { Membership } from "../organisations.policy.ts";
import type { Editor } from "../organisations.queries.ts";
import { Invitation } from "./directory.tsx";

export interface ManageProps {
  readonly frame: Frame;
  readonly actor: Actor;
  readonly membership: Membership;
  readonly editors: readonly Editor[];
  /** Who waits for an answer; empty for who cannot give it. */
  readonly requests: readonly FollowEntry[];
  readonly errors: FormErrors;
  /** What was typed into the invitation. */
  readonly typed: string;
}

/** Who writes in the name of an organisation. */
export const ManagePage = (props: ManageProps) => {
  const { frame, actor, membership, errors } = props;
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("organisations.manage", { name: actor.name })}
      lead={t("organisations.manage.lead")}
      crumbs={[
        { href: "/organisationen", label: t("organisations.title") },
        { href: `/@${actor.handle}`, label: <bdi>{actor.name}</bdi> },
      ]}
      crumb={t("organisations.manage.short")}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      {membership === "invited" && <Invitation frame={frame} actor={actor} />}
      <p>
        <LinkButton look="secondary" icon="stift" href={`/organisationen/${actor.handle}/bearbeiten`}>
          {t("organisations.edit", { name: actor.name })}
        </LinkButton>
      </p>
      <Editors {...props} />
      <Invite {...props} />
      {membership === "active" && <Requests {...props} />}
      {membership === "active" && <Leave {...props} />}
    </Page>
  );
};

const Editors = ({ frame: { t, viewer }, editors }: ManageProps) => (
  <section class="flow" aria-labelledby="wer">
    <h2 id="wer">{t("organisations.editors")}</h2>
    <ul class="lines">
      {editors.map(({ accountId, name, handle, state }) => (
        <li>
          <a href={`/@${handle}`}>
            <bdi>{name}</bdi>
          </a>
          {state === "invited" && <span class="soft"> ({t("organisations.editor.invited")})</span>}
          {accountId === viewer?.accountId && <span class="soft"> ({t("organisations.editor.you")})</span>}
        </li>
      ))}
    </ul>
  </section>
);

const Invite = ({ frame: { t }, actor, errors, typed }: ManageProps) => (
  <section class="flow" aria-labelledby="einladen">
    <h2 id="einladen">{t("organisations.invite")}</h2>
    <form class="form" method="post" action={`/organisationen/${actor.handle}/einladen`}>
      <TextField
        t={t}
        name="handle"
        label={t("organisations.invite.handle")}
        hint={t("organisations.invite.hint")}
        value={typed}
        error={errors.of("handle")}
        autocapitalize="none"
        spellcheck={false}
        required
      />
      <div>
        <Button>{t("organisations.invite.submit")}</Button>
      </div>
    </form>
  </section>
);

const Requests = ({ frame, actor, requests }: ManageProps) => {
  const { t } = frame;
  return (
    <section class="flow" aria-labelledby="anfragen">
      <h2 id="anfragen">{t("organisations.requests")}</h2>
      {requests.length === 0 && <p class="soft">{t("organisations.requests.none")}</p>}
      {requests.length > 0 && (
        <ul class="lines">
          {requests.map((request) => (
            <li class="flow">
              <p>
                <ActorLink actor={request.actor} frame={frame} bold />{" "}
                <span class="soft address">
                  @{request.actor.handle}@{request.actor.host}
                </span>
              </p>
              <form class="row" method="post" action={`/organisationen/${actor.handle}/anfragen/${request.followId}`}>
                <Button look="secondary" name="antwort" value="ja">
                  {t("organisations.requests.yes")}
                </Button>
                <Button look="tertiary" name="antwort" value="nein">
                  {t("organisations.requests.no")}
                </Button>
              </form>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

const Leave = ({ frame: { t }, actor, editors }: ManageProps) => {
  const alone = editors.filter(({ state }) => state === "active").length < 2;
  return (
    <section class="flow" aria-labelledby="aufhoeren">
      <h2 id="aufhoeren">{t("organisations.leave")}</h2>
      {alone ? (
        <p>{t("organisations.leave.last")}</p>
      ) : (
        <form class="flow" method="post" action={`/organisationen/${actor.handle}/verlassen`}>
          <p>{t("organisations.leave.text", { name: actor.name })}</p>
          <Button look="tertiary">{t("organisations.leave.submit", { name: actor.name })}</Button>
        </form>
      )}
    </section>
  );
};
