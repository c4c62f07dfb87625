import { type Context, Hono } from "hono";
import { ownHost } from "../../features/actors/actors.queries.ts";
import { localActorId } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { JsonObject } from "../../platform/json.ts";
import type { AppEnv } from "../../ui/env.ts";
import { onlyWhenOn } from "../switch.ts";
import { type ServedActor, servedActor, servedActorNamed, servedInstance } from "./actors.queries.ts";

const FOR_ALL = {
  "Access-Control-Allow-Origin": "*",
  "Cache-Control": "public, max-age=300, stale-while-revalidate=600",
} as const;

export const webFingerRoutes = new Hono<AppEnv>();

webFingerRoutes.get("/.well-known/webfinger", onlyWhenOn, async (c) => {
  const resource = c.req.query("resource");
  if (resource === undefined || resource.length > 1000) return c.text("Name a resource.\n", 400, FOR_ALL);
  const actor = await actorOf(c.var.ctx, resource);
  if (!actor) return c.text("Nobody of that name is here.\n", 404, FOR_ALL);
  const wanted = c.req.queries("rel") ?? [];
  const document = jrd(c.var.ctx, actor);
  const links = wanted.length === 0 ? document.links : document.links.filter(({ rel }) => wanted.includes(rel));
  return c.body(JSON.stringify({ ...document, links }), 200, { ...FOR_ALL, "Content-Type": "application/jrd+json" });
});

/** The living local actor that a resource names: `acct:`, bare handle, actor id, page, or this server itself. */
async function actorOf(ctx: Ctx, resource: string): Promise<ServedActor | null> {
  const actor = /^https?:\/\//i.test(resource) ? await actorAt(ctx, resource) : await actorCalled(ctx, resource);
  return actor?.deletedAt === null ? actor : null;
}

async function actorCalled(ctx: Ctx, resource: string): Promise<ServedActor | null> {
  const [, name = "", host = ""] = /^(?:acct:)?@?([^@]+)@([^@/]+)$/i.exec(resource) ?? [];
  if (asciiHost(host) !== ownHost(ctx)) return null;
  // Mastodon's way to ask for the instance actor: the host in place of the handle.
  if (asciiHost(name) === ownHost(ctx)) return servedInstance(ctx);
  return /^[a-z0-9_]+$/i.test(name) ? servedActorNamed(ctx, { handle: name.toLowerCase() }) : null;
}

async function actorAt(ctx: Ctx, resource: string): Promise<ServedActor | null> {
  if (!URL.canParse(resource)) return null;
  const { host, pathname, search } = new URL(resource);
  if (host !== ownHost(ctx) || search !== "") return null;
  if (pathname === "/") return servedInstance(ctx);
  const address = `${ctx.origin}${pathname}`;
  const id = localActorId(ctx.origin, address);
  return id === null ? servedActorNamed(ctx, { url: address.toLowerCase() }) : servedActor(ctx, id);
}

/** A host as ids write it: A-label, lower case; U-labels and percent-encoding are resolved. Empty: none. */
function asciiHost(host: string): string {
  const address = `https://${host}`;
  return URL.canParse(address) ? new URL(address).host : "";
}

interface Link {
  readonly rel: string;
  readonly type?: string;
  readonly href?: string;
  readonly template?: string;
}

type Jrd = { readonly subject: string; readonly aliases: string[]; readonly links: Link[] };

function jrd(ctx: Ctx, actor: ServedActor): Jrd {
  return {
    subject: `acct:${actor.handle}@${ownHost(ctx)}`,
    aliases: [actor.uri, actor.url],
    links: [
      { rel: "self", type: "application/activity+json", href: actor.uri },
      { rel: "http://webfinger.net/rel/profile-page", type: "text/html", href: actor.url },
      ...(actor.iconUrl === null ? [] : [{ rel: "http://webfinger.net/rel/avatar", href: actor.iconUrl }]),
      ...(actor.kind === "instance" ? instanceLinks(actor) : interactionLinks(ctx)),
    ],
  };
}

/** FEP-d556: the actor that stands for the whole server. */
const instanceLinks = (actor: ServedActor): Link[] => [
  { rel: "https://www.w3.org/ns/activitystreams#Service", type: "application/activity+json", href: actor.uri },
];

/**
 * Where a member of ours acts on something that lies elsewhere (FEP-3b86). Our search looks an address up and offers to
 * follow; `/mitmachen` asks whether to like, share or answer.
 */
function interactionLinks(ctx: Ctx): Link[] {
  const search = `${ctx.origin}/suche?q=`;
  const deed = `${ctx.origin}/mitmachen?was=`;
  return [
    { rel: "http://ostatus.org/schema/1.0/subscribe", template: `${search}{uri}` },
    { rel: "https://w3id.org/fep/3b86/Follow", template: `${search}{object}` },
    { rel: "https://w3id.org/fep/3b86/Object", template: `${search}{object}` },
    { rel: "https://w3id.org/fep/3b86/Like", template: `${deed}gefaellt-mir&objekt={object}` },
    { rel: "https://w3id.org/fep/3b86/Announce", template: `${deed}teilen&objekt={object}` },
    { rel: "https://w3id.org/fep/3b86/Create", template: `${deed}antworten&objekt={inReplyTo}&text={content}` },
    // An intent of ours, in the same form: whoever comes from the note gets the draft that points back.
    { rel: "https://w3id.org/stadtteilvernetzer/ns#adopt", template: `${ctx.origin}/uebernehmen?von={object}` },
  ];
}

const lrdd = (ctx: Ctx): string => `${ctx.origin}/.well-known/webfinger?resource={uri}`;

webFingerRoutes.get("/.well-known/host-meta", onlyWhenOn, (c) => {
  if (c.req.header("Accept")?.includes("application/json")) return hostMetaJson(c);
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">
  <Link rel="lrdd" template="${lrdd(c.var.ctx)}"/>
</XRD>
`;
  return c.body(xml, 200, { ...FOR_ALL, Vary: "Accept", "Content-Type": "application/xrd+xml; charset=utf-8" });
});

webFingerRoutes.get("/.well-known/host-meta.json", onlyWhenOn, (c) => hostMetaJson(c));

function hostMetaJson(c: Context<AppEnv>): Response {
  const body: JsonObject = { links: [{ rel: "lrdd", type: "application/jrd+json", template: lrdd(c.var.ctx) }] };
  return c.json(body, 200, { ...FOR_ALL, Vary: "Accept" });
}
