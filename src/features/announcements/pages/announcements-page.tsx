import type { CustomEmoji } from "../../../platform/emojis.ts";
import type { Frame } from "../../../ui/env.ts";
import { formatMoment } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { whenAnnounced } from "../../../ui/parts/announcements.tsx";
import { EmojiText } from "../../../ui/parts/emoji-text.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import { RichText } from "../../../ui/parts/rich-text.tsx";
import { headlineOf, MOST_REACTIONS } from "../announcements.model.ts";
import type { AnnouncementFor, Reaction } from "../announcements.queries.ts";

interface ShownAnnouncement extends AnnouncementFor {
  /** HTML of ours. */
  readonly content: string;
  readonly reactions: readonly Reaction[];
}

export interface AnnouncementsPageProps {
  readonly frame: Frame;
  readonly announcements: readonly ShownAnnouncement[];
  /** Those of this server that the texts name. */
  readonly emojis: readonly CustomEmoji[];
  /** A reaction that could not be taken. */
  readonly returned: { readonly id: string; readonly name: string; readonly errors: FormErrors } | undefined;
}

/** What is offered before anybody reacted. */
const USUAL = ["👍", "❤️", "🎉", "🌻"];

/** Everything that is announced now, with reactions. */
export const AnnouncementsPage = ({ frame, announcements, returned, emojis }: AnnouncementsPageProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("announcements.title")}
      lead={t("announcements.lead")}
      crumbs={[]}
      canonical="/ankuendigungen"
    >
      <ErrorSummary t={t} errors={returned?.errors.entries ?? []} />
      {announcements.length === 0 && <p>{t("announcements.none")}</p>}
      <ul class="lines">
        {announcements.map((announcement) => (
          <li class="flow" id={`a${announcement.id}`}>
            <When frame={frame} announcement={announcement} />
            <RichText html={announcement.content} emojis={{ all: emojis, owner: new URL(frame.origin).host, frame }} />
            <Reactions frame={frame} announcement={announcement} />
            {frame.viewer !== null && (
              <Answers
                frame={frame}
                announcement={announcement}
                returned={returned?.id === announcement.id ? returned : undefined}
              />
            )}
          </li>
        ))}
      </ul>
    </Page>
  );
};

interface OneProps {
  readonly frame: Frame;
  readonly announcement: ShownAnnouncement;
}

const When = ({ frame, announcement }: OneProps) => {
  const { t, locale } = frame;
  const { publishedAt, updatedAt, audience } = announcement;
  const when = whenAnnounced(frame, announcement);
  return (
    <>
      {when !== null && (
        <p class="with-icon">
          <Icon name="kalender" />
          <b>{when}</b>
        </p>
      )}
      <p class="soft small">
        {t("announcements.published", { time: formatMoment(locale, publishedAt) })}
        {updatedAt > publishedAt && `, ${t("announcements.changed", { time: formatMoment(locale, updatedAt) })}`}
        {audience === "members" && ` · ${t("announcements.for.members")}`}
      </p>
    </>
  );
};

const Emoji = ({ frame, name, emoji }: { frame: Frame } & Pick<Reaction, "name" | "emoji">) =>
  emoji === null ? (
    name
  ) : (
    <EmojiText frame={frame} text={`:${name}:`} emojis={[emoji]} owner={new URL(frame.origin).host} />
  );

/** How many reacted with what; for members buttons, pressed where they did. */
const Reactions = ({ frame, announcement: { id, reactions } }: OneProps) => {
  const { t, viewer } = frame;
  if (viewer === null) {
    return reactions.length === 0 ? null : (
      <ul class="chips" aria-label={t("announcements.reactions")}>
        {reactions.map((reaction) => (
          <li class="chip">
            <Emoji frame={frame} {...reaction} /> {reaction.count}
          </li>
        ))}
      </ul>
    );
  }
  const isRoom = reactions.length < MOST_REACTIONS;
  const offered = isRoom ? USUAL.filter((name) => !reactions.some((reaction) => reaction.name === name)) : [];
  return (
    <form method="post" action={`/ankuendigungen/${id}/reagieren`}>
      <fieldset class="chips" aria-label={t("announcements.reactions")}>
        {reactions.map((reaction) => (
          <button
            class="chip"
            type="submit"
            name={reaction.me ? "zuruecknehmen" : "name"}
            value={reaction.name}
            aria-pressed={reaction.me ? "true" : "false"}
          >
            <Emoji frame={frame} {...reaction} /> {reaction.count}
          </button>
        ))}
        {offered.map((name) => (
          <button class="chip" type="submit" name="name" value={name} aria-pressed="false">
            {name}
          </button>
        ))}
      </fieldset>
    </form>
  );
};

/** Any other emoji, and putting away. */
const Answers = ({ frame, announcement, returned }: OneProps & Pick<AnnouncementsPageProps, "returned">) => {
  const { t } = frame;
  const { id, text, dismissed, reactions } = announcement;
  const field = returned ? "name" : `name-${id}`;
  return (
    <div class="row no-print">
      {(reactions.length < MOST_REACTIONS || returned !== undefined) && (
        <details class="reply" open={returned !== undefined}>
          <summary>{t("announcements.react.other")}</summary>
          <form class="form" method="post" action={`/ankuendigungen/${id}/reagieren`}>
            <TextField
              t={t}
              name="name"
              id={field}
              label={t("announcements.react.name")}
              hint={t("announcements.react.hint")}
              value={returned?.name}
              error={returned?.errors.of("name")}
              autocomplete="off"
              maxlength={130}
              required
            />
            <div>
              <Button look="secondary">{t("announcements.react.submit")}</Button>
            </div>
          </form>
        </details>
      )}
      {dismissed ? (
        <p class="soft small">{t("announcements.hidden")}</p>
      ) : (
        <form method="post" action={`/ankuendigungen/${id}/ausblenden`}>
          <input type="hidden" name="zurueck" value="/ankuendigungen" />
          <Button look="tertiary" aria-label={t("announcements.hide.named", { text: headlineOf(text) })}>
            {t("announcements.hide")}
          </Button>
        </form>
      )}
    </div>
  );
};
