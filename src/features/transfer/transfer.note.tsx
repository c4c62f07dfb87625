import type { Context } from "hono";
import { actorUri } from "../../platform/ap-uris.ts";
import type { AppEnv } from "../../ui/env.ts";
import { bestConfirmation } from "../project-notes/kit-confirmations.queries.ts";
import { kitDigest } from "../project-notes/kit-digest.model.ts";
import type { ProjectNoteView } from "../project-notes/project-notes.model.ts";
import { confirmationBy } from "./confirmations.queries.ts";
import { ConfirmationPanel } from "./pages/confirmation-panel.tsx";

/** What the page of a note shows of its kit's confirmation, and the way to confirm it. */
export async function confirmationOnNote(c: Context<AppEnv>, note: ProjectNoteView) {
  const { ctx, viewer, frame } = c.var;
  if ((note.fields.transferKit?.steps ?? []).length === 0) return { beside: null };
  const mayConfirm = viewer !== null && !note.local;
  const [named, own] = await Promise.all([
    bestConfirmation(ctx, note.id),
    mayConfirm ? confirmationBy(ctx, note.id, actorUri(ctx.origin, viewer.actorId)) : null,
  ]);
  const said = own === null ? null : own.kitDigest === kitDigest(note.fields) ? "current" : "earlier";
  return { beside: <ConfirmationPanel frame={frame} note={note} named={named} mayConfirm={mayConfirm} said={said} /> };
}
