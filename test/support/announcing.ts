import type { Announcement } from "../../src/features/announcements/announcements.queries.ts";
import type { AnnouncementInput } from "../../src/features/announcements/announcements.schemas.ts";
import { publishAnnouncement } from "../../src/features/announcements/announcements.usecases.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import type { Viewer } from "../../src/platform/viewer.ts";

/** What is said, with no time, to everybody. */
export const saying = (text: string, more: Partial<AnnouncementInput> = {}): AnnouncementInput => ({
  ...{ text, startsOn: "", startsAt: "", endsOn: "", endsAt: "", audience: "everyone" },
  ...more,
});

export const announce = (
  ctx: Ctx,
  admin: Viewer,
  text: string,
  more: Partial<AnnouncementInput> = {},
): Promise<Announcement> => publishAnnouncement(ctx, admin, saying(text, more));
