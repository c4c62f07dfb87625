import type { CustomEmoji } from "../../platform/emojis.ts";
import type { Frame } from "../env.ts";
import type { ShownAttachment } from "./attachments.tsx";
import type { ShownFilter } from "./filter-view.ts";
import type { ShownPoll } from "./poll.tsx";
import type { ShownQuote } from "./quote-view.ts";

interface ShownActor {
  readonly name: string;
  readonly handle: string;
  readonly host: string;
  readonly url: string;
  readonly local: boolean;
  readonly emojis: readonly CustomEmoji[];
}

/** A post of whatever kind, ours or a peer's, as pages show it to the one who looks. */
export interface ShownPost {
  readonly id: string;
  /** The page here that it is read on. */
  readonly path: string;
  /** Its own address here: what is done with it has addresses below. */
  readonly own: string;
  /** ActivityPub id. */
  readonly uri: string;
  /** Its page at its origin; null for ours. */
  readonly original: string | null;
  readonly author: ShownActor;
  /** Who wrote it in the name of its author, an organisation; null for all but its editors. */
  readonly actedBy: string | null;
  /** Who brought it here, if not its author. */
  readonly sharedBy: ShownActor | null;
  readonly group: ShownActor | null;
  readonly publishedAt: Date;
  /** Null before the first visible edit. */
  readonly editedAt: Date | null;
  readonly title: string | null;
  /** What is said before something delicate; empty when it is only marked; null when nothing is folded away. */
  readonly warning: string | null;
  /** Of a long post a few sentences, plain text. */
  readonly summary: string | null;
  /** Sanitised HTML. */
  readonly content: string;
  /** BCP 47. */
  readonly language: string | null;
  /** Pictures for `:names:` in its texts. */
  readonly emojis: readonly CustomEmoji[];
  /** What hangs from it; a picture of ours without words is decoration. */
  readonly attachments: readonly ShownAttachment[];
  readonly audience: "public" | "unlisted" | "followers" | "direct" | "group" | "local" | "partners";
  readonly poll: ShownPoll | null;
  /** What it quotes. */
  readonly quote: ShownQuote | undefined;
  readonly filter?: ShownFilter;
  readonly isReply: boolean;
  readonly stats: { readonly comments: number; readonly likes: number; readonly boosts: number };
  /** What the one who looks has done with it, and may do. */
  readonly mine: ReactionState;
  readonly canEdit: boolean;
  readonly canDelete: boolean;
  /** Whether they may take it away as a moderator. */
  readonly canModerate: boolean;
}

export interface ReactionState {
  readonly liked: boolean;
  readonly boosted: boolean;
  /** Put aside for oneself. */
  readonly kept: boolean;
  /** Whether it stands at the top of one's own page; null for what cannot stand there. */
  readonly pinned: boolean | null;
  readonly canBoost: boolean;
}

export interface PostProps {
  readonly post: ShownPost;
  readonly frame: Frame;
}
