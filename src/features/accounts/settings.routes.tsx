import { type Context, Hono } from "hono";
import { hashSecret } from "../../platform/secrets.ts";
import { readInput } from "../../platform/validation.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { type FormValues, readForm, typed, typedAll } from "../../ui/forms/read-form.ts";
import { LOCALES, type MessageKey } from "../../ui/i18n/i18n.ts";
import { readSessionCookie } from "../../ui/session-cookie.ts";
import { actorById } from "../actors/actors.queries.ts";
import { updateProfile } from "../actors/actors.usecases.ts";
import { sessionNeeded } from "./accounts.errors.ts";
import { sessionsOf, tokensOf } from "./accounts.queries.ts";
import { newTokenSchema } from "./accounts.schemas.ts";
import { changePassword, chooseLanguage, endOtherSessions } from "./accounts.usecases.ts";
import { SettingsPage } from "./pages/settings-page.tsx";
import { profileForm, readProfileForm } from "./profile-form.ts";
import { issueToken, revokeToken } from "./tokens.usecases.ts";

type SettingsContext = Context<AppEnv>;

/** What a save says on the page that follows, by the word in its address. */
const SAVED: Readonly<Record<string, MessageKey>> = {
  profil: "accounts.settings.saved.profile",
  sprache: "accounts.settings.saved.language",
  passwort: "accounts.settings.saved.password",
  geraete: "accounts.settings.saved.sessions",
  zugriff: "accounts.settings.saved.revoked",
};

/** `/einstellungen`: profile, language, password, devices, access tokens. Only for people at a browser (T164). */
export const settingsRoutes = new Hono<AppEnv>()
  .get("/einstellungen", (c) => settings(c, {}))
  .post("/einstellungen/profil", (c) =>
    save(c, "profil", async (form) => {
      await updateProfile(c.var.ctx, member(c), readProfileForm(form));
    }),
  )
  .post("/einstellungen/sprache", (c) =>
    save(c, "sprache", async (form) => {
      const locale = LOCALES.find((known) => known === typed(form, "locale"));
      if (locale) await chooseLanguage(c.var.ctx, member(c), locale);
    }),
  )
  .post("/einstellungen/passwort", (c) =>
    save(c, "passwort", async (form) =>
      changePassword(c.var.ctx, member(c), {
        current: typed(form, "current"),
        next: typed(form, "next"),
        keepSession: session(c),
      }),
    ),
  )
  .post("/einstellungen/geraete", (c) =>
    save(c, "geraete", async () => endOtherSessions(c.var.ctx, member(c).accountId, session(c))),
  )
  .post("/einstellungen/zugriff", async (c) => {
    const form = await readForm(c);
    try {
      const input = readInput(newTokenSchema, { name: typed(form, "tokenName"), scopes: typedAll(form, "scopes") });
      const { token } = await issueToken(c.var.ctx, member(c).accountId, input);
      return await settings(c, { newToken: token });
    } catch (error) {
      return settings(c, { form, errors: formErrors(c.var.frame.t, error, { name: "tokenName" }) });
    }
  })
  .post("/einstellungen/zugriff/:id/beenden", (c) =>
    save(c, "zugriff", async () => revokeToken(c.var.ctx, member(c).accountId, c.req.param("id"))),
  );

/** The member at the browser; somebody with a bearer token is sent away. */
function member(c: SettingsContext): Viewer {
  const { viewer, scopes } = c.var;
  if (!viewer || scopes) throw sessionNeeded();
  return viewer;
}

const session = (c: SettingsContext): string => readSessionCookie(c) ?? "";

/** Saves and comes back to the page, which then says so; or shows the form again with what is to be mended. */
async function save(c: SettingsContext, what: string, work: (form: FormValues) => Promise<void>): Promise<Response> {
  const form = await readForm(c);
  try {
    await work(form);
    return c.redirect(`/einstellungen?gespeichert=${what}`, 303);
  } catch (error) {
    return settings(c, { form, errors: formErrors(c.var.frame.t, error, { fields: "fields.0.name" }) });
  }
}

interface Shown {
  readonly form?: FormValues;
  readonly errors?: FormErrors;
  readonly newToken?: string;
}

async function settings(c: SettingsContext, { form, errors = NO_ERRORS, newToken }: Shown): Promise<Response> {
  const { ctx, frame } = c.var;
  const { accountId, actorId } = member(c);
  const [actor, sessions, tokens] = await Promise.all([
    actorById(ctx, actorId),
    sessionsOf(ctx, accountId),
    tokensOf(ctx, accountId),
  ]);
  const page = (
    <SettingsPage
      frame={frame}
      values={{ locale: [frame.locale], ...(actor && profileForm(actor)), ...form }}
      errors={errors}
      saved={SAVED[c.req.query("gespeichert") ?? ""]}
      sessions={sessions}
      thisSession={hashSecret(session(c))}
      tokens={tokens}
      newToken={newToken}
    />
  );
  return c.html(page, errors === NO_ERRORS ? 200 : 422);
}
