import { wallTime } from "../../platform/local-time.ts";
import type { Frame } from "../env.ts";
import { formatDay, formatMoment, formatTime } from "../format.ts";
import { Button } from "../forms/buttons.tsx";
import { Icon } from "./icon.tsx";

interface Announced {
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly allDay: boolean;
}

/** When it is, in words: "5. Dezember 2030, 18:30 bis 20:00"; null when no time is named. */
export function whenAnnounced({ t, locale }: Frame, { startsAt, endsAt, allDay }: Announced): string | null {
  const write = (at: Date): string => (allDay ? formatDay(locale, at) : formatMoment(locale, at));
  if (startsAt === null) return endsAt === null ? null : t("announcements.when.until", { time: write(endsAt) });
  if (endsAt === null) return t("announcements.when.from", { time: write(startsAt) });
  const isOneDay = wallTime(startsAt).day === wallTime(endsAt).day;
  if (isOneDay && allDay) return formatDay(locale, startsAt);
  const end = isOneDay ? formatTime(locale, endsAt) : write(endsAt);
  return t("announcements.when.both", { start: write(startsAt), end });
}

/** One as it stands on top of a page. */
export interface AnnouncementLine extends Announced {
  readonly id: string;
  readonly headline: string;
}

interface LinesProps {
  readonly frame: Frame;
  readonly announcements: readonly AnnouncementLine[];
}

/** One line each, on top of a page: to read, and for members to put away. Nothing when there is none. */
export const AnnouncementLines = ({ frame, announcements }: LinesProps) => {
  const { t, viewer, path } = frame;
  if (announcements.length === 0) return null;
  return (
    <section class="frame no-print" aria-label={t("announcements.title")}>
      <ul class="notices">
        {announcements.map((announcement) => {
          const { id, headline } = announcement;
          const when = whenAnnounced(frame, announcement);
          return (
            <li>
              <Icon name={announcement.startsAt === null ? "datei" : "kalender"} />
              <p class="notices__text">
                <a href={`/ankuendigungen#a${id}`}>{headline}</a>
                {when !== null && <span class="soft small"> · {when}</span>}
              </p>
              {viewer !== null && (
                <form method="post" action={`/ankuendigungen/${id}/ausblenden`}>
                  <input type="hidden" name="zurueck" value={path} />
                  <Button look="tertiary" aria-label={t("announcements.hide.named", { text: headline })}>
                    {t("announcements.hide")}
                  </Button>
                </form>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
};
