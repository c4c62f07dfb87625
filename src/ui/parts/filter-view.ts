/** Where posts stand, as filters name it. */
export type FilterPlace = "home" | "public" | "thread" | "account";

/** What a filter of the one who looks does with a post; by the name that they gave it. */
export interface ShownFilter {
  readonly title: string;
  readonly action: "hide" | "warn" | "blur";
}

/** As much of a post as filters look at. */
export interface Filterable {
  readonly id: string;
  readonly author: { readonly local: boolean; readonly handle: string };
  readonly title: string | null;
  readonly summary: string | null;
  readonly warning: string | null;
  readonly content: string;
  readonly attachments: readonly { readonly alt: string }[];
  readonly poll: { readonly options: readonly { readonly name: string }[] } | null;
  readonly filter?: ShownFilter;
}

/** Posts with what the filters of the one who looks say to do with them there; in the same order, none left out. */
export type Filtered = <Shown extends Filterable>(
  posts: readonly Shown[],
  place: FilterPlace,
) => Promise<readonly Shown[]>;
