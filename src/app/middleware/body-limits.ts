import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { isClientApi } from "../../mastodon/access.ts";
import type { AppEnv } from "../../ui/env.ts";
import { isInbox, isUpload } from "../access.ts";

const FORM_BYTES = 1024 * 1024;
const UPLOAD_BYTES = 20 * 1024 * 1024;

const limitTo = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new HTTPException(413, { message: `The request is larger than ${maxSize} bytes.` });
    },
  });
const form = limitTo(FORM_BYTES);
const upload = limitTo(UPLOAD_BYTES);

/** Each field costs time, however short it is; nobody types so many. */
const MOST_FIELDS = 5_000;

/** What stands between two fields of a form; null for what is no form. */
function separatorIn(contentType: string): string | null {
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) return "&";
  const boundary = /^multipart\/form-data;.*\bboundary="?([^";]+)/i.exec(contentType)?.[1];
  return boundary === undefined ? null : `--${boundary}`;
}

/** Counts the fields of a form before anything takes it apart. */
async function limitFields(c: Context<AppEnv>, separator: string): Promise<void> {
  const body = Buffer.from(await c.req.raw.arrayBuffer());
  let fields = 0;
  for (let at = body.indexOf(separator); at >= 0; at = body.indexOf(separator, at + 1)) {
    fields += 1;
    if (fields > MOST_FIELDS) throw new HTTPException(413, { message: `More than ${MOST_FIELDS} fields.` });
  }
  c.req.raw = new Request(c.req.raw, { body });
}

/** 1 MB and 5,000 fields a form, 20 MB one with files (of apps: members' only); the inbox counts for itself. */
export const bodyLimits = createMiddleware<AppEnv>((c, next) => {
  if (isInbox(c.req.path)) return next();
  const type = c.req.header("Content-Type") ?? "";
  const separator = c.req.raw.body === null ? null : separatorIn(type);
  const mayUpload = isUpload(c.req.path) && (c.var.viewer !== null || !isClientApi(c.req.path));
  const limit = mayUpload && separator !== "&" ? upload : form;
  return limit(c, async () => {
    if (separator !== null) await limitFields(c, separator);
    await next();
  });
});
