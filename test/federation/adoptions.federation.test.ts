import { beforeAll, describe, expect, test, vi } from "vitest";
import { storedLineage } from "../../src/features/adoptions/lineage.queries.ts";
import { answerAdoption } from "../../src/features/adoptions/usecases/answer.ts";
import { changeProgress } from "../../src/features/adoptions/usecases/progress.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { deleteProjectNote } from "../../src/features/project-notes/usecases/delete.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import { adoptFrom, adoptionRows, claimAt, documentOf, type Side, startSide, untilClaim, WITHIN, writeNote } from "../support/adopting.ts";
import { createDistricts, type Districts } from "../support/districts.ts";
import { outgoing } from "../support/outbox.ts";

let districts: Districts;
/** Whose projects are taken over; who takes them over; who looks on. */
let origin: Side;
let adopter: Side;
let observer: Side;

/** One district follows another; both know each other afterwards. */
async function follow(follower: Side, followed: Side): Promise<void> {
  const there = await resolveActor(follower.ctx, followed.district.actorUri);
  await requestFollow(follower.ctx, follower.district.actorId, there.id);
  await followed.ctx.sql`update follows set state = 'accepted', accepted_at = now() where followee_id = ${followed.district.actorId}`;
  await follower.ctx.sql`update follows set state = 'accepted', accepted_at = now() where follower_id = ${follower.district.actorId}`;
}

beforeAll(async () => {
  districts = await createDistricts();
  origin = await startSide(districts, "heslach.test");
  adopter = await startSide(districts, "sendling.test");
  observer = await startSide(districts, "feuerbach.test");
  await origin.ctx.sql`insert into peers (host, trusted_at) values ('sendling.test', now()) on conflict (host) do update set trusted_at = now()`;
}, 60_000);

const get = async (url: string) => {
  const answer = await districts.network.send(url, { headers: { accept: "application/activity+json" } });
  return { status: answer.status, document: answer.status === 404 ? {} : answer.json() };
};
const listOf = async (noteUri: string) => (await get(`${noteUri}/uebernahmen`)).document.orderedItems as Record<string, unknown>[];
const fieldsOf = { adapted: [], reason: "", worked: [], didNotWork: [], wouldChange: [], outcome: "ongoing" } as const;
const updatesOf = async (ctx: Ctx, uri: string) =>
  (await outgoing(ctx)).filter(({ type, activity }) => type === "Update" && (activity.object as { id?: string })?.id === uri);

describe("a project goes from one district to another", () => {
  test("75, 82 the handshake confirms both sides, and the origin's note is not edited", async () => {
    const note = await writeNote(origin, "Schokoladenseiten");
    const before = await postByUri(origin.ctx, note.uri);
    const adopted = await adoptFrom(adopter, note.uri, "Lieblingsorte");
    const claim = await untilClaim(adopter.ctx, adopted.uri, "confirmed");

    const [row] = (await adoptionRows(origin.ctx)).filter(({ adoptedUri }) => adoptedUri === adopted.uri);
    expect(row).toMatchObject({ state: "accepted", message: "Wir fangen mit zwei Straßen an." });
    const stampUri = `${origin.ctx.origin}/ap/o/${row?.id}`;
    expect(claim).toMatchObject({ stampUri, originUri: note.uri, originTitle: "Schokoladenseiten" });
    const stamp = await get(stampUri);
    expect(stamp.status).toBe(200);
    expect(stamp.document).toMatchObject({
      id: stampUri,
      type: "Relationship",
      attributedTo: documentOf(before).attributedTo,
      subject: adopted.uri,
      relationship: "https://w3id.org/stadtteilvernetzer/ns#adoptedFrom",
      object: note.uri,
      "stv:kind": "AdoptionProof",
      "stv:adoptedVersion": 1,
    });

    const document = documentOf(await postByUri(adopter.ctx, adopted.uri));
    expect(document).toMatchObject({
      type: "Article",
      "stv:adoptedFrom": [note.uri],
      "stv:adoptedVersion": 1,
      "stv:adoptionProof": stampUri,
      "stv:version": 2,
      "stv:projectNote": { "stv:status": "idea", "stv:adoption": { "stv:state": "interested" } },
    });
    expect(document.updated).toBe(document.published);
    expect(document.cc).toContain(documentOf(before).attributedTo);
    expect(document.inReplyTo).toBeUndefined();
    expect(document.content).toContain(`<a href="${note.url}">Schokoladenseiten</a> (Stadtteil Heslach)`);
    expect(document.tag).toEqual(
      expect.arrayContaining([
        { type: "Mention", name: "@anna@heslach.test", href: documentOf(before).attributedTo },
        expect.objectContaining({ type: "Link", href: note.uri, rel: "https://w3id.org/stadtteilvernetzer/ns#adoptedFrom" }),
      ]),
    );

    expect(await listOf(note.uri)).toMatchObject([
      { id: adopted.uri, type: "Article", name: "Lieblingsorte", "stv:adoptionProof": stampUri, "stv:adoption": { "stv:state": "interested" } },
    ]);
    const after = await postByUri(origin.ctx, note.uri);
    expect([after?.version, after?.document]).toEqual([1, before?.document]);
    expect(await updatesOf(origin.ctx, note.uri)).toEqual([]);
  }, 60_000);
});
