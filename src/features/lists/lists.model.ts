/** Which answers stand in a list: to anybody followed, to others in the list, or none. */
export const REPLIES_POLICIES = ["followed", "list", "none"] as const;

export const LIST_LIMITS = { lists: 50, members: 500, title: 100 } as const;
