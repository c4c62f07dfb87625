import type { Child } from "hono/jsx";
import { plainName } from "../../../platform/emojis.ts";
import { htmlToText } from "../../../platform/html.ts";
import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { langOf } from "../../../ui/lang.ts";
import { Page } from "../../../ui/page.tsx";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { Actor } from "../../actors/actors.queries.ts";
import type { FollowEntry } from "../../follows/follows.queries.ts";
import type { Ban, Group, Thread } from "../groups.queries.ts";
import { Acts, FoldedActs } from "./acts.tsx";
import { addressOf, Byline, pathOf } from "./parts.tsx";

export interface ManagePageProps {
  readonly frame: Frame;
  readonly group: Group;
  readonly requests: readonly FollowEntry[];
  readonly submissions: readonly Thread[];
  readonly members: readonly FollowEntry[];
  /** Follow id after which the next page of members begins; null on the last page. */
  readonly next: string | null;
  readonly moderators: readonly Actor[];
  /** Ids of those who were named for this group. */
  readonly named: ReadonlySet<string>;
  readonly bans: readonly Ban[];
  /** What was taken out of the group and can be put back. */
  readonly removed: readonly Thread[];
  readonly done: boolean;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

/** For the moderators of a group: what waits for them, and who is in it. */
export const ManagePage = (props: ManagePageProps) => {
  const { frame, group, errors, done } = props;
  const { t } = frame;
  const name = plainName(group.actor);
  return (
    <Page
      frame={frame}
      title={t("groups.manage.title", { name })}
      crumbs={[
        { href: "/gruppen", label: t("groups.title") },
        { href: pathOf(group), label: name },
      ]}
      crumb={t("groups.moderate")}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      {done && <Alert kind="success" role="status" title={t("groups.done")} />}
      {group.actor.kind === "group" && (
        <p class="row">
          <LinkButton look="secondary" href={`${pathOf(group)}/aendern`}>
            {t("groups.change")}
          </LinkButton>
          <LinkButton look="tertiary" href={`${pathOf(group)}/schliessen`}>
            {t(group.actor.archivedAt === null ? "groups.closing" : "groups.reopen.title")}
          </LinkButton>
        </p>
      )}
      <Requests {...props} />
      <Review {...props} />
      <Invite {...props} />
      <Moderators {...props} />
      <Members {...props} />
      <Banned {...props} />
      <Removed {...props} />
    </Page>
  );
};

/** A list, or nothing where it would be an empty line. */
const List = ({ children }: { children?: Child }) =>
  Array.isArray(children) && children.flat().length === 0 ? null : <ul class="lines">{children}</ul>;

const Requests = ({ frame: { t }, group, requests }: ManagePageProps) => (
  <section class="section flow">
    <h2>{t("groups.manage.requests")}</h2>
    {requests.length === 0 && <p>{t("groups.manage.requests.none")}</p>}
    <List>
      {requests.map(({ followId, actor }) => (
        <li class="flow">
          <Person actor={actor} />
          <form class="row" method="post" action={`${pathOf(group)}/anfragen/${followId}`}>
            <Button look="secondary" name="antwort" value="accept">
              {t("groups.manage.accept", { name: plainName(actor) })}
            </Button>
            <Button look="tertiary" name="antwort" value="decline">
              {t("groups.manage.decline", { name: plainName(actor) })}
            </Button>
          </form>
        </li>
      ))}
    </List>
  </section>
);

const Person = ({ actor }: { actor: Actor }) => (
  <p>
    <ActorLink actor={actor} bold /> <span class="soft address">{addressOf(actor)}</span>
  </p>
);

const Review = ({ frame, group, submissions }: ManagePageProps) => {
  const { t } = frame;
  return (
    <section class="section flow">
      <h2>{t("groups.manage.review")}</h2>
      <p>{t(submissions.length === 0 ? "groups.manage.review.none" : "groups.manage.review.lead")}</p>
      <List>
        {submissions.map(({ post, author }) => (
          <li class="flow">
            <Excerpt frame={frame} post={post} author={author} />
            <form class="row" method="post" action={`${pathOf(group)}/pruefung/${post.id}`}>
              <Button look="secondary" name="antwort" value="admit">
                {t("groups.manage.admit")}
              </Button>
              <Button look="tertiary" name="antwort" value="turnAway">
                {t("groups.manage.turnAway")}
              </Button>
            </form>
          </li>
        ))}
      </List>
    </section>
  );
};

const Excerpt = ({ frame, post, author }: Thread & { readonly frame: Frame }) => (
  <>
    <Byline frame={frame} author={author} at={post.publishedAt} />
    {post.title !== null && (
      <h3>
        <bdi>{post.title}</bdi>
      </h3>
    )}
    <p lang={langOf(post.language, frame.locale)}>{htmlToText(post.content)}</p>
  </>
);

const Removed = ({ frame, group, removed }: ManagePageProps) => (
  <section class="section flow">
    <h2>{frame.t("groups.manage.removed")}</h2>
    <p>{frame.t(removed.length === 0 ? "groups.manage.removed.none" : "groups.manage.removed.lead")}</p>
    <List>
      {removed.map(({ post, author }) => (
        <li class="flow">
          <Excerpt frame={frame} post={post} author={author} />
          <Acts
            frame={frame}
            group={group}
            actor={author}
            postId={post.id}
            actions={["restore"]}
            back={`${pathOf(group)}/moderation?getan=1`}
          />
        </li>
      ))}
    </List>
  </section>
);

const Invite = ({ frame: { t }, group, values, errors }: ManagePageProps) => (
  <section class="section flow">
    <h2>{t("groups.manage.invite")}</h2>
    <form class="form" method="post" action={`${pathOf(group)}/einladungen`}>
      <TextField
        t={t}
        name="wer"
        label={t("groups.manage.invite.who")}
        hint={t("groups.manage.invite.who.hint")}
        value={typed(values, "wer")}
        error={errors.of("wer")}
        autocapitalize="none"
        spellcheck={false}
        maxlength={300}
        required
      />
      <Button look="secondary">{t("groups.manage.invite.send")}</Button>
    </form>
  </section>
);

const Moderators = ({ frame, group, moderators, named }: ManagePageProps) => (
  <section class="section flow">
    <h2>{frame.t("groups.moderators")}</h2>
    <List>
      {moderators.map((actor) => (
        <li class="flow">
          <Person actor={actor} />
          {named.has(actor.id) ? (
            <FoldedActs
              frame={frame}
              group={group}
              actor={actor}
              actions={["dismiss"]}
              back={`${pathOf(group)}/moderation?getan=1`}
            />
          ) : (
            <p class="soft">{frame.t("groups.manage.server")}</p>
          )}
        </li>
      ))}
    </List>
  </section>
);

const Members = ({ frame, group, members, next, moderators }: ManagePageProps) => {
  const { t } = frame;
  const moderating = new Set(moderators.map(({ id }) => id));
  const ordinary = members.filter(({ actor }) => !moderating.has(actor.id));
  return (
    <section class="section flow">
      <h2>{t("groups.manage.members")}</h2>
      {ordinary.length === 0 && <p>{t("groups.manage.members.none")}</p>}
      <List>
        {ordinary.map(({ actor }) => (
          <li class="flow">
            <Person actor={actor} />
            <FoldedActs
              frame={frame}
              group={group}
              actor={actor}
              actions={["appoint", "ban"]}
              back={`${pathOf(group)}/moderation?getan=1`}
            />
          </li>
        ))}
      </List>
      <Pagination
        t={t}
        next={next === null ? undefined : { href: `?vor=${next}`, label: t("groups.manage.members.older") }}
      />
    </section>
  );
};

const Banned = ({ frame, group, bans }: ManagePageProps) => {
  const { t, locale } = frame;
  return (
    <section class="section flow">
      <h2>{t("groups.manage.banned")}</h2>
      {bans.length === 0 && <p>{t("groups.manage.banned.none")}</p>}
      <List>
        {bans.map(({ actor, until }) => (
          <li class="flow">
            <Person actor={actor} />
            <p class="soft">
              {until === null
                ? t("groups.manage.banned.forever")
                : t("groups.manage.banned.until", { day: formatDay(locale, until) })}
            </p>
            <Acts
              frame={frame}
              group={group}
              actor={actor}
              actions={["unban"]}
              back={`${pathOf(group)}/moderation?getan=1`}
            />
          </li>
        ))}
      </List>
    </section>
  );
};
