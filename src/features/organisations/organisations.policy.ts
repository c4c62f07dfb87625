import type { Viewer } from "../../platform/viewer.ts";

/** How a member stands to an organisation; null: not at all. */
export type Membership = "invited" | "active" | null;

/** Write, follow and answer in its name: only its editors, whatever their role in the district. */
export const canActFor = (membership: Membership): boolean => membership === "active";

/** Change what it says about itself, invite editors: its editors, and admins, when nobody else is left. */
export const canManage = (viewer: Viewer, membership: Membership): boolean =>
  membership === "active" || viewer.role === "admin";
