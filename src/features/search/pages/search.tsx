import { htmlToText } from "../../../platform/html.ts";
import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { langOf } from "../../../ui/lang.ts";
import { FederationOff, Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { Details } from "../../../ui/parts/details.tsx";
import { FollowButton } from "../../../ui/parts/follow-button.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import { PostCard } from "../../../ui/parts/post.tsx";
import type { ShownPost } from "../../../ui/parts/post-view.ts";
import type { Actor } from "../../actors/actors.queries.ts";
import type { Follow } from "../../follows/follows.queries.ts";
import type { Post } from "../../posts/posts.queries.ts";
import type { ProjectNoteView } from "../../project-notes/project-notes.model.ts";
import type { LookUp } from "../search.model.ts";

/** What the search came to. */
export type Found =
  | {
      readonly kind: "words";
      readonly notes: readonly ProjectNoteView[];
      /** Other posts; null: nobody is logged in. */
      readonly posts: readonly ShownPost[] | null;
      /** Earlier pages of posts lie before this one; it has no projects then. */
      readonly isAbove: boolean;
      /** How many posts the next page passes over; null on the last one. */
      readonly next: number | null;
    }
  | {
      readonly kind: "actor";
      readonly actor: Actor;
      readonly state: Follow["state"] | undefined;
      readonly districtState: Follow["state"] | undefined;
    }
  | { readonly kind: "post"; readonly post: Post; readonly author: Actor | null }
  | (LookUp & { readonly kind: "none" })
  /** Nobody is logged in: nothing was asked. */
  | { readonly kind: "login" }
  /** Federation is off: nobody can be asked. */
  | { readonly kind: "off" };

interface SearchProps {
  readonly frame: Frame;
  readonly query: string;
  /** Null before anything was searched. */
  readonly found: Found | null;
}

/** One field for words, handles and addresses. */
export const SearchPage = ({ frame, query, found }: SearchProps) => {
  const { t } = frame;
  return (
    <Page frame={frame} title={t("search.title")} lead={t("search.lead")} crumbs={[]} noindex={found !== null}>
      <search>
        <form class="flow" action="/suche" method="get">
          <TextField t={t} name="q" type="search" label={t("search.label")} hint={t("search.hint")} value={query} />
          <p>
            <Button>{t("search.go")}</Button>
          </p>
        </form>
      </search>
      {found !== null && <Result frame={frame} query={query} found={found} />}
    </Page>
  );
};

const Result = ({ frame, query, found }: SearchProps & { found: Found }) => {
  const { t } = frame;
  switch (found.kind) {
    case "words":
      return (
        <>
          {!found.isAbove && <Notes frame={frame} query={query} notes={found.notes} />}
          {found.posts !== null && <Posts frame={frame} query={query} {...found} posts={found.posts} />}
        </>
      );
    case "actor":
      return <FoundActor frame={frame} {...found} />;
    case "post":
      return <FoundPost frame={frame} {...found} />;
    case "off":
      return <FederationOff frame={frame} />;
    case "none":
      return (
        <Alert kind="info" title={t("search.none.title")}>
          <p>{t(`search.none.${found.reason}`, { query })}</p>
        </Alert>
      );
    case "login":
      return (
        <Alert kind="info" title={t("search.login.title")}>
          <p>{t("search.login.text")}</p>
          <p>
            <LinkButton look="secondary" href={`/anmelden?weiter=${encodeURIComponent(frame.path)}`}>
              {t("search.login.go")}
            </LinkButton>
          </p>
        </Alert>
      );
  }
};

const Notes = ({ frame, query, notes }: { frame: Frame; query: string; notes: readonly ProjectNoteView[] }) => {
  const { t, locale } = frame;
  return (
    <section class="flow" aria-labelledby="gefunden">
      <h2 id="gefunden">{t("search.notes", { query })}</h2>
      {notes.length === 0 && <p>{t("search.notes.none", { query })}</p>}
      <ul class="lines">
        {notes.map((note) => (
          <li class="flow">
            <h3 lang={langOf(note.language, locale)}>
              <a href={note.path}>
                <bdi>{note.fields.title}</bdi>
              </a>
            </h3>
            <p class="soft">
              <bdi>{note.district.name}</bdi> · {formatDay(locale, note.publishedAt)}
            </p>
            <p lang={langOf(note.language, locale)}>{note.fields.summary}</p>
          </li>
        ))}
      </ul>
      <p>
        <a href={`/projekte?q=${encodeURIComponent(query)}`}>{t("search.notes.all")}</a>
      </p>
    </section>
  );
};

interface PostsProps {
  readonly frame: Frame;
  readonly query: string;
  readonly posts: readonly ShownPost[];
  readonly isAbove: boolean;
  readonly next: number | null;
}

/** What members find besides projects. */
const Posts = ({ frame, query, posts, isAbove, next }: PostsProps) => {
  const { t } = frame;
  const page = `/suche?q=${encodeURIComponent(query)}`;
  return (
    <section class="flow" aria-labelledby="beitraege">
      <h2 id="beitraege">{t("search.posts", { query })}</h2>
      <p class="soft">{t(posts.length === 0 ? "search.posts.none" : "search.posts.which")}</p>
      <ul class="lines">
        {posts.map((post) => (
          <PostCard post={post} frame={frame} level={3} />
        ))}
      </ul>
      <Pagination
        t={t}
        first={isAbove ? { href: page, label: t("search.posts.first") } : undefined}
        next={next === null ? undefined : { href: `${page}&ab=${next}`, label: t("posts.list.older") }}
      />
      <Details title={t("search.filters")}>
        <p>{t("search.filters.text")}</p>
      </Details>
    </section>
  );
};

const EXCERPT = 300;
const excerpt = (html: string): string => {
  const text = htmlToText(html);
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT).toWellFormed()} …` : text;
};

const addressOf = (actor: Actor): string => `@${actor.handle}@${actor.host}`;

const FoundActor = ({ frame, actor, state, districtState }: { frame: Frame } & Extract<Found, { kind: "actor" }>) => (
  <section class="sheet flow" aria-labelledby="gefunden">
    <h2 id="gefunden">
      <bdi>{actor.name || addressOf(actor)}</bdi>
    </h2>
    <p class="address soft">{addressOf(actor)}</p>
    {actor.summary !== "" && <p class="pre-line">{excerpt(actor.summary)}</p>}
    <p>
      <a href={actor.local ? `/@${actor.handle}` : `/${addressOf(actor)}`}>{frame.t("search.found.profile")}</a>
    </p>
    <FollowButton frame={frame} actor={actor} state={state} districtState={districtState} />
  </section>
);

/** Our own page of a project note, elsewhere the page at its origin. */
function pageOf(post: Post, author: Actor | null): string {
  if (post.local || post.kind !== "projectNote" || author === null) return post.url;
  return `/projekte/${author.host}/${post.id}`;
}

const FoundPost = ({ frame, post, author }: { frame: Frame } & Extract<Found, { kind: "post" }>) => {
  const { t, locale } = frame;
  const lang = langOf(post.language, locale);
  return (
    <section class="sheet flow" aria-labelledby="gefunden">
      <h2 id="gefunden" lang={post.title === null ? undefined : lang}>
        <bdi>{post.title ?? t("search.found.post", { name: author?.name ?? "" })}</bdi>
      </h2>
      <p class="soft">
        {author !== null && (
          <>
            <a href={author.local ? `/@${author.handle}` : `/${addressOf(author)}`}>{addressOf(author)}</a> ·{" "}
          </>
        )}
        {formatDay(locale, post.publishedAt)}
      </p>
      <p class="pre-line" lang={lang}>
        {excerpt(post.summary && post.title ? post.summary : post.content)}
      </p>
      <p>
        <a href={pageOf(post, author)} rel="noopener nofollow ugc">
          {t("search.found.read")}
        </a>
      </p>
    </section>
  );
};
