import type { Viewer } from "../platform/viewer.ts";

/** Whoever can run this has the whole server in hand. */
export const OPERATOR: Viewer = { accountId: "0", actorId: "0", handle: "stv", name: "stv", role: "admin" };
