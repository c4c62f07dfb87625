import { actorById } from "../../features/actors/actors.queries.ts";
import { keepVerified } from "../../features/actors/actors.usecases.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { linksIn } from "../../platform/html.ts";
import type { Id } from "../../platform/ids.ts";
import { boundedFetch } from "../../platform/net/bounded-fetch.ts";
import { isBarredHost } from "../peer-rules.ts";

const MAX_BYTES = 1024 * 1024;

/**
 * Looks at the pages that a member's profile links to: those that link back with `rel=me` are noted with the date. A page
 * that cannot be had, or is no HTML, is not verified; the next save of the profile looks again.
 */
export async function verifyLinks(ctx: Ctx, actorId: Id): Promise<void> {
  const actor = await actorById(ctx, actorId);
  if (!actor?.local || actor.deletedAt !== null) return;
  const own = new Set([actor.url, actor.uri].map(normal));
  const verified: string[] = [];
  for (const { value } of actor.fields) {
    const [link] = linksIn(value);
    if (link !== undefined && (await pointsBack(ctx, link.href, own))) verified.push(value);
  }
  await keepVerified(ctx, actorId, verified);
}

async function pointsBack(ctx: Ctx, address: string, own: ReadonlySet<string>): Promise<boolean> {
  const host = hostOf(address);
  if (host === null || !address.startsWith("https://") || (await isBarredHost(ctx, host))) return false;
  try {
    const headers = { accept: "text/html", "user-agent": `Stadtteilvernetzer (+${ctx.origin}/)` };
    const page = await boundedFetch(ctx, address, { headersFor: async () => headers, maxBytes: MAX_BYTES });
    if (page.status !== 200 || !/^(text\/html|application\/xhtml\+xml)\b/i.test(page.contentType)) return false;
    return linksIn(page.body).some(({ href, rel }) => rel.includes("me") && own.has(normal(href)));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    ctx.log.debug("The page {address} could not be looked at: {code}", { address, code: error.code });
    return false;
  }
}

const normal = (address: string): string => (URL.parse(address)?.href ?? address).replace(/\/$/, "");
