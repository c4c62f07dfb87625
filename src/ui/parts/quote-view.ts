/** What is shown of a quoted post: its beginning, as plain text. */
export interface QuoteView {
  readonly author: {
    readonly name: string;
    readonly handle: string;
    readonly host: string;
    readonly url: string;
    readonly local: boolean;
  };
  /** Null for what has no title. */
  readonly title: string | null;
  readonly text: string;
  readonly lang: string | undefined;
  readonly url: string;
}

/** What is shown of the quote in a post: of what may not be shown (yet) only that, and of ours alone. */
export type ShownQuote =
  | { readonly state: "allowed"; readonly card: QuoteView }
  | { readonly state: "waiting"; readonly url: string }
  | { readonly state: "refused" };
