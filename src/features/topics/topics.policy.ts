import type { Viewer } from "../../platform/viewer.ts";
import type { Post } from "../posts/posts.queries.ts";

/** Who speaks for the district about a topic, and says what its words mean: admins and moderators, its networkers. */
export const canIntroduce = (viewer: Viewer | null): boolean => viewer !== null && viewer.role !== "member";

/** Who changes a topic page: who wrote it, as long as in office, and admins. A peer's belongs to nobody here. */
export const canChangeTopic = (viewer: Viewer | null, page: Post): boolean =>
  viewer !== null &&
  canIntroduce(viewer) &&
  page.local &&
  page.deletedAt === null &&
  (page.authorId === viewer.actorId || viewer.role === "admin");
