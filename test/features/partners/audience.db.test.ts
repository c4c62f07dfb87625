import { expect, test } from "vitest";
import { kitConfirmations } from "../../../src/features/project-notes/kit-confirmations.table.ts";
import { deleteProjectNote } from "../../../src/features/project-notes/usecases/delete.ts";
import { editProjectNote, putConfirmation } from "../../../src/features/project-notes/usecases/edit.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { inTransaction } from "../../../src/platform/ctx.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { outgoing } from "../../support/outbox.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";
import { SHORT_REQUEST } from "../project-notes/notes.ts";

test("check 93: nothing that is told of a note for partners, its silent changes included, goes to anybody else", async () => {
  const ctx = await createTestCtx();
  await setUpDistrict(ctx);
  const anna = await createMember(ctx, "anna");
  const { id } = await publishProjectNote(ctx, anna, SHORT_REQUEST, { visibility: "partners" });
  await editProjectNote(ctx, anna, id, { ...SHORT_REQUEST, title: "Anders" }, { mergeInterval: 0 });
  await ctx.db.insert(kitConfirmations).values({
    id: ctx.newId(),
    postId: id,
    stampUri: "https://sendling.test/ap/o/1",
    state: "confirmed",
    createdAt: ctx.now(),
    checkedAt: ctx.now(),
  });
  await inTransaction(ctx, (tx) => putConfirmation(tx, id));
  await deleteProjectNote(ctx, anna, id);
  const sent = await outgoing(ctx);
  expect(sent.map(({ activity }) => activity.type)).toEqual(["Create", "Update", "Update", "Delete"]);
  for (const { recipients } of sent) {
    expect(recipients.partners).toBe(true);
    expect(recipients).not.toHaveProperty("followersOf");
    expect(recipients).not.toHaveProperty("actors");
  }
});
