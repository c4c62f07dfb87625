import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
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

/** 1 MB a form, 20 MB an upload; the inbox counts for itself. */
export const bodyLimits = createMiddleware<AppEnv>((c, next) => {
  if (isInbox(c.req.path)) return next();
  return (isUpload(c.req.path) ? upload : form)(c, next);
});
