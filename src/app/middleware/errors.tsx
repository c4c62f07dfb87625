import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { isClientApi } from "../../mastodon/access.ts";
import { clientFailure } from "../../mastodon/errors.ts";
import { isDatabaseAway, isUnstorable } from "../../platform/database-away.ts";
import { AppError, type FieldErrors, STATUS_OF } from "../../platform/errors.ts";
import type { AppEnv } from "../../ui/env.ts";
import { hasText, type MessageKey, type Translate, translator } from "../../ui/i18n/i18n.ts";
import { isMachinePath } from "../access.ts";
import { MessagePage } from "../pages/message.tsx";

interface Failure {
  readonly status: ContentfulStatusCode;
  /** Stable, for scripts. */
  readonly code: string;
  /** English, for scripts. */
  readonly message: string;
  readonly fields: FieldErrors;
  readonly retryAfter: number | undefined;
}

/** The one place where an error becomes an answer: JSON for machines, a page in the reader's language for people. */
export function answerError(error: Error, c: Context<AppEnv>): Response | Promise<Response> {
  const failure = describe(error);
  if (failure.status >= 500) {
    c.var.ctx.log.error("Request {id} failed: {method} {path}: {error}", {
      id: c.var.requestId,
      method: c.req.method,
      path: c.req.path,
      error,
    });
  }
  return answer(c, failure);
}

/** The codes of what is refused before it reaches a feature. */
const CODE_OF: Readonly<Record<number, string>> = {
  400: "errors.bad-request",
  401: "errors.not-authenticated",
  413: "errors.too-large",
};

/** Nothing is registered at that address. */
export const answerNotFound = (c: Context<AppEnv>): Response | Promise<Response> =>
  answer(c, describe(new AppError("notFound", "errors.not-found", "There is nothing at this address.")));

function describe(error: Error): Failure {
  if (error instanceof AppError) {
    return {
      status: STATUS_OF[error.kind],
      code: error.code,
      message: error.message,
      fields: error.fields,
      retryAfter: error.retryAfter,
    };
  }
  const bare = { fields: {}, retryAfter: undefined };
  if (error instanceof HTTPException) {
    return {
      ...bare,
      status: error.status,
      code: CODE_OF[error.status] ?? `errors.${error.status}`,
      message: error.message,
    };
  }
  if (isDatabaseAway(error)) {
    return {
      ...bare,
      status: 503,
      code: "errors.unavailable",
      message: "The database does not answer.",
      retryAfter: 30,
    };
  }
  if (isUnstorable(error)) {
    return { ...bare, status: 400, code: "errors.bad-request", message: "The request holds what is no character." };
  }
  return { ...bare, status: 500, code: "errors.internal", message: "Something went wrong on this server." };
}

function answer(c: Context<AppEnv>, failure: Failure): Response | Promise<Response> {
  const headers: Record<string, string> = { "Cache-Control": "no-store" };
  if (failure.retryAfter !== undefined) headers["Retry-After"] = String(failure.retryAfter);
  const frame = c.get("frame") as AppEnv["Variables"]["frame"] | undefined;
  if (isClientApi(c.req.path)) {
    const { status, text } = clientFailure(failure, frame?.t);
    return c.json({ error: text, ...(status === 500 && { request_id: c.var.requestId }) }, status, headers);
  }
  if (isMachinePath(c.req.path) || !frame) {
    const body = { error: failure.code, error_description: failure.message, fields: english(failure.fields) };
    return c.json(failure.status === 500 ? { ...body, request_id: c.var.requestId } : body, failure.status, headers);
  }
  const { t } = frame;
  const page = (
    <MessagePage frame={frame} title={titleOf(failure.status, t)}>
      <p>{textOf(failure, t)}</p>
      {failure.status >= 500 && <p>{t("errors.request-id", { id: c.var.requestId })}</p>}
    </MessagePage>
  );
  return c.html(page, failure.status, headers);
}

/** The errors of single fields are keys of texts. */
const english = (fields: FieldErrors): FieldErrors => {
  const t = translator("en");
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, hasText(text) ? t(text) : text]));
};

function titleOf(status: number, t: Translate): string {
  const key = `errors.title.${status}`;
  return t(hasText(key) ? key : "errors.title.other");
}

function textOf(failure: Failure, t: Translate): string {
  const keys = [`error.${failure.code}`, `errors.text.${failure.status}`];
  const key: MessageKey = keys.find(hasText) ?? "errors.text.other";
  return t(key);
}
