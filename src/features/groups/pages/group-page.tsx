import { plainName } from "../../../platform/emojis.ts";
import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { type FormErrors, NO_ERRORS } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { EmojiList } from "../../../ui/parts/emoji-list.tsx";
import { EmojiText } from "../../../ui/parts/emoji-text.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import { RichText } from "../../../ui/parts/rich-text.tsx";
import { WholeForm } from "../../../ui/parts/whole-form.tsx";
import type { Actor } from "../../actors/actors.queries.ts";
import type { PostStats } from "../../posts/posts.model.ts";
import { asksFirst, isFederated, LONGEST_TITLE, visibilityIn } from "../groups.model.ts";
import { canSeeLog, isMember, postingVerdict, type Standing } from "../groups.policy.ts";
import type { Group, Thread } from "../groups.queries.ts";
import { ArchivedNotice, addressOf, MemberCount, Mode, pathOf, ThreadLine } from "./parts.tsx";

export interface GroupPageProps {
  readonly frame: Frame;
  readonly group: Group;
  /** How the viewer stands to it; null for visitors. */
  readonly standing: Standing | null;
  readonly moderators: readonly Actor[];
  readonly pins: readonly Thread[];
  readonly threads: readonly Thread[];
  readonly stats: ReadonlyMap<string, PostStats>;
  readonly before: string | undefined;
  readonly next: string | null;
  /** Whether something waits for the viewer, a moderator. */
  readonly waiting: boolean;
  readonly values?: FormValues | undefined;
  readonly errors?: FormErrors | undefined;
}

/** A group: what it is, what is talked about in it, and how to take part. */
export const GroupPage = (props: GroupPageProps) => {
  const { frame, group, errors = NO_ERRORS } = props;
  const { actor, mode } = group;
  const name = plainName(actor);
  return (
    <Page
      frame={frame}
      title={name}
      canonical={pathOf(group)}
      alternates={isFederated(mode) ? [{ href: actor.uri, type: "application/activity+json" }] : []}
      crumbs={[{ href: "/gruppen", label: frame.t("groups.title") }]}
      crumb={<bdi>{name}</bdi>}
      noindex={mode === "closed" || mode === "internal" || props.before !== undefined}
      bare
    >
      <div class="frame split">
        <div class="flow">
          <ErrorSummary t={frame.t} errors={errors.entries} />
          <h1>
            <bdi>
              <EmojiText frame={frame} text={actor.name || name} emojis={actor.emojis} owner={actor.host} />
            </bdi>
          </h1>
          {actor.summary !== "" && (
            <RichText html={actor.summary} emojis={{ all: actor.emojis, owner: actor.host, frame }} />
          )}
          <Mode frame={frame} group={group} />
          {actor.archivedAt !== null && <ArchivedNotice frame={frame} group={group} />}
          <Pins {...props} />
          <Threads {...props} />
          <Write {...props} errors={errors} />
        </div>
        <Aside {...props} />
      </div>
    </Page>
  );
};

const Pins = ({ frame, group, pins }: GroupPageProps) =>
  pins.length === 0 ? null : (
    <section class="flow" aria-labelledby="angeheftet">
      <h2 id="angeheftet">{frame.t("groups.pinned")}</h2>
      <ul class="lines">
        {pins.map((thread) => (
          <ThreadLine frame={frame} group={group} thread={thread} />
        ))}
      </ul>
    </section>
  );

const Threads = ({ frame, group, standing, pins, threads, stats, before, next }: GroupPageProps) => {
  const { t } = frame;
  const pinned = new Set(pins.map(({ post }) => post.id));
  const locked = group.mode === "closed" && (standing === null || !isMember(standing));
  return (
    <section class="flow" aria-labelledby="themen">
      <h2 id="themen">{t("groups.threads")}</h2>
      {threads.length === 0 && (
        <p>
          {t(locked ? "groups.members-only" : "groups.threads.none")}
          {!locked && mayWrite(group, standing) && ` ${t("groups.threads.start")}`}
        </p>
      )}
      <ul class="lines">
        {threads
          .filter(({ post }) => !pinned.has(post.id))
          .map((thread) => (
            <ThreadLine frame={frame} group={group} thread={thread} stats={stats.get(thread.post.id)} />
          ))}
      </ul>
      <Pagination
        t={t}
        first={before === undefined ? undefined : { href: pathOf(group), label: t("groups.threads.newest") }}
        next={next === null ? undefined : { href: `?vor=${next}`, label: t("groups.threads.older") }}
      />
    </section>
  );
};

const mayWrite = ({ mode }: Group, standing: Standing | null): boolean =>
  standing !== null && postingVerdict(mode, { ...standing, local: true, partner: false, welcome: false }) === "post";

const AUDIENCE = { group: "groups.write.text.group", local: "groups.write.text.local" } as const;

const Write = ({ frame, group, standing, values = {}, errors = NO_ERRORS }: GroupPageProps) => {
  const { t } = frame;
  if (!mayWrite(group, standing)) return null;
  const visibility = visibilityIn(group.mode);
  const audience = visibility === "group" || visibility === "local" ? AUDIENCE[visibility] : "groups.write.text.public";
  return (
    <section class="section flow" aria-labelledby="schreiben">
      <h2 id="schreiben">{t("groups.write")}</h2>
      <form class="form" method="post" action={pathOf(group)}>
        <input type="hidden" name="fuer" value={`group:${group.actor.id}`} />
        <TextField
          t={t}
          name="titel"
          label={t("groups.write.title")}
          value={typed(values, "titel")}
          error={errors.of("titel")}
          maxlength={LONGEST_TITLE}
          optionalLabel
        />
        <TextArea
          t={t}
          name="text"
          label={t("groups.write.text")}
          hint={t(audience)}
          value={typed(values, "text")}
          error={errors.of("text")}
          rows={6}
          maxlength={20_000}
          required
        />
        <EmojiList frame={frame} />
        <p class="row">
          <Button>{t("groups.write.send")}</Button>
          <WholeForm t={t} />
        </p>
      </form>
    </section>
  );
};

const Aside = (props: GroupPageProps) => {
  const { frame, group, standing, moderators, waiting } = props;
  const { t, viewer } = frame;
  return (
    <aside class="flow">
      <p>
        <MemberCount frame={frame} group={group} />
      </p>
      <Membership {...props} />
      {standing?.moderator && (
        <div class="flow">
          {waiting && <Alert kind="info" title={t("groups.waiting-for-you")} />}
          <p class="row">
            <LinkButton look="secondary" href={`${pathOf(group)}/moderation`}>
              {t("groups.moderate")}
            </LinkButton>
          </p>
        </div>
      )}
      <h2 class="small-heading">{t("groups.moderators")}</h2>
      <ul class="plain">
        {moderators.map((actor) => (
          <li>
            <ActorLink actor={actor} />
          </li>
        ))}
      </ul>
      {canSeeLog(group.mode, viewer, standing) && (
        <p>
          <a href={`${pathOf(group)}/protokoll`}>{t("groups.log")}</a>
        </p>
      )}
      {frame.federation && isFederated(group.mode) && (
        <div class="panel flow">
          <h2 class="small-heading">{t("groups.elsewhere")}</h2>
          <p>{t("groups.elsewhere.text", { handle: addressOf(group.actor) })}</p>
        </div>
      )}
    </aside>
  );
};

/** Joining, asking, leaving. The district itself is followed, not joined. */
const Membership = ({ frame, group, standing }: GroupPageProps) => {
  const { t } = frame;
  if (standing === null) {
    return (
      <p class="row">
        <LinkButton href={`/anmelden?weiter=${encodeURIComponent(pathOf(group))}`}>{t("groups.login")}</LinkButton>
      </p>
    );
  }
  if (standing.banned) return <p>{t("groups.you-are-banned")}</p>;
  const direct = standing.invited || standing.moderator || !asksFirst(group.mode);
  return (
    <form class="flow" method="post" action={`${pathOf(group)}/mitglied`}>
      {standing.membership === "accepted" && <p>{t("groups.you-are-member")}</p>}
      {standing.membership === "pending" && <p>{t("groups.waiting")}</p>}
      {standing.invited && standing.membership !== "accepted" && <p>{t("groups.invited")}</p>}
      <p class="row">
        {group.actor.archivedAt !== null && standing.membership !== "accepted" ? null : standing.membership ===
            "accepted" || standing.membership === "pending" ? (
          <Button look="secondary" name="was" value="verlassen">
            {t(standing.membership === "accepted" ? "groups.leave" : "groups.withdraw")}
          </Button>
        ) : (
          <Button name="was" value="beitreten">
            {t(direct ? "groups.join" : "groups.ask")}
          </Button>
        )}
      </p>
    </form>
  );
};
