import { eq } from "drizzle-orm";
import { type Actor, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { indexNotes } from "../../src/features/project-notes/catalogue.store.ts";
import { noteReadiness } from "../../src/features/project-notes/kit-confirmations.store.ts";
import { kitConfirmations } from "../../src/features/project-notes/kit-confirmations.table.ts";
import { kitDigest } from "../../src/features/project-notes/kit-digest.model.ts";
import type { ProjectNoteFields } from "../../src/features/project-notes/project-notes.schemas.ts";
import { projectNotes } from "../../src/features/project-notes/project-notes.table.ts";
import { FULL_FIELDS } from "../features/project-notes/notes.ts";
import type { TestCtx } from "./ctx.ts";
import { insertActor, insertPost } from "./rows.ts";

const KIT_OF_A_PEER: ProjectNoteFields = {
  ...FULL_FIELDS,
  title: "Repair-Café im Waschsalon",
  images: [],
  files: [],
  transferKit: { ...FULL_FIELDS.transferKit, files: [] },
};

const insertDistrict = (ctx: TestCtx, host: string, name: string): Promise<Actor> =>
  insertActor(ctx, { host, handle: host.split(".")[0] ?? host, name, type: "Group", kind: "district" });

/** A peer's note with a whole kit, as it lies in the database after it came in. */
export async function insertPeersKit(ctx: TestCtx, fields = KIT_OF_A_PEER, host = "degerloch.test") {
  const district = await insertDistrict(ctx, host, host === "degerloch.test" ? "Degerloch" : "Neckarvorstadt");
  const author = await insertActor(ctx, { host, handle: "maria", name: "Maria" });
  const { title, summary } = fields;
  const given = { kind: "projectNote", type: "Article", title, summary, language: "de" } as const;
  const post = await insertPost(ctx, author, { ...given, url: `https://${host}/projekte/1` });
  await ctx.db.insert(projectNotes).values({
    postId: post.id,
    status: "running",
    outcome: "succeeded",
    fields,
    kitDigest: kitDigest(fields),
    districtName: district.name,
    districtUri: district.uri,
  });
  await indexNotes(ctx);
  return { post, author, path: `/projekte/${host}/${post.id}` };
}

/** What a third district said of a kit, as it was verified here. @param earlier of another version than the present one */
export async function insertConfirmation(ctx: TestCtx, postId: string, sentence: string, earlier = false) {
  const uri = "https://sendling.test/users/sendling";
  const district = (await actorByUri(ctx, uri)) ?? (await insertDistrict(ctx, "sendling.test", "Sendling"));
  const [note] = await ctx.db.select().from(projectNotes).where(eq(projectNotes.postId, postId));
  const id = ctx.newId();
  await ctx.db.insert(kitConfirmations).values({
    id,
    postId,
    stampUri: `https://sendling.test/ap/o/${id}`,
    confirmerUri: "https://sendling.test/users/luise",
    districtUri: district.uri,
    kitDigest: earlier ? "zFrueher" : (note?.kitDigest ?? ""),
    sentence,
    state: "confirmed",
    createdAt: ctx.now(),
    checkedAt: ctx.now(),
  });
  await noteReadiness(ctx, postId);
}

/** Its kit gets other steps, as if a newer version had come in. */
export async function changeKit(ctx: TestCtx, postId: string, steps: readonly string[]): Promise<void> {
  const transferKit = { ...KIT_OF_A_PEER.transferKit, steps: steps.map((name) => ({ name })) };
  const fields = { ...KIT_OF_A_PEER, transferKit };
  await ctx.db
    .update(projectNotes)
    .set({ fields, kitDigest: kitDigest(fields) })
    .where(eq(projectNotes.postId, postId));
  await noteReadiness(ctx, postId);
}
