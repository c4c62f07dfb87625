import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorById } from "../../../src/features/actors/actors.queries.ts";
import type { District } from "../../../src/features/district/district.model.ts";
import { followBetween } from "../../../src/features/follows/follows.queries.ts";
import { acceptFollow, requestFollow, unfollow } from "../../../src/features/follows/follows.usecases.ts";
import {
  editorsOf,
  listOrganisations,
  organisationByHandle,
  organisationsOf,
} from "../../../src/features/organisations/organisations.queries.ts";
import type { NewOrganisationInput } from "../../../src/features/organisations/organisations.schemas.ts";
import {
  actingFor,
  answerInvitation,
  changeOrganisation,
  createOrganisation,
  inviteEditor,
  leaveOrganisation,
} from "../../../src/features/organisations/organisations.usecases.ts";
import { postRevisions, posts } from "../../../src/features/posts/posts.table.ts";
import { projectNoteById } from "../../../src/features/project-notes/project-notes.queries.ts";
import { deleteProjectNote } from "../../../src/features/project-notes/usecases/delete.ts";
import { editProjectNote } from "../../../src/features/project-notes/usecases/edit.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { historyOf } from "../../../src/features/project-notes/versions.queries.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import type { TestCtx } from "../../support/ctx.ts";
import { forgetOutgoing, outgoing } from "../../support/outbox.ts";
import { createMember } from "../../support/people.ts";
import { insertActor, insertFollow } from "../../support/rows.ts";
import { SHORT_REQUEST } from "../project-notes/notes.ts";
import { createSetting } from "../project-notes/setting.ts";

let ctx: TestCtx;
let district: District;
let anna: Account;
let bert: Account;
let admin: Account;
let serial = 0;

const input = (given: Partial<NewOrganisationInput> = {}): NewOrganisationInput => ({
  name: "Altes Feuerwehrhaus Süd",
  handle: `feuerwehrhaus${serial}`,
  about: "Bürgerhaus.\n\nOffen für alle.",
  sector: "nonprofit",
  kind: "institution",
  address: "Möhringer Straße 56",
  website: "https://feuerwehrhaus.example/",
  openForCooperation: true,
  ...given,
});
const { handle: _, ...DETAILS } = input();
const named = () => `feuerwehrhaus${serial}`;
const found = (): Promise<Actor> => createOrganisation(ctx, anna, input());
const code = (error: string) => expect.objectContaining({ code: error });

async function withTwoEditors(): Promise<Actor> {
  const actor = await found();
  await inviteEditor(ctx, anna, named(), "@bert");
  await answerInvitation(ctx, bert, named(), true);
  return actor;
}

beforeAll(async () => {
  ({ ctx, district, anna, bert, admin } = await createSetting());
});

beforeEach(async () => {
  serial += 1;
  ctx.advance(25 * 3_600_000);
  await forgetOutgoing(ctx);
});

describe("founding", () => {
  test("makes an actor as peers know organisations (wire §2.1), its founder the first editor", async () => {
    const actor = await found();
    const document: JsonObject = JSON.parse(actor.document);
    expect(document).toMatchObject({
      type: "Organization",
      preferredUsername: named(),
      webfinger: `${named()}@heslach.test`,
      name: "Altes Feuerwehrhaus Süd",
      summary: "<p>Bürgerhaus.</p><p>Offen für alle.</p>",
      url: `https://heslach.test/@${named()}`,
      inbox: `${actor.uri}/inbox`,
      featured: `${actor.uri}/featured`,
      manuallyApprovesFollowers: false,
      discoverable: true,
      indexable: true,
      "stv:kind": "Organization",
      "stv:profile": "1.0",
      "stv:sector": "nonprofit",
      "stv:district": district.actorUri,
    });
    expect(document.publicKey).toMatchObject({ id: `${actor.uri}#main-key`, owner: actor.uri });
    expect(document.assertionMethod).toMatchObject([{ id: `${actor.uri}#ed25519`, type: "Multikey" }]);
    expect(document.attachment).toEqual([
      { type: "PropertyValue", name: "Sektor", value: "Gemeinnützig" },
      { type: "PropertyValue", name: "Art", value: "Einrichtung" },
      { type: "PropertyValue", name: "Adresse", value: "Möhringer Straße 56" },
      {
        type: "PropertyValue",
        name: "Website",
        value:
          '<a href="https://feuerwehrhaus.example/" rel="me nofollow noopener noreferrer">https://feuerwehrhaus.example/</a>',
      },
      { type: "PropertyValue", name: "Zusammenarbeit", value: "Offen für Zusammenarbeit" },
    ]);
    expect(await editorsOf(ctx, actor.id)).toEqual([
      { accountId: anna.accountId, name: "anna", handle: "anna", state: "active" },
    ]);
  });

  test.each([
    ["no name", { name: " " }, "name"],
    ["a sector that is none", { sector: "party" as "civic" }, "sector"],
    ["a kind that is none", { kind: "gang" as "other" }, "kind"],
    ["a script as website", { website: "javascript:alert(1)" }, "website"],
    ["a path as handle", { handle: "verwaltung" }, "handle"],
    ["T188 a role", { role: "admin" } as never, "role"],
  ])("is refused with %s", async (_what, given, field) => {
    await expect(createOrganisation(ctx, anna, input(given))).rejects.toMatchObject({
      kind: "invalid",
      fields: { [field]: expect.any(String) },
    });
    expect(await organisationByHandle(ctx, named())).toBeNull();
  });

  test("takes no name that somebody has, and leaves nothing behind", async () => {
    await expect(createOrganisation(ctx, anna, input({ handle: "bert" }))).rejects.toThrow(code("actors.handle-taken"));
    expect(await organisationsOf(ctx, anna)).not.toContainEqual(expect.objectContaining({ handle: "bert" }));
  });

  test("T113 what is typed is text", async () => {
    const evil = "<script>alert(1)</script>";
    const actor = await createOrganisation(ctx, anna, input({ about: evil, address: evil }));
    expect(actor.summary).toBe("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
    expect(actor.fields[2]?.value).toBe("&lt;script&gt;alert(1)&lt;/script&gt;");
  });

  test("is possible five times a day", async () => {
    for (let count = 0; count < 5; count += 1) {
      await createOrganisation(ctx, bert, input({ handle: `viele_${serial}_${count}` }));
    }
    await expect(createOrganisation(ctx, bert, input())).rejects.toThrow(code("organisations.too-many"));
  });
});

describe("changing", () => {
  test("writes the document anew and tells the followers (S6)", async () => {
    const actor = await found();
    await insertFollow(ctx, (await insertActor(ctx, { host: "post.test" })).id, actor.id);
    ctx.advance(60_000);
    await changeOrganisation(ctx, anna, named(), { ...DETAILS, name: "Feuerwehrhaus", sector: "civic" });
    const [update] = await outgoing(ctx);
    expect(update).toMatchObject({
      type: "Update",
      actorId: actor.id,
      recipients: { followersOf: [actor.id] },
      activity: { actor: actor.uri, object: { id: actor.uri, name: "Feuerwehrhaus", "stv:sector": "civic" } },
    });
    expect((await actorById(ctx, actor.id))?.document).toContain('"stv:sector":"civic"');
  });

  test("is for editors and admins; others are refused, also who is only invited", async () => {
    await found();
    await expect(changeOrganisation(ctx, bert, named(), DETAILS)).rejects.toThrow(code("organisations.not-editor"));
    await inviteEditor(ctx, anna, named(), "bert");
    await expect(changeOrganisation(ctx, bert, named(), DETAILS)).rejects.toThrow(code("organisations.not-editor"));
    await changeOrganisation(ctx, admin, named(), { ...DETAILS, name: "Berichtigt" });
    expect((await organisationByHandle(ctx, named()))?.actor.name).toBe("Berichtigt");
  });
});

describe("editors", () => {
  test("are invited by handle and count once they accept", async () => {
    const actor = await withTwoEditors();
    expect((await editorsOf(ctx, actor.id)).map(({ handle, state }) => [handle, state])).toEqual([
      ["anna", "active"],
      ["bert", "active"],
    ]);
    expect(await organisationsOf(ctx, bert)).toContainEqual(expect.objectContaining({ handle: named() }));
  });

  test.each([
    ["nobody's handle", "niemand", "organisations.invite-unknown"],
    ["a peer's handle", "@bert@post.test", "organisations.invite-unknown"],
    [
      "an e-mail address, so that nobody learns who has an account",
      "bert@post.example",
      "organisations.invite-unknown",
    ],
    ["an editor", "anna", "organisations.invite-already"],
  ])("are not invited by %s", async (_what, who, error) => {
    await found();
    await expect(inviteEditor(ctx, anna, named(), who)).rejects.toThrow(code(error));
  });

  test("an invitation grants nothing, can be declined, and is nobody else's to answer", async () => {
    await found();
    await inviteEditor(ctx, anna, named(), "bert");
    await expect(actingFor(ctx, bert, named())).rejects.toThrow(code("organisations.not-editor"));
    await expect(answerInvitation(ctx, admin, named(), true)).rejects.toThrow(code("organisations.not-found"));
    await answerInvitation(ctx, bert, named(), false);
    await expect(answerInvitation(ctx, bert, named(), true)).rejects.toThrow(code("organisations.not-found"));
  });

  test("who is none invites nobody", async () => {
    await found();
    await expect(inviteEditor(ctx, bert, named(), "bert")).rejects.toThrow(code("organisations.not-editor"));
  });

  test("leave, but never the last one, also when two leave at the same moment", async () => {
    const actor = await withTwoEditors();
    const outcomes = await Promise.allSettled([
      leaveOrganisation(ctx, anna, named()),
      leaveOrganisation(ctx, bert, named()),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = outcomes.find((outcome) => outcome.status === "rejected");
    expect(refused?.reason).toMatchObject({ code: "organisations.last-editor" });
    expect(await editorsOf(ctx, actor.id)).toHaveLength(1);
  });

  test("an invited one does not count as somebody who stays", async () => {
    await found();
    await inviteEditor(ctx, anna, named(), "bert");
    await expect(leaveOrganisation(ctx, anna, named())).rejects.toThrow(code("organisations.last-editor"));
  });
});

describe("acting in its name", () => {
  test("a project note is the organisation's; who wrote it is kept and told to its editors only", async () => {
    const actor = await withTwoEditors();
    const { id } = await publishProjectNote(ctx, bert, SHORT_REQUEST, { as: `@${named()}` });
    const [post] = await ctx.db.select().from(posts).where(eq(posts.id, id));
    expect(post).toMatchObject({ authorId: actor.id, actedById: bert.accountId });
    expect(JSON.parse(post?.document ?? "{}")).toMatchObject({ attributedTo: actor.uri });
    expect(post?.document).not.toContain("bert");
    const create = (await outgoing(ctx)).find(({ type }) => type === "Create");
    expect(create).toMatchObject({ actorId: actor.id, recipients: { followersOf: [actor.id] } });
    expect((await projectNoteById(ctx, anna, id))?.actedBy?.handle).toBe("bert");
    for (const other of [null, admin, await createMember(ctx, `leserin${serial}`)]) {
      const note = await projectNoteById(ctx, other, id);
      expect(note?.actedBy).toBeNull();
      expect(note?.author.handle).toBe(named());
    }
  });

  test("every editor changes and deletes it; its history names people to editors only", async () => {
    await withTwoEditors();
    const { id } = await publishProjectNote(ctx, anna, SHORT_REQUEST, { as: named() });
    await editProjectNote(ctx, bert, id, { ...SHORT_REQUEST, goal: "Anders." });
    const [revision] = await ctx.db.select().from(postRevisions).where(eq(postRevisions.postId, id));
    expect(revision?.editorId).toBe(bert.accountId);
    const names = async (viewer: Account | null) =>
      (await historyOf(ctx, viewer, id)).map(({ editorName }) => editorName);
    expect(await names(anna)).toEqual(["bert", "anna"]);
    expect(await names(null)).toEqual(["Altes Feuerwehrhaus Süd", "Altes Feuerwehrhaus Süd"]);
    await deleteProjectNote(ctx, bert, id);
    const [post] = await ctx.db.select().from(posts).where(eq(posts.id, id));
    expect(post).toMatchObject({ actedById: null, deletedAt: expect.any(Date) });
  });

  test("who left changes nothing any more, not even what they wrote", async () => {
    await withTwoEditors();
    const { id } = await publishProjectNote(ctx, bert, SHORT_REQUEST, { as: named() });
    await leaveOrganisation(ctx, bert, named());
    const change = editProjectNote(ctx, bert, id, { ...SHORT_REQUEST, goal: "Meins." });
    await expect(change).rejects.toThrow(code("project-notes.not-yours"));
    expect((await projectNoteById(ctx, bert, id))?.canEdit).toBe(false);
  });

  test.each([
    ["a member who is no editor", () => bert],
    ["an admin who is no editor", () => admin],
  ])("%s writes nothing in its name", async (_who, who) => {
    await found();
    const publish = publishProjectNote(ctx, who(), SHORT_REQUEST, { as: named() });
    await expect(publish).rejects.toThrow(code("organisations.not-editor"));
    expect(await outgoing(ctx)).toEqual([]);
  });

  test("nobody writes in the name of a person, the district or nobody", async () => {
    for (const as of ["bert", "heslach", "niemand"]) {
      const publish = publishProjectNote(ctx, anna, SHORT_REQUEST, { as });
      await expect(publish).rejects.toThrow(code("organisations.not-found"));
    }
  });

  test("it follows and stops following", async () => {
    const actor = await found();
    const peer = await insertActor(ctx, { host: "post.test" });
    const acting = await actingFor(ctx, anna, named());
    expect(acting).toMatchObject({ accountId: anna.accountId, actorId: actor.id, role: "member" });
    expect(await requestFollow(ctx, acting, peer.id)).toBe("pending");
    expect((await outgoing(ctx)).at(-1)).toMatchObject({ type: "Follow", actorId: actor.id });
    await unfollow(ctx, acting, peer.id);
    expect(await followBetween(ctx, actor.id, peer.id)).toBeNull();
  });

  test("its editors answer who asks to follow it", async () => {
    const actor = await found();
    const group = await insertActor(ctx, { host: "post.test", type: "Group", kind: "group" });
    const request = await insertFollow(ctx, group.id, actor.id, "pending");
    await expect(acceptFollow(ctx, bert, request)).rejects.toThrow(code("follows.not-yours"));
    await acceptFollow(ctx, await actingFor(ctx, anna, named()), request);
    expect((await followBetween(ctx, group.id, actor.id))?.state).toBe("accepted");
    expect((await outgoing(ctx)).at(-1)).toMatchObject({ type: "Accept", actorId: actor.id });
  });
});

test("the directory goes by sector and name, page by page, and is narrowed by what was chosen", async () => {
  const { ctx, anna } = await createSetting();
  const make = async (name: string, given: Partial<NewOrganisationInput>) => {
    ctx.advance(25 * 3_600_000);
    await createOrganisation(ctx, anna, { ...DETAILS, name, handle: name.toLowerCase(), ...given });
  };
  await make("Zebra", { sector: "civic" });
  await make("Amsel", { sector: "church", kind: "congregation", openForCooperation: false });
  await make("biene", { sector: "civic" });
  await make("Dachs", { sector: "church", kind: "other" });
  const names = async (listing: Partial<Parameters<typeof listOrganisations>[1]>) =>
    (await listOrganisations(ctx, { limit: 10, ...listing })).map(({ actor }) => actor.name);
  expect(await names({})).toEqual(["biene", "Zebra", "Amsel", "Dachs"]);
  const [, last] = await listOrganisations(ctx, { limit: 2 });
  expect(await names({ after: last?.actor.id })).toEqual(["Amsel", "Dachs"]);
  expect(await names({ sector: "church" })).toEqual(["Amsel", "Dachs"]);
  expect(await names({ kind: "congregation" })).toEqual(["Amsel"]);
  expect(await names({ sector: "church", open: true })).toEqual(["Dachs"]);
});
