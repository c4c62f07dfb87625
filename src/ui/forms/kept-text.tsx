import type { Context } from "hono";
import { AppError } from "../../platform/errors.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import type { AppEnv, Frame } from "../env.ts";
import { Page } from "../page.tsx";
import { Details } from "../parts/details.tsx";
import { Button } from "./buttons.tsx";

const STRANGER_FORMS = 20;
const STRANGER_WINDOW_SECONDS = 600;

/** Somebody whose session ended while writing gets the text back, to log in and send it again. Nothing is stored. */
export async function keepText(c: Context<AppEnv>): Promise<Response> {
  const { ctx, frame, clientKey } = c.var;
  const { allowed, retryAfter } = await takePoint(ctx, `kept:${clientKey}`, STRANGER_FORMS, STRANGER_WINDOW_SECONDS);
  if (!allowed)
    throw new AppError("limited", "errors.too-many-requests", "Too many forms without a login.", { retryAfter });
  const data = await c.req.formData().catch(() => new FormData());
  const fields = [...data.entries()].flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && name !== "aktion" && name.length <= 80 ? [[name, value]] : [],
  );
  return c.html(<KeptTextPage frame={frame} action={c.req.path} fields={fields} />, 401);
}

/**
 * What somebody gets whose session ended while writing: the text goes back in the answer, in hidden fields of a form
 * to the same address. Nothing of it is stored for a stranger; after logging in elsewhere the button sends it again.
 */
const KeptTextPage = ({
  frame,
  action,
  fields,
}: {
  frame: Frame;
  action: string;
  fields: readonly (readonly [string, string])[];
}) => {
  const { t } = frame;
  const written = fields.filter(([, value]) => /\S\s+\S/.test(value));
  return (
    <Page frame={frame} title={t("writing.kept.title")} lead={t("writing.kept.text")} noindex>
      <p>
        <a class="kern-btn kern-btn--primary" href="/anmelden?weiter=/schreiben" target="_blank" rel="noopener">
          <span class="kern-label">{t("writing.kept.login")}</span>
        </a>
      </p>
      <form method="post" action={action}>
        {fields.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <Button look="secondary">{t("writing.kept.continue")}</Button>
      </form>
      {written.length > 0 && (
        <Details title={t("writing.kept.show")}>
          {written.map(([, value]) => (
            <p class="kept">{value}</p>
          ))}
        </Details>
      )}
    </Page>
  );
};
