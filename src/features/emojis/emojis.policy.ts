import type { Viewer } from "../../platform/viewer.ts";

/** Which pictures there are is for those who answer for the server: everybody's texts show them, here and elsewhere. */
export const canKeepEmojis = (viewer: Viewer | null): viewer is Viewer => viewer?.role === "admin";
