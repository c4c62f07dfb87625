import type { Id } from "./ids.ts";

export type Role = "admin" | "moderator" | "member";

/** Who is looking: a logged-in member, seen through the session or the token. Nobody is `null`. */
export interface Viewer {
  readonly accountId: Id;
  readonly actorId: Id;
  readonly handle: string;
  readonly name: string;
  readonly role: Role;
}
