import type { JsonObject } from "../../platform/json.ts";
import { withContext } from "../../platform/wire.ts";

/** Private: without the data-integrity context no LD signature is made (decision 10). */
const CONTEXTS = ["https://www.w3.org/ns/activitystreams"];

/**
 * A report passed on to the server of what is reported (wire S21): by the technical account, so that nobody there learns
 * who reported it. The account comes first, then the posts, as Mastodon reads them.
 */
export const flagActivity = (
  instanceUri: string,
  id: string,
  {
    targetUri,
    postUris,
    text,
  }: { readonly targetUri: string; readonly postUris: readonly string[]; readonly text: string },
): JsonObject =>
  withContext(CONTEXTS, {
    id: `${instanceUri}#flag-${id}`,
    type: "Flag",
    actor: instanceUri,
    to: [targetUri],
    content: text,
    object: [targetUri, ...postUris],
  });
