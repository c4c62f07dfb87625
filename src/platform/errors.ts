/** What went wrong, in the words of the edge: each edge (page, API, inbox) maps a kind to its own answer. */
export type ErrorKind = "notFound" | "forbidden" | "conflict" | "invalid" | "gone" | "limited" | "upstream";

/** One message a field, keyed by the field's name in the form or request. */
export type FieldErrors = Readonly<Record<string, string>>;

/**
 * An expected failure. `code` is stable and language-neutral (`project-notes.not-yours`); the edge translates it.
 * `message` is English, for logs and scripts. `fields` names what to mend; `retryAfter` is in seconds.
 */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly fields: FieldErrors;
  readonly retryAfter: number | undefined;

  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    more: { fields?: FieldErrors; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "AppError";
    this.kind = kind;
    this.code = code;
    this.fields = more.fields ?? {};
    this.retryAfter = more.retryAfter;
  }
}

export const STATUS_OF: Readonly<Record<ErrorKind, 400 | 403 | 404 | 409 | 410 | 422 | 429 | 502>> = {
  notFound: 404,
  forbidden: 403,
  conflict: 409,
  invalid: 422,
  gone: 410,
  limited: 429,
  upstream: 502,
};
