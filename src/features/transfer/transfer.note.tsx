import type { Context } from "hono";
import { actorUri } from "../../platform/ap-uris.ts";
import type { AppEnv } from "../../ui/env.ts";
import type { ProjectNoteView } from "../project-notes/project-notes.model.ts";
import { confirmationBy, namedConfirmation } from "./confirmations.queries.ts";
import { ConfirmationPanel } from "./pages/confirmation-panel.tsx";

/** What the page of a note shows of its kit's confirmation, and the way to confirm it. */
export async function confirmationOnNote(c: Context<AppEnv>, note: ProjectNoteView) {
  const { ctx, viewer, frame } = c.var;
  const mayConfirm = viewer !== null && !note.local && (note.fields.transferKit?.steps ?? []).length > 0;
  const [named, own] = await Promise.all([
    note.transferReady ? namedConfirmation(ctx, note.id) : null,
    mayConfirm ? confirmationBy(ctx, note.id, actorUri(ctx.origin, viewer.actorId)) : null,
  ]);
  return {
    beside: <ConfirmationPanel frame={frame} note={note} named={named} mayConfirm={mayConfirm} isDone={own !== null} />,
  };
}
