import type { Frame } from "../../../ui/env.ts";
import { formatMoment } from "../../../ui/format.ts";
import { hasText } from "../../../ui/i18n/i18n.ts";
import { Page } from "../../../ui/page.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { ScheduledPost } from "../scheduled-posts.queries.ts";

interface ScheduledPageProps {
  readonly frame: Frame;
  readonly waiting: readonly ScheduledPost[];
  /** Id to go on from; undefined when the list ends here. */
  readonly before: string | undefined;
}

/** What a member wrote in an app to be published later, and what could not be. */
export const ScheduledPage = ({ frame, waiting, before }: ScheduledPageProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("composing.scheduled")}
      lead={t("composing.scheduled.lead")}
      crumbs={[{ href: "/schreiben", label: t("writing.hub") }]}
      noindex
    >
      {waiting.length === 0 && <p>{t("composing.scheduled.empty")}</p>}
      <ul class="lines">
        {waiting.map((post) => (
          <Line frame={frame} post={post} />
        ))}
      </ul>
      <Pagination
        t={t}
        next={before === undefined ? undefined : { href: `/schreiben/geplant/vor/${before}`, label: t("common.older") }}
      />
    </Page>
  );
};

const Line = ({ frame, post }: { frame: Frame; post: ScheduledPost }) => {
  const { t, locale } = frame;
  const { id, at, composition, failure } = post;
  const [time, pictures] = [formatMoment(locale, at), composition.mediaIds.length];
  const title = titleOf(frame, post);
  return (
    <li class="flow">
      <p lang={composition.language}>
        <bdi>{title}</bdi>
      </p>
      <p class="soft">
        {failure === null
          ? t("composing.scheduled.at", { time })
          : t("composing.scheduled.failed", { time, reason: reasonOf(frame, failure) })}
        {pictures > 0 &&
          ` · ${t(pictures === 1 ? "composing.scheduled.picture" : "composing.scheduled.pictures", { count: pictures })}`}
      </p>
      <p>
        <a href={`/schreiben/geplant/${id}/verwerfen`} aria-label={t("composing.discard.named", { title })}>
          {t("composing.discard")}
        </a>
      </p>
    </li>
  );
};

const reasonOf = ({ t }: Frame, code: string): string => {
  const key = `error.${code}`;
  return t(hasText(key) ? key : "composing.scheduled.failed.other");
};

const SHOWN_CHARACTERS = 140;

/** The beginning of what was written, by which its author knows it again. */
export function titleOf({ t }: Frame, { composition: { text, warning } }: ScheduledPost): string {
  const whole = warning || text;
  if (whole === "") return t("composing.untitled");
  return whole.length > SHOWN_CHARACTERS ? `${whole.slice(0, SHOWN_CHARACTERS).trimEnd()} …` : whole;
}
