/** Who answers for the instance by German law (§ 5 DDG, § 18 (2) MStV). All plain text. */
export interface Imprint {
  readonly name: string;
  readonly representative?: string | undefined;
  /** Postal address, lines separated by newlines. */
  readonly address: string;
  readonly email: string;
  readonly phone?: string | undefined;
  /** Responsible for the content (§ 18 (2) MStV). */
  readonly responsible?: string | undefined;
}

/**
 * With whom the server exchanges anything. `open`: with everybody who is not blocked. `partnersWrite`: the same, but only
 * partners start threads in our groups. `allowList`: with listed servers alone. `closed`: with nobody.
 */
export const FEDERATION_MODES = ["open", "partnersWrite", "allowList", "closed"] as const;
export type FederationMode = (typeof FEDERATION_MODES)[number];

/** What every page needs to know of the district. */
export interface District {
  readonly actorId: string;
  readonly instanceActorId: string;
  readonly actorUri: string;
  readonly handle: string;
  readonly name: string;
  readonly city: string;
  readonly about: string;
  readonly accent: string;
  readonly imprint: Imprint | null;
  readonly origin: string;
  readonly mode: FederationMode;
  /** Whether the list of blocked servers is a public page. */
  readonly publishesBlocks: boolean;
}
