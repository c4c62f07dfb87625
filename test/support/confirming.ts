import { eq } from "drizzle-orm";
import { kitConfirmations } from "../../src/features/project-notes/kit-confirmations.table.ts";
import { kitDigest } from "../../src/features/project-notes/kit-digest.model.ts";
import { noteOf, projectNoteById } from "../../src/features/project-notes/project-notes.queries.ts";
import { type PublishedNote, publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import { FULL_REQUEST } from "../features/project-notes/notes.ts";
import type { Cast } from "./cast.ts";
import type { Peer, PeerActor, Wire } from "./peer.ts";
import { jobRows } from "./queue.ts";

/** Puts a district on a scripted server: its own document says so, and its handle leads to it. */
export async function settle(peer: Peer, more: Wire = {}, handle = "stadtteil"): Promise<PeerActor> {
  const district = await peer.person(handle, { type: "Group", "stv:kind": "District", ...more });
  peer.serve(`/.well-known/webfinger?resource=${encodeURIComponent(`acct:${handle}@${peer.host}`)}`, {
    links: [{ rel: "self", type: "application/activity+json", href: district.uri }],
  });
  return district;
}

/** Says in somebody's document that they belong to a district. */
export function belong(person: PeerActor, districtUri: string): void {
  person.document = { ...person.document, "stv:district": districtUri };
}

export const publishKit = ({ here, bob, serial }: Cast): Promise<PublishedNote> =>
  publishProjectNote(here.ctx, bob, { ...FULL_REQUEST, title: `Waschsalon ${serial}` });

/** A stamp for a kit, served at its id. @returns the id */
export async function serveStamp(ctx: Ctx, peer: Peer, path: string, stamp: Stamp): Promise<string> {
  const note = await noteOf(ctx, stamp.note.id);
  const id = `${peer.origin}${path}`;
  peer.serve(path, {
    "@context": "https://www.w3.org/ns/activitystreams",
    id,
    type: "Relationship",
    attributedTo: stamp.by.uri,
    subject: stamp.districtUri,
    relationship: "https://w3id.org/stadtteilvernetzer/ns#easyToHandle",
    object: stamp.note.uri,
    "stv:kitDigest": note ? kitDigest(note.fields) : "",
    ...stamp.more,
  });
  return id;
}

interface Stamp {
  readonly by: PeerActor;
  readonly districtUri: string;
  readonly note: Pick<PublishedNote, "id" | "uri">;
  readonly more?: Wire;
}

/** Works off what was asked to be verified, and what kits were to be looked at anew. */
export async function workKits(ctx: Ctx): Promise<void> {
  for (const { id, payload } of await jobRows(ctx, "background")) {
    if (!["verify-confirmation", "check-kits"].includes(JSON.parse(payload).kind)) continue;
    await ctx.sql`delete from jobs where id = ${id}`;
    await processBackgroundJob(ctx, payload);
  }
}

export const isReady = async (ctx: Ctx, id: string): Promise<boolean | undefined> =>
  (await projectNoteById(ctx, null, id))?.transferReady;

export const confirmationsOf = (ctx: Ctx, postId: string) =>
  ctx.db.select().from(kitConfirmations).where(eq(kitConfirmations.postId, postId)).orderBy(kitConfirmations.id);
