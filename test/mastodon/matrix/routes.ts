import type { Thing } from "./things.ts";

interface Hidden {
  /** What Anna has, and Bob must not find. */
  readonly of: readonly Thing[];
  /** What nobody finds, Anna neither. */
  readonly nobody?: readonly Thing[];
  /** What Anna finds elsewhere, but not by this route: it is for something else. */
  readonly elsewhere?: readonly Thing[];
}

interface Open {
  readonly route: string;
  readonly of: readonly Thing[];
  /** What Bob is answered. */
  readonly answer: number;
  /** Bob's request does something of his own: likes, follows, keeps. */
  readonly changes?: boolean;
}

const STATUSES = ["direct", "followers", "answerToFollowers", "closedGroup", "boostOfFollowers"] as const;
const NO_STATUSES = ["deleted", "ofBlockedHost", "ofSuspended"] as const;
const EVERYBODYS = ["public", "unlisted", "partners"] as const;
const NO_ACCOUNTS = ["suspendedAccount", "accountOfBlockedHost", "accountGone"] as const;

/** A person is none, either. */
const NO_GROUPS = [...NO_ACCOUNTS, "account"] as const;

const statuses: Hidden = { of: STATUSES, nobody: NO_STATUSES };
const accounts: Hidden = { of: [], nobody: NO_ACCOUNTS };
const status = (path = ""): string => `/api/v1/statuses/:id{[0-9]+}${path}`;
const account = (path = ""): string => `/api/v1/accounts/:id{[0-9]+}${path}`;

const announcement = (path: string): string => `/api/v1/announcements/:id{[0-9]+}${path}`;
const announcements: Hidden = { of: [], nobody: ["announcementOver", "announcementTakenDown"] };

/** Routes with what is hidden from Bob in their path: 404, as for what was never there. */
export const HIDDEN: Readonly<Record<string, Hidden>> = {
  [`GET ${status()}`]: statuses,
  [`GET ${status("/context")}`]: statuses,
  [`GET ${status("/source")}`]: statuses,
  [`GET ${status("/history")}`]: statuses,
  [`GET ${status("/card")}`]: statuses,
  [`GET ${status("/favourited_by")}`]: statuses,
  [`GET ${status("/reblogged_by")}`]: statuses,
  [`GET ${status("/quotes")}`]: statuses,
  [`POST ${status("/bookmark")}`]: statuses,
  [`POST ${status("/unbookmark")}`]: statuses,
  [`POST ${status("/pin")}`]: statuses,
  [`POST ${status("/unpin")}`]: statuses,
  [`POST ${status("/favourite")}`]: statuses,
  [`POST ${status("/unfavourite")}`]: statuses,
  [`POST ${status("/reblog")}`]: statuses,
  [`POST ${status("/unreblog")}`]: statuses,
  [`POST ${status("/mute")}`]: statuses,
  [`POST ${status("/unmute")}`]: statuses,
  [`PUT ${status()}`]: { ...statuses, elsewhere: ["boostOfFollowers"] },
  [`DELETE ${status()}`]: statuses,
  [`PUT ${status("/interaction_policy")}`]: statuses,
  [`POST ${status("/quotes/:quoting{[0-9]+}/revoke")}`]: { of: ["quote"] },
  "GET /api/v1/polls/:id{[0-9]+}": { of: ["pollOfFollowers"], nobody: NO_STATUSES },
  "POST /api/v1/polls/:id{[0-9]+}/votes": {
    of: ["pollOfFollowers"],
    nobody: NO_STATUSES,
  },
  [`GET ${account()}`]: accounts,
  [`GET ${account("/followers")}`]: accounts,
  [`GET ${account("/following")}`]: accounts,
  [`GET ${account("/statuses")}`]: accounts,
  [`GET ${account("/lists")}`]: accounts,
  [`GET ${account("/featured_tags")}`]: accounts,
  [`GET ${account("/endorsements")}`]: accounts,
  [`POST ${account("/follow")}`]: accounts,
  [`POST ${account("/unfollow")}`]: accounts,
  [`POST ${account("/remove_from_followers")}`]: accounts,
  [`POST ${account("/block")}`]: accounts,
  [`POST ${account("/unblock")}`]: accounts,
  [`POST ${account("/mute")}`]: accounts,
  [`POST ${account("/unmute")}`]: accounts,
  [`POST ${account("/note")}`]: accounts,
  "GET /api/v1/timelines/group/:id{[0-9]+}": accounts,
  [`POST ${account("/endorse")}`]: accounts,
  [`POST ${account("/unendorse")}`]: accounts,
  [`POST ${account("/pin")}`]: accounts,
  [`POST ${account("/unpin")}`]: accounts,
  "GET /api/v1/groups/:id{[0-9]+}": { of: [], nobody: NO_GROUPS },
  "PATCH /api/v1/groups/:id{[0-9]+}": { of: [], nobody: NO_GROUPS },
  "GET /api/v1/groups/:id{[0-9]+}/source": { of: [], nobody: NO_GROUPS },
  "GET /api/v1/groups/:id{[0-9]+}/members": { of: [], nobody: NO_GROUPS },
  "GET /api/v1/notifications/requests/:id{[0-9]+}": { of: ["notificationRequest"] },
  "POST /api/v1/notifications/requests/:id{[0-9]+}/accept": { of: ["notificationRequest"] },
  "POST /api/v1/notifications/requests/:id{[0-9]+}/dismiss": { of: ["notificationRequest"] },
  "POST /api/v1/follow_requests/:id{[0-9]+}/authorize": { of: ["followRequest"] },
  "POST /api/v1/follow_requests/:id{[0-9]+}/reject": { of: ["followRequest"] },
  "GET /api/v1/lists/:id{[0-9]+}": { of: ["list"] },
  "PUT /api/v1/lists/:id{[0-9]+}": { of: ["list"] },
  "DELETE /api/v1/lists/:id{[0-9]+}": { of: ["list"] },
  "GET /api/v1/lists/:id{[0-9]+}/accounts": { of: ["list"] },
  "POST /api/v1/lists/:id{[0-9]+}/accounts": { of: ["list"] },
  "DELETE /api/v1/lists/:id{[0-9]+}/accounts": { of: ["list"] },
  "GET /api/v1/timelines/list/:id{[0-9]+}": { of: ["list"] },
  "GET /api/v2/filters/:id{[0-9]+}": { of: ["filter"] },
  "PUT /api/v2/filters/:id{[0-9]+}": { of: ["filter"] },
  "DELETE /api/v2/filters/:id{[0-9]+}": { of: ["filter"] },
  "GET /api/v2/filters/:id{[0-9]+}/keywords": { of: ["filter"] },
  "POST /api/v2/filters/:id{[0-9]+}/keywords": { of: ["filter"] },
  "GET /api/v2/filters/keywords/:id{[0-9]+}": { of: ["filterKeyword"] },
  "PUT /api/v2/filters/keywords/:id{[0-9]+}": { of: ["filterKeyword"] },
  "DELETE /api/v2/filters/keywords/:id{[0-9]+}": { of: ["filterKeyword"] },
  "GET /api/v2/filters/:id{[0-9]+}/statuses": { of: ["filter"] },
  "POST /api/v2/filters/:id{[0-9]+}/statuses": { of: ["filter"] },
  "GET /api/v2/filters/statuses/:id{[0-9]+}": { of: ["filterStatus"] },
  "DELETE /api/v2/filters/statuses/:id{[0-9]+}": { of: ["filterStatus"] },
  "GET /api/v1/filters/:id{[0-9]+}": { of: ["filterKeyword"] },
  "PUT /api/v1/filters/:id{[0-9]+}": { of: ["filterKeyword"] },
  "DELETE /api/v1/filters/:id{[0-9]+}": { of: ["filterKeyword"] },
  "DELETE /api/v1/featured_tags/:id{[0-9]+}": { of: ["featuredTag"] },
  "POST /api/v1/conversations/:id{[0-9]+}/read": { of: ["conversation"] },
  "POST /api/v1/conversations/:id{[0-9]+}/unread": { of: ["conversation"] },
  "DELETE /api/v1/conversations/:id{[0-9]+}": { of: ["conversation"] },
  "GET /api/v1/media/:id{[0-9]+}": { of: ["upload"] },
  "PUT /api/v1/media/:id{[0-9]+}": { of: ["upload"] },
  "DELETE /api/v1/media/:id{[0-9]+}": { of: ["upload"] },
  "GET /api/v1/scheduled_statuses/:id{[0-9]+}": { of: ["scheduled"] },
  "PUT /api/v1/scheduled_statuses/:id{[0-9]+}": { of: ["scheduled"] },
  "DELETE /api/v1/scheduled_statuses/:id{[0-9]+}": { of: ["scheduled"] },
  "GET /api/v1/notifications/:id{[0-9]+}": { of: ["notification"] },
  "POST /api/v1/notifications/:id{[0-9]+}/dismiss": { of: ["notification"] },
  "GET /api/v2/notifications/:group_key": { of: ["notificationGroup", "notificationAlone"] },
  "GET /api/v2/notifications/:group_key/accounts": { of: ["notificationGroup", "notificationAlone"] },
  [`POST ${announcement("/dismiss")}`]: announcements,
  [`PUT ${announcement("/reactions/:name")}`]: announcements,
  [`DELETE ${announcement("/reactions/:name")}`]: announcements,
};

/** Routes with what Bob may see in their path. What only Anna may do with it is refused, and nothing changes. */
export const OPEN: readonly Open[] = [
  ...["", "/context", "/history", "/card", "/favourited_by", "/reblogged_by", "/quotes"].map((path) => ({
    ...{ route: `GET ${status(path)}`, of: EVERYBODYS, answer: 200 },
  })),
  { route: "GET /api/v1/polls/:id{[0-9]+}", of: ["poll"], answer: 200 },
  ...["bookmark", "unbookmark", "favourite", "unfavourite", "mute", "unmute"].map((deed) => ({
    ...{ route: `POST ${status(`/${deed}`)}`, of: EVERYBODYS, answer: 200, changes: true },
  })),
  { route: `POST ${status("/reblog")}`, of: ["public", "unlisted"], answer: 200, changes: true },
  { route: "POST /api/v1/polls/:id{[0-9]+}/votes", of: ["poll"], answer: 200, changes: true },
  // Mastodon gives the source of what may be seen to everybody; here it is for whoever typed it.
  { route: `GET ${status("/source")}`, of: EVERYBODYS, answer: 404 },
  { route: `PUT ${status()}`, of: EVERYBODYS, answer: 404 },
  { route: `DELETE ${status()}`, of: EVERYBODYS, answer: 404 },
  { route: `PUT ${status("/interaction_policy")}`, of: EVERYBODYS, answer: 404 },
  // 422 and 200 on Mastodon, which do not pin either.
  { route: `POST ${status("/pin")}`, of: EVERYBODYS, answer: 404 },
  { route: `POST ${status("/unpin")}`, of: EVERYBODYS, answer: 404 },
  ...["", "/followers", "/following", "/statuses", "/lists", "/featured_tags", "/endorsements"].map((path) => ({
    ...{ route: `GET ${account(path)}`, of: ["account", "group"] as const, answer: 200 },
  })),
  ...["follow", "unfollow", "remove_from_followers", "block", "unblock", "mute", "unmute", "note"].map((deed) => ({
    ...{ route: `POST ${account(`/${deed}`)}`, of: ["account"] as const, answer: 200, changes: true },
  })),
  ...["endorse", "pin"].map((deed) => ({
    ...{ route: `POST ${account(`/${deed}`)}`, of: ["account"] as const, answer: 422 },
  })),
  ...["unendorse", "unpin"].map((deed) => ({
    ...{ route: `POST ${account(`/${deed}`)}`, of: ["account"] as const, answer: 200 },
  })),
  { route: "GET /api/v1/timelines/group/:id{[0-9]+}", of: ["group"], answer: 200 },
  { route: "GET /api/v1/groups/:id{[0-9]+}", of: ["group"], answer: 200 },
  { route: "GET /api/v1/groups/:id{[0-9]+}/members", of: ["group"], answer: 200 },
  // For its moderators.
  { route: "GET /api/v1/groups/:id{[0-9]+}/source", of: ["group"], answer: 403 },
  { route: "PATCH /api/v1/groups/:id{[0-9]+}", of: ["group"], answer: 403 },
  { route: `POST ${announcement("/dismiss")}`, of: ["announcement"], answer: 200, changes: true },
  { route: `PUT ${announcement("/reactions/:name")}`, of: ["announcement"], answer: 200, changes: true },
  // Anna's own reaction; Bob has none.
  { route: `DELETE ${announcement("/reactions/:name")}`, of: ["announcement"], answer: 404 },
  { route: "DELETE /api/v1/suggestions/:id{[0-9]+}", of: ["account", "suspendedAccount"], answer: 200 },
  // As on Mastodon: whatever group is named, it is gone afterwards.
  {
    route: "POST /api/v2/notifications/:group_key/dismiss",
    of: ["notificationGroup", "notificationAlone"],
    answer: 200,
  },
];

/** What is named by a word, not by an id: nobody's. */
export const NAMED: readonly string[] = [
  "GET /api/v1/tags/:name",
  "POST /api/v1/tags/:name/follow",
  "POST /api/v1/tags/:name/unfollow",
  "POST /api/v1/tags/:name/feature",
  "POST /api/v1/tags/:name/unfeature",
  "GET /api/v1/timelines/tag/:tag",
];

/**
 * What a request needs besides its path, so that nothing but the id can be what is wrong.
 * @param statusId of a status that everybody may see
 */
export const bodiesOf = (statusId: string): Readonly<Record<string, object>> => ({
  [`PUT ${status()}`]: { status: "Neu" },
  [`PUT ${status("/interaction_policy")}`]: { quote_approval_policy: "nobody" },
  [`POST ${account("/note")}`]: { comment: "Nett" },
  "POST /api/v1/polls/:id{[0-9]+}/votes": { choices: [0] },
  "PATCH /api/v1/groups/:id{[0-9]+}": { description: "Meins" },
  "PUT /api/v1/lists/:id{[0-9]+}": { title: "Meins" },
  "POST /api/v1/lists/:id{[0-9]+}/accounts": { account_ids: [] },
  "DELETE /api/v1/lists/:id{[0-9]+}/accounts": { account_ids: [] },
  "PUT /api/v2/filters/:id{[0-9]+}": { title: "Meins" },
  "POST /api/v2/filters/:id{[0-9]+}/keywords": { keyword: "meins" },
  "PUT /api/v2/filters/keywords/:id{[0-9]+}": { keyword: "meins" },
  "POST /api/v2/filters/:id{[0-9]+}/statuses": { status_id: statusId },
  "PUT /api/v1/filters/:id{[0-9]+}": { phrase: "meins" },
  "PUT /api/v1/media/:id{[0-9]+}": { description: "Meins" },
});
