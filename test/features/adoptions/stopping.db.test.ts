import { expect, test } from "vitest";
import { adoptProject } from "../../../src/features/adoptions/usecases/adopt.ts";
import { changeProgress } from "../../../src/features/adoptions/usecases/progress.ts";
import { projectNoteBySlug } from "../../../src/features/project-notes/project-notes.queries.ts";
import { editProjectNote } from "../../../src/features/project-notes/usecases/edit.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { progress } from "../../support/adopting.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";
import { SHORT_REQUEST } from "../project-notes/notes.ts";

test("what was taken over is not stopped without its reason by the form for the whole note; an own project is", async () => {
  const ctx = await createTestCtx();
  await setUpDistrict(ctx);
  const anna = await createMember(ctx, "anna");
  const ben = await createMember(ctx, "ben");
  const origin = await publishProjectNote(ctx, anna, { ...SHORT_REQUEST, title: "Lastenrad" });
  const adopted = await adoptProject(ctx, ben, origin.id, { title: "Lastenrad Süd" });
  const stopped = { ...SHORT_REQUEST, title: "Lastenrad Süd", status: "stopped", outcome: "failed" };

  await expect(editProjectNote(ctx, ben, adopted.id, stopped)).rejects.toMatchObject({
    kind: "invalid",
    fields: { status: "error.project-notes.stops-silently" },
  });
  const change = progress({ state: "stopped", reason: "Zu wenige Leute.", outcome: "failed" });
  await changeProgress(ctx, ben, adopted.id, change);
  // Once it is stopped, with its reason, the rest can be edited as ever.
  await editProjectNote(ctx, ben, adopted.id, { ...stopped, title: "Lastenrad im Süden" });
  expect(await projectNoteBySlug(ctx, ben, adopted.slug)).toMatchObject({
    fields: { title: "Lastenrad im Süden" },
    adoption: { state: "stopped", reason: "Zu wenige Leute." },
  });
  await editProjectNote(ctx, anna, origin.id, { ...stopped, title: "Lastenrad" });
});
