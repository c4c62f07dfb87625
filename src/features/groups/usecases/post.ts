import { objectUri } from "../../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { etagOf } from "../../../platform/etag.ts";
import type { Id } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { actorNotFound } from "../../actors/actors.errors.ts";
import { type Actor, actorById } from "../../actors/actors.queries.ts";
import { addPost } from "../../posts/posts.store.ts";
import { tellOfNew } from "../../posts/usecases/send.ts";
import { threadDocument } from "../groups.activitypub.ts";
import { mayNotPost } from "../groups.errors.ts";
import { isFederated, visibilityIn } from "../groups.model.ts";
import { postingVerdict } from "../groups.policy.ts";
import { type Group, standingIn } from "../groups.queries.ts";
import { type ThreadInput, threadSchema } from "../groups.schemas.ts";
import { boostInDistrict } from "../groups.store.ts";

/**
 * Opens a thread in a group of ours as the viewer, read by whom the group's mode lets read.
 * @param input as in `threadSchema`
 * @param language of the text
 * @throws AppError `groups.invalid`, `groups.may-not-post`
 */
export async function openThread(
  ctx: Ctx,
  viewer: Viewer,
  group: Group,
  input: unknown,
  language: "de" | "en" = "de",
): Promise<{ id: Id; uri: string; url: string }> {
  const typed = readInput(threadSchema, input, "groups.invalid");
  const standing = await standingIn(ctx, group.actor.id, viewer.actorId);
  if (postingVerdict(group.mode, { ...standing, local: true, partner: false, welcome: false }) !== "post")
    throw mayNotPost();
  const author = await actorById(ctx, viewer.actorId);
  if (!author) throw actorNotFound();
  return inTransaction(ctx, async (tx) => {
    const { row, document } = rowOf(tx, group, author, typed, language);
    if (!(await addPost(tx, row))) throw new Error("A fresh id was taken.");
    if (isFederated(group.mode)) await tell(tx, group, row, document);
    return { id: row.id, uri: row.uri, url: row.url };
  });
}

function rowOf(ctx: Ctx, group: Group, author: Actor, { title, text }: ThreadInput, language: string) {
  const id = ctx.newId();
  const now = new Date(Math.floor(ctx.now().getTime() / 1000) * 1000);
  const visibility = visibilityIn(group.mode);
  const uri = objectUri(ctx.origin, id);
  const url = `${ctx.origin}/gruppen/${group.actor.handle}/${id}`;
  const document = threadDocument({
    ...{ uri, url, author, text, language, groupUri: group.actor.uri, publishedAt: now },
    title: title === "" ? null : title,
    audience: visibility === "group" || visibility === "local" ? visibility : "public",
  });
  const stored = JSON.stringify(document);
  const row = {
    ...{ id, uri, url, visibility, language, local: true },
    authorId: author.id,
    groupId: group.actor.id,
    kind: title === "" ? ("note" as const) : ("article" as const),
    type: title === "" ? "Note" : "Article",
    title: title === "" ? null : title,
    summary: typeof document.summary === "string" ? document.summary : null,
    content: String(document.content),
    rootId: id,
    publishedAt: now,
    updatedAt: now,
    document: stored,
    etag: etagOf(stored),
  };
  return { row, document };
}

type Row = ReturnType<typeof rowOf>["row"];

async function tell(
  tx: Ctx,
  group: Group,
  { id, uri, authorId, visibility }: Row,
  document: JsonObject,
): Promise<void> {
  const forMembers = visibility === "group";
  const place = { postId: id, uri, groupId: group.actor.id, groupUri: group.actor.uri };
  await tellOfNew(tx, { ...place, authorId, forMembers }, document);
  if (!forMembers) await boostInDistrict(tx, group, { id, uri }, document);
}
