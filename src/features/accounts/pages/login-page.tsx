import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Checkbox } from "../../../ui/forms/choices.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { Drawing } from "../../../ui/parts/icon.tsx";

interface LoginPageProps {
  readonly frame: Frame;
  /** Name or address as typed before; the password is never sent back. */
  readonly who: string;
  readonly stay: boolean;
  /** Path to go on to. */
  readonly next: string;
  readonly errors: FormErrors;
  /** Why the account is suspended, for its holder; plain text. */
  readonly reasons?: string | undefined;
}

export const LoginPage = (props: LoginPageProps) => {
  const { t } = props.frame;
  return (
    <Page frame={props.frame} title={t("accounts.login.title")} bare crumbs={[]} noindex>
      <div class="frame">
        <div class="split">
          <div class="flow">
            <h1>{t("accounts.login.welcome")}</h1>
            <p class="lead">{t("accounts.login.lead")}</p>
            {props.errors.entries.map(({ message }) => (
              <Alert kind="danger" role="alert" title={message}>
                {props.reasons !== undefined && <p>{props.reasons}</p>}
              </Alert>
            ))}
            <div class="sheet">
              <LoginForm {...props} />
            </div>
          </div>
          <NoAccount frame={props.frame} />
        </div>
      </div>
    </Page>
  );
};

const LoginForm = ({ frame: { t }, who, stay, next }: LoginPageProps) => (
  <form class="form" method="post" action="/anmelden">
    <input type="hidden" name="weiter" value={next} />
    <TextField
      t={t}
      name="wer"
      label={t("accounts.login.who")}
      hint={t("accounts.login.who.hint")}
      value={who}
      autocomplete="username"
      autocapitalize="none"
      spellcheck={false}
      required
    />
    <TextField
      t={t}
      name="passwort"
      label={t("accounts.login.password")}
      type="password"
      autocomplete="current-password"
      required
    />
    <Checkbox t={t} name="bleiben" label={t("accounts.login.stay")} checked={stay} />
    <div>
      <Button>{t("accounts.login.submit")}</Button>
    </div>
    <p class="soft">{t("accounts.login.forgotten")}</p>
  </form>
);

const NoAccount = ({ frame: { t } }: { frame: Frame }) => (
  <aside class="flow" aria-label={t("accounts.login.none")}>
    <div class="panel flow">
      <h2>{t("accounts.login.none")}</h2>
      <p>{t("accounts.login.none.how")}</p>
      <p>{t("accounts.login.none.can")}</p>
      <ul class="bullets">
        <li>{t("accounts.login.none.read")}</li>
        <li>{t("accounts.login.none.follow")}</li>
      </ul>
    </div>
    <div class="picture">
      <Drawing name="z-baum" />
    </div>
  </aside>
);
