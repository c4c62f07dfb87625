import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { deleteProjectNote } from "../../src/features/project-notes/usecases/delete.ts";
import { editProjectNote } from "../../src/features/project-notes/usecases/edit.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { ACCEPTED, deliver } from "../support/inbox.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { outgoing } from "../support/outbox.ts";
import { createPeer, type Wire } from "../support/peer.ts";
import { createMember } from "../support/people.ts";

/**
 * What Mastodon makes of an Announce, rule by rule from its code (`Activity::Announce`, `FetchRemoteStatusService`,
 * `fetch_resource`): a boost of what is had at the id of the announced thing, if it bears that id and is a status or
 * the making of one.
 */
const ACCEPT = "application/activity+json, application/ld+json";
const STATUS = new Set(["Note", "Question", "Image", "Audio", "Video", "Article", "Page", "Event"]);
const MAKING = new Set(["Create", "Announce"]);

async function boosted(here: Instance, announce: Wire): Promise<string | null> {
  const object = announce.object as string | Wire;
  const uri = typeof object === "string" ? object : String(object.id);
  // What comes after `#` is no part of a request.
  const answer = await here.network.send(uri.replace(/#.*$/, ""), { headers: { accept: ACCEPT } });
  if (answer.status !== 200) return null;
  const found: Wire = JSON.parse(answer.body);
  const isStatus = STATUS.has(String(found.type)) || MAKING.has(String(found.type));
  return found.id === uri && isStatus ? uri : null;
}

const FIELDS = {
  title: "Brotkasten am Marienplatz",
  summary: "Die Bäckerei gibt ab, was am Samstag übrig ist.",
  goal: "Kein Brot im Müll.",
  targetGroups: ["alle im Viertel"],
  measures: "Zwei von uns öffnen den Kasten.",
  outcome: "ongoing" as const,
};

let here: Instance;
let anna: Account;
let noteUri: string;

const announces = async (): Promise<Wire[]> =>
  (await outgoing(here.ctx)).filter(({ type }) => type === "Announce").map(({ activity }) => activity);
const wrapped = async (): Promise<Wire[]> => (await announces()).filter(({ object }) => typeof object !== "string");
const innerTypes = async (): Promise<unknown[]> => (await wrapped()).map(({ object }) => (object as Wire).type);

beforeAll(async () => {
  here = await createInstance();
  anna = await createMember(here.ctx, "anna");
  const note = await publishProjectNote(here.ctx, anna, FIELDS);
  noteUri = note.uri;
  here.ctx.advance(1000);
  await editProjectNote(here.ctx, anna, note.id, { ...FIELDS, outcome: "succeeded" });
  const comment = await publishComment(here.ctx, anna, { postId: note.id, text: "Mit Schirm." });
  await publishComment(here.ctx, anna, { postId: comment.id, text: "Oder ohne." });
});

describe("53 a microblog server that gets one of our wrapped Announces all the same", () => {
  test("53 boosts by the plain form what it should: the rule finds statuses", async () => {
    const plain = (await announces()).filter(({ object }) => typeof object === "string");
    expect(plain).toHaveLength(1);
    expect(await boosted(here, plain[0]!)).toBe(noteUri);
  });

  test("53 makes a boost of none: new notes, edits, comments", async () => {
    expect(await innerTypes()).toEqual(["Create", "Update", "Create", "Create"]);
    for (const announce of await wrapped()) expect(await boosted(here, announce), String(announce.id)).toBeNull();
  });

  test("53 nor of what others write, take back and delete in our threads, as long as their activities have fragments", async () => {
    const peer = await createPeer(here.network, "mitra.test", here.ctx.now);
    const mia = await peer.person("mia");
    const answer = mia.note("<p>Auch bei uns!</p>", { inReplyTo: noteUri });
    expect(await deliver(here, mia, mia.activity("Create", answer))).toEqual(ACCEPTED);
    expect(await deliver(here, mia, mia.activity("Delete", { type: "Tombstone", id: answer.id }))).toEqual(ACCEPTED);
    expect((await innerTypes()).slice(4)).toEqual(["Create", "Delete"]);
    for (const announce of await wrapped()) expect(await boosted(here, announce), String(announce.id)).toBeNull();
  });

  test("53 nor when comment and note are gone", async () => {
    const note = (await postByUri(here.ctx, noteUri))!;
    const comment = await publishComment(here.ctx, anna, { postId: note.id, text: "Verschrieben" });
    await deletePost(here.ctx, anna, comment.id);
    await deleteProjectNote(here.ctx, anna, note.id);
    expect((await innerTypes()).filter((type) => type === "Delete")).toHaveLength(3);
    for (const announce of await announces()) {
      if (announce.object !== noteUri) expect(await boosted(here, announce), String(announce.id)).toBeNull();
    }
  });
});
