import type { Frame } from "../../../ui/env.ts";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import type { FormValues } from "../../../ui/forms/read-form.ts";
import type { ShownPost } from "../../../ui/parts/post-view.ts";
import type { QuoteView } from "../../../ui/parts/quote-view.ts";
import type { Visibility } from "../posts.model.ts";

/** What somebody is about to quote, and what would come of it. */
export interface AboutToQuote {
  readonly id: string;
  readonly card: QuoteView;
  /** `ask`: its author's server decides. */
  readonly verdict: "allowed" | "ask" | "refused";
}

type FreeAudience = "public" | "unlisted" | "partners" | "followers" | "direct";

/** What is being edited; null for a new post. */
export interface Edited {
  readonly id: string;
  /** Its own address. */
  readonly path: string;
  /** Where it is read. */
  readonly page: string;
  readonly kind: "note" | "article" | "question";
  readonly isReply: boolean;
  /** From the widest: what it may be changed to. */
  readonly audiences: readonly FreeAudience[];
}

/** What is being answered. */
export interface Answered {
  /** Null: it is not there any more. */
  readonly post: ShownPost | null;
  /** From the widest: whom the answer may be for; empty where there is no choice. */
  readonly audiences: readonly Visibility[];
}

export interface PostFormProps {
  readonly frame: Frame;
  readonly form: FormValues;
  readonly errors: FormErrors;
  readonly edited: Edited | null;
  /** Null for a new post at the top of a thread. */
  readonly answered: Answered | null;
  /** What is to be quoted, null when it is not there; undefined: nothing is. */
  readonly quote: AboutToQuote | null | undefined;
  /** Groups that the viewer may post in, and who reads what is posted there. */
  readonly groups: readonly {
    readonly id: string;
    readonly name: string;
    readonly visibility: "public" | "group" | "local";
  }[];
  /** Organisations in whose name the viewer may write. */
  readonly organisations: readonly { readonly handle: string; readonly name: string }[];
  /** The draft that holds this text, once there is one. */
  readonly draft: { readonly id: string; readonly savedAt: Date } | null;
  /** Say that the draft was saved just now. */
  readonly justSaved: boolean;
  /** Addresses of previews, by upload. */
  readonly previews: ReadonlyMap<string, string>;
  /** Tells a second click from a second post. */
  readonly key: string;
}
