import type { Frame } from "../../../ui/env.ts";
import { formatMoment } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { RadioGroup } from "../../../ui/forms/choices.tsx";
import { Page } from "../../../ui/page.tsx";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { Post } from "../../posts/posts.queries.ts";
import { placeOf, wordsOf } from "../notifications.words.ts";
import { ANSWERS, type Policy, SENDERS } from "../policy.model.ts";
import type { HeldSender } from "../policy.queries.ts";

/** Where the page is; what is answered lies below. */
export const HELD_PATH = "/mitteilungen/zurueckgehalten";

interface HeldPageProps {
  readonly frame: Frame;
  readonly senders: readonly HeldSender[];
  /** Their last messages, by id. */
  readonly last: ReadonlyMap<string, Post>;
  readonly policy: Policy;
  /** Id to go on from; undefined when the list ends here. */
  readonly before: number | undefined;
}

/** What is held back, by sender, and the rules by which it is. */
export const HeldPage = ({ frame, senders, last, policy, before }: HeldPageProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("notifications.held.title")}
      lead={t("notifications.held.lead")}
      crumbs={[{ href: "/mitteilungen", label: t("notifications.title") }]}
      noindex
    >
      <h2>{t("notifications.held.waiting")}</h2>
      {senders.length === 0 && <p>{t("notifications.held.none")}</p>}
      <ul class="plain flow">
        {senders.map((sender) => (
          <Sender frame={frame} sender={sender} post={last.get(sender.lastPostId ?? "")} />
        ))}
      </ul>
      <Pagination
        t={t}
        next={before === undefined ? undefined : { href: `${HELD_PATH}/vor/${before}`, label: t("common.older") }}
      />
      <RulesForm frame={frame} policy={policy} />
    </Page>
  );
};

const Sender = ({ frame, sender, post }: { frame: Frame; sender: HeldSender; post: Post | undefined }) => {
  const { t, locale } = frame;
  const { from, id, count, lastAt } = sender;
  const handle = `@${from.handle}@${from.host}`;
  const about = post && { path: null, title: null, post: { post, author: from } };
  const place = about && placeOf(about);
  return (
    <li class="flow">
      <p>
        <ActorLink actor={from} frame={frame} bold /> <span class="soft">{handle}</span>
        <br />
        {t("notifications.held.count", { count })}
      </p>
      {about && place && (
        <p>
          {t("notifications.held.last")}{" "}
          <a href={place}>
            <bdi>{wordsOf(about) ?? t("notifications.open")}</bdi>
          </a>{" "}
          <span class="soft">{formatMoment(locale, lastAt)}</span>
        </p>
      )}
      <form class="row" method="post" action={`${HELD_PATH}/${id}`}>
        <Button look="secondary" name="antwort" value="ja">
          {t("notifications.held.let-in", { handle })}
        </Button>
        <Button look="tertiary" name="antwort" value="nein">
          {t("notifications.held.turn-away", { handle })}
        </Button>
      </form>
    </li>
  );
};

const RulesForm = ({ frame: { t }, policy }: { frame: Frame; policy: Policy }) => (
  <form class="flow" method="post" action={`${HELD_PATH}/regeln`}>
    <h2>{t("notifications.held.rules")}</h2>
    <p>{t("notifications.held.rules.hint")}</p>
    {SENDERS.map((sender) => (
      <RadioGroup
        t={t}
        name={sender}
        label={t(`notifications.held.${sender}`)}
        value={policy[sender]}
        options={ANSWERS.map((value) => ({ value, label: t(`notifications.held.${value}`) }))}
      />
    ))}
    <Button>{t("common.save")}</Button>
  </form>
);
