/** What is done with a notice: shown, held back until its sender is let in, or not even written down. */
export const ANSWERS = ["accept", "filter", "drop"] as const;

type Answer = (typeof ANSWERS)[number];

/** Of whose notices a member decides (Mastodon documentation, "NotificationPolicy"). */
export const SENDERS = ["notFollowing", "notFollowers", "newAccounts", "privateMentions", "limitedAccounts"] as const;

export type Sender = (typeof SENDERS)[number];

export type Policy = Readonly<Record<Sender, Answer>>;

/** Of who has decided nothing: neighbours may write to each other, silenced servers are not heard (wire §4.7). */
export const USUAL_POLICY: Policy = {
  notFollowing: "accept",
  notFollowers: "accept",
  newAccounts: "accept",
  privateMentions: "accept",
  limitedAccounts: "drop",
};
