import type { Frame } from "../../../ui/env.ts";
import type { FollowChoices } from "../../../ui/parts/follow-choices.tsx";
import type { ShownPost } from "../../../ui/parts/post-view.ts";
import type { Actor } from "../../actors/actors.queries.ts";
import type { EndorsementEntry } from "../../follows/endorsements.queries.ts";
import type { Follow } from "../../follows/follows.queries.ts";
import type { Organisation } from "../../organisations/organisations.queries.ts";
import type { ProjectNoteView } from "../project-notes.model.ts";

/** How the viewer and the district stand to the one on the page; undefined: not at all. */
export interface Following {
  readonly state: Follow["state"] | undefined;
  /** What the viewer wants of them, as long as they follow or asked to. */
  readonly choices: FollowChoices | null;
  readonly districtState: Follow["state"] | undefined;
  readonly relations: ReadonlySet<"block" | "mute">;
  /** The viewer recommends them on the own profile. */
  readonly endorsed: boolean;
  /** Organisations that the viewer writes for, and how they stand to the one on the page. */
  readonly organisations: readonly {
    readonly handle: string;
    readonly name: string;
    readonly state: Follow["state"] | undefined;
  }[];
}

/** An organisation of ours on its page. */
export interface OrganisationHere {
  readonly details: Organisation["details"];
  readonly mayManage: boolean;
  readonly invited: boolean;
}

export interface ProfileProps {
  readonly frame: Frame;
  readonly actor: Actor;
  /** Null for everybody but organisations of ours. */
  readonly organisation: OrganisationHere | null;
  /** Null for visitors, and on one's own profile. */
  readonly following: Following | null;
  /** Whom its owner recommends, the newest first. */
  readonly endorsed: readonly EndorsementEntry[];
  readonly notes: readonly ProjectNoteView[];
  /** What its owner put at the top, on the first page. */
  readonly pins: readonly ShownPost[];
  /** The newest that are no project notes, without those. */
  readonly posts: readonly ShownPost[];
  /** Id that this page's notes are older than; undefined on the first page. */
  readonly before?: string | undefined;
  /** Id after which the next page begins; null on the last page. */
  readonly next: string | null;
}

export const emojisOf = (frame: Frame, { emojis, host }: Actor) => ({ all: emojis, owner: host, frame });
