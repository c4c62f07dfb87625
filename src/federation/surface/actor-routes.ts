import { type Context, Hono } from "hono";
import { federationIsOn } from "../../features/district/district.queries.ts";
import { followersOnHost } from "../../features/follows/synchronization.queries.ts";
import { moderatorsOf, pinsOf } from "../../features/groups/groups.queries.ts";
import { listedDistricts } from "../../features/partners/directory.queries.ts";
import { partnerUris } from "../../features/partners/partners.queries.ts";
import { bare } from "../../features/posts/activities.activitypub.ts";
import { pinnedPosts } from "../../features/posts/kept.queries.ts";
import {
  activityPubNotFound,
  activityPubResponse,
  redirectToPage,
  wantsActivityPub,
  wantsPage,
} from "../../platform/activitypub-http.ts";
import type { JsonObject } from "../../platform/json.ts";
import { withContext } from "../../platform/wire.ts";
import type { AppEnv } from "../../ui/env.ts";
import { verifySignedGet } from "../gate.ts";
import { groupUris, type ServedActor, servedActor, servedInstance } from "./actors.queries.ts";
import { outboxPage, outboxSize } from "./outbox.queries.ts";
import { answerCollection, beforeIn, countedCollection, pagedCollection, wholeCollection } from "./paging.ts";
import { catalogue, cataloguePage } from "./projects.queries.ts";

type C = Context<AppEnv>;

/** Actor documents and what hangs below them. The instance actor is one of them, and asks nobody for a signature. */
export const actorRoutes = new Hono<AppEnv>();

actorRoutes.get("/ap/a/:id", async (c) => {
  const actor = await servedActor(c.get("ctx"), c.req.param("id"));
  return actor ? answerActor(c, actor) : activityPubNotFound(c);
});

/** Forum software looks for the instance actor at the root (wire §2.2); browsers get the page. */
actorRoutes.get("/", async (c, next) => {
  if (!wantsActivityPub(c.req.raw)) return next();
  const instance = (await federationIsOn(c.var.ctx)) ? await servedInstance(c.var.ctx) : null;
  return instance ? answerActor(c, instance) : activityPubNotFound(c);
});

function answerActor(c: C, actor: ServedActor): Response {
  if (actor.deletedAt !== null) {
    return activityPubResponse(c, { text: JSON.stringify(tombstone(actor)), public: true, status: 410 });
  }
  if (wantsPage(c.req.raw)) return redirectToPage(c, actor.url);
  return activityPubResponse(c, { text: actor.document, etag: actor.etag, public: true });
}

const tombstone = (actor: ServedActor): JsonObject =>
  withContext(["https://www.w3.org/ns/activitystreams"], {
    id: actor.uri,
    type: "Tombstone",
    formerType: actor.type,
    deleted: actor.deletedAt,
  });

type Collection = (c: C, actor: ServedActor, id: string) => Promise<JsonObject | null> | JsonObject | null;

/** Registers `/ap/a/:id/<name>`; `build` gets a living actor and the collection's own id. */
function serve(name: string, build: Collection): void {
  actorRoutes.get(`/ap/a/:id/${name}`, (c) => answer(c, name, build));
}

/** Registers `/ap/a/:id/<name>/vor/:before`. */
function servePages(
  name: string,
  build: (c: C, actor: ServedActor, before: string) => Promise<JsonObject | null>,
): void {
  actorRoutes.get(`/ap/a/:id/${name}/vor/:before`, (c) =>
    answer(c, name, async (context, actor) => {
      const before = beforeIn(context);
      return before === null ? null : build(context, actor, before);
    }),
  );
}

async function answer(c: C, name: string, build: Collection): Promise<Response> {
  const actor = await servedActor(c.var.ctx, c.req.param("id") ?? "");
  if (!actor || actor.deletedAt !== null) return activityPubNotFound(c);
  return answerCollection(c, await build(c, actor, `${actor.uri}/${name}`));
}

const isGroup = ({ kind }: ServedActor): boolean => kind === "group" || kind === "district";

// Who follows whom is told as a number only: the list would say who is interested in which neighbourhood, and no peer
// needs it; followers' servers know their own (FEP-8fcf compares them without a public list).
serve("followers", (_c, actor, id) => countedCollection(id, actor.followers, { attributedTo: actor.uri }));
serve("following", (_c, actor, id) => countedCollection(id, actor.following, { attributedTo: actor.uri }));

/** FEP-8fcf: a server is told which of its own people we take for followers, and nobody else learns of them. */
actorRoutes.get("/ap/a/:id/followers_synchronization", async (c) => {
  const { ctx } = c.var;
  const actor = await servedActor(ctx, c.req.param("id"));
  const signer = await verifySignedGet(ctx, c.req.raw);
  if (!actor || actor.deletedAt !== null || !signer) return activityPubNotFound(c);
  const uris = await followersOnHost(ctx, { followeeId: actor.id, host: signer.host });
  const id = `${actor.uri}/followers_synchronization`;
  return answerCollection(c, wholeCollection(id, uris, { attributedTo: actor.uri }), false);
});

// Lemmy reads these two whole, and what is featured as posts.
serve("featured", async (c, actor, id) => {
  if (actor.kind === "instance") return null;
  const { ctx } = c.var;
  const pinned = isGroup(actor)
    ? (await pinsOf(ctx, null, actor.id)).map(({ post }) => post)
    : await pinnedPosts(ctx, null, actor.id);
  const objects = pinned.map(({ document }) => bare(JSON.parse(document)));
  return wholeCollection(id, objects, { attributedTo: actor.uri });
});

serve("moderators", async (c, actor, id) => {
  if (!isGroup(actor)) return null;
  const moderators = await moderatorsOf(c.var.ctx, actor.id);
  return wholeCollection(
    id,
    moderators.map(({ uri }) => uri),
    { attributedTo: actor.uri },
  );
});

serve("gruppen", async (c, actor, id) =>
  actor.kind === "district" ? wholeCollection(id, await groupUris(c.var.ctx), { attributedTo: actor.uri }) : null,
);

/** The districts that are partners: each follows the other. What is for them alone names this collection (wire §3.0). */
serve("partner", async (c, actor, id) =>
  actor.kind === "district" ? wholeCollection(id, await partnerUris(c.var.ctx), { attributedTo: actor.uri }) : null,
);

serve("stadtteile", async (c, actor, id) => {
  if (actor.kind !== "instance") return null;
  const districts = await listedDistricts(c.var.ctx);
  const items = districts.map(({ uri, name, url, relation, verifiedAt }) => ({
    id: uri,
    type: "Group",
    name,
    url,
    "stv:relation": relation,
    "stv:verifiedAt": verifiedAt,
  }));
  return wholeCollection(id, items, { attributedTo: actor.uri });
});

serve("outbox", async (c, actor, id) =>
  pagedCollection(id, await outboxSize(c.var.ctx, actor), { attributedTo: actor.uri }),
);
servePages("outbox", (c, actor, before) => outboxPage(c.var.ctx, actor, before));

serve("projekte", (c, actor, id) => (actor.kind === "district" ? catalogue(c.var.ctx, actor, id) : null));
servePages("projekte", async (c, actor, before) =>
  actor.kind === "district" ? cataloguePage(c.var.ctx, actor, before) : null,
);
