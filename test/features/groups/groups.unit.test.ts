import { describe, expect, test } from "vitest";
import {
  collectionsOf,
  moderationActivity,
  readModeration,
  type WireAct,
} from "../../../src/features/groups/groups.activitypub.ts";
import {
  type GroupMode,
  LONGEST_TITLE,
  MODERATION_ACTIONS,
  titleIn,
} from "../../../src/features/groups/groups.model.ts";
import { postingVerdict, type WouldBeAuthor } from "../../../src/features/groups/groups.policy.ts";
import { PUBLIC } from "../../../src/platform/ap-uris.ts";

describe("the title of a thread opened by a mention", () => {
  test.each([
    ["@repaircafe Wer hat eine Nähmaschine?\nMeine ist hin.", "Wer hat eine Nähmaschine?"],
    ["@repaircafe@heslach.test @anna Hallo", "Hallo"],
    ["@repaircafe\n\nErst hier steht etwas", "Erst hier steht etwas"],
    ["Hallo @repaircafe, geht das?", "Hallo @repaircafe, geht das?"],
  ])("of %j is %j", (text, title) => {
    expect(titleIn(text)).toBe(title);
  });

  test("is missing where nothing is said, and never longer than 200 characters", () => {
    expect(titleIn("@repaircafe \n @anna")).toBeNull();
    expect([...(titleIn("ä".repeat(999)) ?? "")]).toHaveLength(LONGEST_TITLE);
  });
});

describe("check 57: the mode decides", () => {
  const stranger: WouldBeAuthor = {
    membership: null,
    banned: false,
    moderator: false,
    invited: false,
    posted: false,
    archived: false,
    local: false,
    partner: false,
    welcome: false,
  };
  const cases: [GroupMode, string, Partial<WouldBeAuthor>, string][] = [
    ["open", "an account here", { local: true }, "post"],
    ["open", "somebody of a partner district", { partner: true }, "post"],
    ["open", "a newcomer who joined", { membership: "accepted" }, "hold"],
    ["open", "a member who wrote before", { membership: "accepted", posted: true }, "post"],
    ["open", "a stranger", {}, "refuse"],
    ["open", "a stranger where everybody is welcome", { welcome: true }, "hold"],
    ["open", "who wrote before, where everybody is welcome", { welcome: true, posted: true }, "post"],
    ["members", "a stranger, though everybody is welcome", { welcome: true }, "refuse"],
    ["open", "who only asked to join", { membership: "pending", posted: true }, "refuse"],
    ["members", "a member", { membership: "accepted" }, "post"],
    ["members", "an account here that is no member", { local: true }, "refuse"],
    ["members", "a partner who is no member", { partner: true }, "refuse"],
    ["closed", "a member", { membership: "accepted" }, "post"],
    ["closed", "who was refused", { membership: "rejected" }, "refuse"],
    ["internal", "an account here", { local: true }, "post"],
    ["internal", "somebody elsewhere, even as a member", { membership: "accepted" }, "refuse"],
    ["open", "who is banned, even from here", { local: true, banned: true }, "refuse"],
    ["closed", "a moderator", { moderator: true }, "post"],
  ];
  test.each(cases)("%s: %s", (mode, _who, author, verdict) => {
    expect(postingVerdict(mode, { ...stranger, ...author })).toBe(verdict);
  });
});

const group = collectionsOf({ uri: "https://heslach.test/ap/a/7" });
const around = { by: "https://heslach.test/ap/a/9", group, number: "5", forMembers: false };

describe("moderators' acts on the wire", () => {
  test.each(MODERATION_ACTIONS)("%s is read as it was written", (action) => {
    const act: WireAct = {
      action,
      objectUri: "https://a.test/x",
      reason: "Darum.",
      until: action === "ban" ? new Date("2027-01-01T00:00:00Z") : null,
    };
    const activity = moderationActivity(act, around);
    expect(activity).toMatchObject({ actor: around.by, to: [PUBLIC], cc: [group.uri], audience: group.uri });
    expect(readModeration(activity, group)).toEqual(act);
  });

  test("T067 of another group's collections are none of this group's", () => {
    const other = collectionsOf({ uri: "https://heslach.test/ap/a/8" });
    for (const action of ["ban", "unban", "pin", "unpin", "appoint", "dismiss"] as const) {
      const activity = moderationActivity({ action, objectUri: "https://a.test/x", reason: "", until: null }, around);
      expect(readModeration(activity, other), action).toBeNull();
    }
  });

  test("in a closed group only its followers are addressed", () => {
    const act = { action: "lock", objectUri: "https://a.test/x", reason: "", until: null } as const;
    expect(moderationActivity(act, { ...around, forMembers: true }).to).toEqual([`${group.uri}/followers`]);
  });

  test("Lemmy's `expires` is the end of a ban", () => {
    const block = { type: "Block", object: "https://a.test/x", target: group.uri, expires: "2027-01-01T00:00:00Z" };
    expect(readModeration(block, group)?.until).toEqual(new Date("2027-01-01T00:00:00Z"));
  });
});
