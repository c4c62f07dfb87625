import { broadest } from "../../features/accounts/scopes.model.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Frame } from "../../ui/env.ts";
import { Button, LinkButton } from "../../ui/forms/buttons.tsx";
import type { MessageKey } from "../../ui/i18n/i18n.ts";
import { Page } from "../../ui/page.tsx";
import { Alert } from "../../ui/parts/alert.tsx";
import type { Application } from "./applications.usecases.ts";
import type { AccessRequest } from "./authorize.model.ts";
import { OUT_OF_BAND, targetOf } from "./redirect-uris.model.ts";

interface AskingProps {
  readonly frame: Frame;
  readonly application: Application;
  readonly viewer: Viewer;
  /** Path of this request, to come back to with another account. */
  readonly again: string;
}

interface ConsentProps extends AskingProps {
  readonly request: AccessRequest;
  readonly redirectUri: string;
  /** What the app sent: the answer repeats it, and it is checked again. */
  readonly fields: readonly (readonly [string, string])[];
  /** The page that was answered was made for another account. */
  readonly isAnother?: boolean;
}

/** Says which app asks, what it may do in plain words and who is logged in; allows or denies. */
export const ConsentPage = (props: ConsentProps) => {
  const { frame, application, viewer, request, redirectUri, fields, again, isAnother = false } = props;
  const { t } = frame;
  const app = application.name;
  return (
    <Page frame={frame} title={t("oauth.asks", { app })} crumb={t("oauth.title")} crumbs={[]} noindex>
      {isAnother && (
        <Alert kind="warning" role="alert" title={t("oauth.another")}>
          {t("oauth.another.text")}
        </Alert>
      )}
      <AppFacts frame={frame} application={application} />
      <h2>{t("oauth.may", { app })}</h2>
      <ul class="bullets">
        {broadest(request.scopes).map((scope) => (
          <li>{t(`oauth.scope.${scope}`)}</li>
        ))}
      </ul>
      <WhoIsIn frame={frame} viewer={viewer} />
      <p>
        {redirectUri !== OUT_OF_BAND && `${t("oauth.target", { target: targetOf(redirectUri) })} `}
        {t("oauth.until")}
      </p>
      <form method="post" action="/oauth/authorize" class="row">
        {fields.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <Button name="entscheidung" value="ja">
          {t("oauth.allow")}
        </Button>
        <Button name="entscheidung" value="nein" look="secondary">
          {t("oauth.deny")}
        </Button>
      </form>
      <LogOutForm again={again} look="tertiary" label={t("oauth.change")} />
    </Page>
  );
};

/** The app insists on a new login (`force_login`): only a POST logs out. */
export const LogInAgainPage = ({ frame, application, viewer, again }: AskingProps) => (
  <Page
    frame={frame}
    title={frame.t("oauth.asks", { app: application.name })}
    crumb={frame.t("oauth.title")}
    crumbs={[]}
    noindex
  >
    <p>{frame.t("oauth.again", { app: application.name })}</p>
    <WhoIsIn frame={frame} viewer={viewer} />
    <LogOutForm again={again} look="primary" label={frame.t("oauth.again.submit")} />
  </Page>
);

const AppFacts = ({ frame: { t }, application: { name, website } }: Pick<AskingProps, "frame" | "application">) => (
  <>
    <p>{t("oauth.unknown-maker", { app: name })}</p>
    {website !== null && (
      <p>
        {t("oauth.website")}:{" "}
        <a href={website} rel="nofollow noopener noreferrer">
          {website}
        </a>
      </p>
    )}
  </>
);

const WhoIsIn = ({ frame: { t, origin }, viewer }: Pick<AskingProps, "frame" | "viewer">) => (
  <p>
    {t("oauth.you")}{" "}
    <b>
      <bdi>{viewer.name}</bdi>
    </b>{" "}
    (@{viewer.handle}@{new URL(origin).host})
  </p>
);

const LogOutForm = ({ again, label, look }: { again: string; label: string; look: "primary" | "tertiary" }) => (
  <form method="post" action="/abmelden">
    <input type="hidden" name="weiter" value={again} />
    <Button look={look}>{label}</Button>
  </form>
);

/** The code, for apps that no address leads back to. */
export const CodePage = ({ frame, app, code }: { frame: Frame; app: string; code: string }) => (
  <Page
    frame={frame}
    title={frame.t("oauth.code.title")}
    lead={frame.t("oauth.code.lead", { app })}
    crumbs={[]}
    noindex
  >
    <div class="sheet flow">
      <p>{frame.t("oauth.code.label", { app })}</p>
      <p class="address">
        <code id="code">{code}</code>
      </p>
    </div>
  </Page>
);

export const DeniedPage = ({ frame, app }: { frame: Frame; app: string }) => (
  <Page frame={frame} title={frame.t("oauth.denied.title")} crumbs={[]} noindex>
    <p>{frame.t("oauth.denied.text", { app })}</p>
  </Page>
);

interface RefusedProps {
  readonly frame: Frame;
  readonly why: MessageKey;
  /** Code and description in the words of OAuth, for whoever wrote the app. */
  readonly detail: string;
  /** Back to the app, which is told; a link and no redirect, since anybody can register an app. */
  readonly back?: string | undefined;
}

export const RefusedPage = ({ frame, why, detail, back }: RefusedProps) => (
  <Page frame={frame} title={frame.t("oauth.error.title")} crumbs={[]} noindex>
    <p>{frame.t(why)}</p>
    <p class="soft" lang="en">
      {detail}
    </p>
    {back !== undefined && (
      <div>
        <LinkButton look="secondary" href={back} rel="nofollow noreferrer">
          {frame.t("oauth.error.back")}
        </LinkButton>
      </div>
    )}
  </Page>
);
