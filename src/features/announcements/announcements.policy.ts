import type { Viewer } from "../../platform/viewer.ts";

/** Who speaks for the whole server. */
export const canAnnounce = ({ role }: Viewer): boolean => role === "admin";
