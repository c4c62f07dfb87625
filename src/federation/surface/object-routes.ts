import { type Context, Hono } from "hono";
import { listedItem } from "../../features/adoptions/adoptions.activitypub.ts";
import {
  countAdoptions,
  type ListedAdoption,
  listedAdoptions,
  MOST_LISTED,
  servedAdoptionStamp,
} from "../../features/adoptions/adoptions.queries.ts";
import { servedStamp } from "../../features/quotes/quotes.queries.ts";
import { servedConfirmation } from "../../features/transfer/confirmations.queries.ts";
import {
  activityPubNotFound,
  activityPubResponse,
  redirectToPage,
  wantsPage,
} from "../../platform/activitypub-http.ts";
import { objectUri } from "../../platform/ap-uris.ts";
import { isId } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import type { AppEnv } from "../../ui/env.ts";
import { verifySignedGet } from "../gate.ts";
import {
  type Revision,
  revisionOf,
  revisionsOf,
  type ServedObject,
  servedObject,
  type ThreadPart,
  threadPage,
  threadSize,
} from "./objects.queries.ts";
import {
  answerCollection,
  beforeIn,
  collectionPage,
  type PageEntry,
  pagedCollection,
  wholeCollection,
} from "./paging.ts";

type C = Context<AppEnv>;

/** Objects of ours, served from their rows, and what hangs below them. */
export const objectRoutes = new Hono<AppEnv>();

const objectFor = (c: C): Promise<ServedObject | null> =>
  servedObject(c.get("ctx"), c.req.param("id") ?? "", () =>
    verifySignedGet(c.get("ctx"), c.req.raw, c.get("clientKey")),
  );

objectRoutes.get("/ap/o/:id", async (c) => {
  const object = await objectFor(c);
  if (!object) return answerStamp(c);
  if (object.gone) return answerTombstone(c, object);
  if (object.public && wantsPage(c.req.raw)) return redirectToPage(c, object.url);
  return activityPubResponse(c, { text: object.document, etag: object.etag, public: object.public });
});

/** The leave to quote a post of ours, and the stamps of adoptions and confirmed kits, have ids like an object's (wire §4.3, §4.4). */
async function answerStamp(c: C): Promise<Response> {
  const id = c.req.param("id") ?? "";
  const stamp = isId(id) ? await servedStamp(c.var.ctx, id) : null;
  if (stamp) {
    return activityPubResponse(c, { text: stamp.document, public: true, status: stamp.revokedAt === null ? 200 : 410 });
  }
  const proof = isId(id)
    ? ((await servedAdoptionStamp(c.var.ctx, id)) ?? (await servedConfirmation(c.var.ctx, id)))
    : null;
  if (!proof) return activityPubNotFound(c);
  return activityPubResponse(c, { text: proof.text, public: true, status: proof.ended ? 410 : 200 });
}

const answerTombstone = (c: C, { document, etag, removed }: ServedObject): Response =>
  activityPubResponse(c, { text: document, etag, public: true, status: removed ? 200 : 410 });

/** Answers below an object; with its tombstone when it is gone. `build` gets the collection's own id. */
async function answerBelow(
  c: C,
  name: string,
  build: (object: ServedObject, id: string) => Promise<JsonObject | null> | JsonObject | null,
): Promise<Response> {
  const object = await objectFor(c);
  if (object?.gone) return answerTombstone(c, object);
  const document = object && (await build(object, `${object.uri}/${name}`));
  return answerCollection(c, document, object?.public);
}

/** Only the first post of a thread has the thread's collection; the `context` of all others names that one. */
const has = (object: ServedObject, part: ThreadPart): boolean => part === "antworten" || object.rootId === object.id;

for (const part of ["antworten", "kontext"] as const) {
  objectRoutes.get(`/ap/o/:id/${part}`, (c) =>
    answerBelow(c, part, async (object, id) => {
      if (!has(object, part)) return null;
      // FEP-f228: the owner of a thread is the group that it is in.
      const owner = part === "kontext" ? { attributedTo: object.groupUri ?? object.authorUri } : {};
      return pagedCollection(id, await threadSize(c.var.ctx, object, part), owner);
    }),
  );
  objectRoutes.get(`/ap/o/:id/${part}/vor/:before`, (c) =>
    answerBelow(c, part, async (object, id) => {
      const before = beforeIn(c);
      if (before === null || !has(object, part)) return null;
      return collectionPage(id, before, await threadPage(c.var.ctx, object, part, before));
    }),
  );
}

/** Who took a project over, with leave (wire §3.2): all at once as far as that goes, else on pages. */
objectRoutes.get("/ap/o/:id/uebernahmen", (c) =>
  answerBelow(c, "uebernahmen", async (object, id) => {
    if (object.kind !== "projectNote") return null;
    const { ctx } = c.var;
    const listed = await listedAdoptions(ctx, object.id, { limit: MOST_LISTED + 1 });
    const members = { attributedTo: object.authorUri, "stv:adoptionsOf": object.uri };
    if (listed.length > MOST_LISTED) return pagedCollection(id, await countAdoptions(ctx, object.id), members);
    const items = listed.map((adoption) => entryOf(c, adoption).item);
    return wholeCollection(id, items, members);
  }),
);

objectRoutes.get("/ap/o/:id/uebernahmen/vor/:before", (c) =>
  answerBelow(c, "uebernahmen", async (object, id) => {
    const before = beforeIn(c);
    if (before === null || object.kind !== "projectNote") return null;
    const listed = await listedAdoptions(c.var.ctx, object.id, { before, limit: MOST_LISTED + 1 });
    const entries = listed.map((adoption) => entryOf(c, adoption));
    return collectionPage(id, before, entries, MOST_LISTED);
  }),
);

const entryOf = (c: C, listed: ListedAdoption): PageEntry => ({
  id: listed.adoption.id,
  item: listedItem(listed, objectUri(c.var.ctx.origin, listed.adoption.id)),
});

objectRoutes.get("/ap/o/:id/verlauf", (c) =>
  answerBelow(c, "verlauf", async (object, id) => {
    const now = { version: object.version, document: object.document };
    const all = [now, ...(await revisionsOf(c.var.ctx, object))];
    return wholeCollection(
      id,
      all.map((revision) => changeOf(object, revision)),
      { attributedTo: object.authorUri },
    );
  }),
);

/** The change that made a version (FEP-bad1); its object is the text of that time. */
function changeOf(object: ServedObject, { version, document }: Revision): JsonObject {
  const { updated, published } = JSON.parse(document) as JsonObject;
  return {
    id: `${object.uri}#${version === 1 ? "create" : `update-${version}`}`,
    type: version === 1 ? "Create" : "Update",
    actor: object.authorUri,
    published: updated ?? published ?? null,
    object: `${object.uri}/verlauf/${version}`,
    "stv:version": version,
  };
}

// The text keeps the object's own id: who asks for it as an object of its own finds another id and takes the present one.
objectRoutes.get("/ap/o/:id/verlauf/:version{[1-9][0-9]{0,8}}", async (c) => {
  const object = await objectFor(c);
  if (!object) return activityPubNotFound(c);
  if (object.gone) return answerTombstone(c, object);
  const text = await revisionOf(c.var.ctx, object, Number(c.req.param("version")));
  return text === null ? activityPubNotFound(c) : activityPubResponse(c, { text, public: object.public });
});
