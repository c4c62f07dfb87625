import { eq, sql } from "drizzle-orm";
import { peers } from "../../features/actors/actors.table.ts";
import { asList, idOf, isObject, textOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { JsonObject } from "../../platform/json.ts";
import { fetchDocument, fetchJson } from "./fetch-document.ts";

/** Forum software whose groups speak FEP-1b12, by NodeInfo name: only the fallback (wire §2.5). */
const WRAPPED_SOFTWARE = new Set(
  "lemmy piefed mbin kbin nodebb discourse friendica lotide stadtteilvernetzer".split(" "),
);

/** Our own profile, as an instance actor names it in `implements` (FEP-844e). */
const OWN_PROFILE = "https://w3id.org/stadtteilvernetzer/ns#";
const NODEINFO = /^https?:\/\/nodeinfo\.diaspora\.software\/ns\/schema\/2\.[01]$/;
const INSTANCE_ACTOR = "https://www.w3.org/ns/activitystreams#Application";

const DAY_MS = 24 * 60 * 60 * 1000;
/** What we know of a host is looked at again after a week; a host that did not say, after a day. */
const infoAgeMs = (software: string | null): number => (software === null ? 1 : 7) * DAY_MS;

/** A host that sends a wrapped Announce understands one. */
export async function rememberWrapped(ctx: Ctx, host: string): Promise<void> {
  await ctx.db
    .insert(peers)
    .values({ host, announceForm: "wrapped" })
    .onConflictDoUpdate({
      target: peers.host,
      set: { announceForm: "wrapped" },
      setWhere: sql`${peers.announceForm} <> 'wrapped'`,
    });
}

/**
 * Asks a host what it runs (NodeInfo) and, through its instance actor, whether it is of our kind, and keeps the answer
 * with the form of Announce that follows from it. What cannot be had leaves the host a microblog: harmless.
 */
export async function lookAtPeer(ctx: Ctx, host: string): Promise<void> {
  const [known] = await ctx.db.select().from(peers).where(eq(peers.host, host));
  const age = ctx.now().getTime() - (known?.checkedAt?.getTime() ?? 0);
  if (known && age < infoAgeMs(known.software)) return;
  const found = await ask(ctx, host);
  const values = {
    checkedAt: ctx.now(),
    ...(found.software !== null && { software: found.software, version: found.version }),
    // Never back to plain: a wrapped Announce that came from there says more than a name.
    ...(found.wrapped && { announceForm: "wrapped" as const }),
  };
  await ctx.db
    .insert(peers)
    .values({ host, ...values })
    .onConflictDoUpdate({ target: peers.host, set: values });
}

interface Found {
  readonly software: string | null;
  readonly version: string | null;
  readonly wrapped: boolean;
}

async function ask(ctx: Ctx, host: string): Promise<Found> {
  const links = linksIn(await orNull(fetchJson(ctx, `https://${host}/.well-known/nodeinfo`, "application/json")));
  const onHost = (matches: (rel: string) => boolean): string | null =>
    links.find(({ rel, href }) => matches(rel) && hostOf(href) === host)?.href ?? null;
  const nodeInfo = onHost((rel) => NODEINFO.test(rel));
  const answer = nodeInfo && (await orNull(fetchJson(ctx, nodeInfo, "application/json")));
  const software = answer && isObject(answer.software) ? answer.software : {};
  const name = textOf(software.name)?.toLowerCase().slice(0, 100) ?? null;
  const instance = onHost((rel) => rel === INSTANCE_ACTOR);
  const wrapped =
    (name !== null && WRAPPED_SOFTWARE.has(name)) || (instance !== null && (await isOurKind(ctx, instance)));
  return { software: name, version: textOf(software.version)?.slice(0, 100) ?? null, wrapped };
}

async function isOurKind(ctx: Ctx, instanceUri: string): Promise<boolean> {
  const found = await orNull(fetchDocument(ctx, instanceUri));
  const profiles = asList(found?.document.implements).map((item) => (isObject(item) ? textOf(item.href) : idOf(item)));
  return profiles.some((profile) => profile?.startsWith(OWN_PROFILE));
}

function linksIn(document: JsonObject | null): { rel: string; href: string }[] {
  return asList(document?.links).flatMap((link) => {
    const rel = isObject(link) ? textOf(link.rel) : null;
    const href = isObject(link) ? textOf(link.href) : null;
    return rel === null || href === null ? [] : [{ rel, href }];
  });
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
