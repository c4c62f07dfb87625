import type { CustomEmoji } from "../../platform/emojis.ts";
import type { Frame } from "../env.ts";
import { formatMoment, formatNumber } from "../format.ts";
import { Button } from "../forms/buttons.tsx";
import { CheckboxGroup, RadioGroup } from "../forms/choices.tsx";
import { langOf } from "../lang.ts";
import { EmojiText } from "./emoji-text.tsx";

/** A poll as it stands for the one who looks. */
export interface ShownPoll {
  readonly multiple: boolean;
  readonly endsAt: Date | null;
  readonly ended: boolean;
  readonly voters: number;
  /** How it stands is told when it has ended. */
  readonly hidden: boolean;
  readonly options: readonly { readonly name: string; readonly votes: number; readonly chosen: boolean }[];
  /** A member who has not voted yet, while it is open. */
  readonly canVote: boolean;
}

interface PollProps {
  readonly poll: ShownPoll;
  readonly postId: string;
  readonly frame: Frame;
  readonly lang: string | null;
  /** Of the post that asks, and the host of its author. */
  readonly emojis: readonly CustomEmoji[];
  readonly owner: string;
}

const Option = ({ name, frame, emojis, owner }: PollProps & { readonly name: string }) => (
  <bdi>
    <EmojiText frame={frame} text={name} emojis={emojis} owner={owner} />
  </bdi>
);

/** A poll: to vote in it, or how it stands. */
export const Poll = (props: PollProps) => (
  <div class="panel flow">
    <State {...props} />
    <End {...props} />
  </div>
);

const State = (props: PollProps) => {
  if (props.poll.canVote) return <Ballot {...props} />;
  return props.poll.hidden ? <Hidden {...props} /> : <Standing {...props} />;
};

const Hidden = (props: PollProps) => {
  const { poll, lang } = props;
  const { t, locale } = props.frame;
  return (
    <>
      <ul class="plain flow" lang={langOf(lang, locale)}>
        {poll.options.map(({ name, chosen }) => (
          <li>
            <Option {...props} name={name} />
            {chosen && <b> · {t("posts.poll.chosen")}</b>}
          </li>
        ))}
      </ul>
      <p>{t("posts.poll.hidden")}</p>
    </>
  );
};

const Ballot = (props: PollProps) => {
  const { poll, postId, lang } = props;
  const { t, path } = props.frame;
  const options = poll.options.map(({ name }, position) => ({
    value: String(position),
    label: <Option {...props} name={name} />,
  }));
  const field = { t, name: "wahl", id: `wahl-${postId}`, label: t("posts.poll.choices"), options };
  return (
    <form method="post" action="/abstimmen" class="form" lang={lang ?? undefined}>
      <input type="hidden" name="beitrag" value={postId} />
      <input type="hidden" name="zurueck" value={path} />
      {poll.multiple ? (
        <CheckboxGroup {...field} hint={t("posts.poll.multiple")} />
      ) : (
        <RadioGroup {...field} required />
      )}
      <Button look="secondary">{t("posts.poll.vote")}</Button>
    </form>
  );
};

const Standing = (props: PollProps) => {
  const { poll, lang } = props;
  const { t, locale } = props.frame;
  return (
    <ul class="plain flow" lang={langOf(lang, locale)}>
      {poll.options.map(({ name, votes, chosen }) => {
        const share = poll.voters === 0 ? 0 : Math.min(100, Math.round((votes / poll.voters) * 100));
        return (
          <li>
            <Option {...props} name={name} />: {t("posts.poll.share", { share, count: formatNumber(locale, votes) })}
            {chosen && <b> · {t("posts.poll.chosen")}</b>}
            <br />
            <meter class="share" min="0" max="100" value={share} aria-hidden="true">
              {share} %
            </meter>
          </li>
        );
      })}
    </ul>
  );
};

const End = ({ poll, frame: { t, locale } }: PollProps) => (
  <p class="soft small">
    {poll.voters === 1
      ? t("posts.poll.voters.one")
      : t("posts.poll.voters", { count: formatNumber(locale, poll.voters) })}
    {poll.endsAt !== null && (
      <> · {t(poll.ended ? "posts.poll.ended" : "posts.poll.ends", { date: formatMoment(locale, poll.endsAt) })}</>
    )}
  </p>
);
