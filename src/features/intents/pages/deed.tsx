import { plainName } from "../../../platform/emojis.ts";
import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { langOf } from "../../../ui/lang.ts";
import { Page } from "../../../ui/page.tsx";
import { EmojiList } from "../../../ui/parts/emoji-list.tsx";
import { PostHead } from "../../../ui/parts/post.tsx";
import { PostText } from "../../../ui/parts/post-text.tsx";
import type { ShownPost } from "../../../ui/parts/post-view.ts";
import type { Deed } from "../intents.model.ts";

interface DeedPageProps {
  readonly frame: Frame;
  readonly deed: Deed;
  readonly post: ShownPost;
  readonly text: string;
  /** Why the answer was not published. */
  readonly error: string | undefined;
}

/** Shows what somebody was sent here for, and asks whether to do it. */
export const DeedPage = (props: DeedPageProps) => {
  const { frame, deed, post, error } = props;
  const { t, locale } = frame;
  return (
    <Page frame={frame} title={t(`intents.deed.${deed}.title`)} lead={t("intents.deed.lead")} crumbs={[]} noindex>
      <ErrorSummary t={t} errors={error === undefined ? [] : [{ field: "text", message: error }]} />
      <article class="sheet flow" aria-labelledby={`von-${post.id}`}>
        <PostHead post={post} frame={frame} />
        {post.title !== null && (
          <h2 lang={langOf(post.language, locale)}>
            <bdi>{post.title}</bdi>
          </h2>
        )}
        {post.summary !== null && <p lang={langOf(post.language, locale)}>{post.summary}</p>}
        <PostText post={post} frame={frame} />
      </article>
      <Act {...props} />
      <p>
        <a href={post.path}>{t("posts.open")}</a>
      </p>
    </Page>
  );
};

const Act = ({ frame, deed, post, text, error }: DeedPageProps) => {
  const { t } = frame;
  if (deed === "gefaellt-mir" && post.mine.liked) return <p>{t("intents.deed.liked")}</p>;
  if (deed === "teilen" && post.mine.boosted) return <p>{t("intents.deed.boosted")}</p>;
  if (deed === "teilen" && !post.mine.canBoost) return <p>{t("error.posts.not-for-all")}</p>;
  return (
    <form method="post" action="/mitmachen" class="form">
      <input type="hidden" name="was" value={deed} />
      <input type="hidden" name="beitrag" value={post.id} />
      {deed === "antworten" && (
        <TextArea
          t={t}
          name="text"
          label={t("reading.comments.reply-to", { name: plainName(post.author) })}
          hint={t("posts.reply.hint")}
          value={text}
          error={error}
          rows={4}
          required
        />
      )}
      {deed === "antworten" && <EmojiList frame={frame} />}
      <p>
        <Button>{t(`intents.deed.${deed}.do`)}</Button>
      </p>
    </form>
  );
};

/** What somebody was sent here for cannot be found, or is not for them. */
export const DeedNotFoundPage = ({ frame, address }: { frame: Frame; address: string }) => (
  <Page frame={frame} title={frame.t("intents.deed.none.title")} crumbs={[]} noindex>
    <p>{frame.t("intents.deed.none.text")}</p>
    <p>
      <b class="address">{address}</b>
    </p>
    <p>
      <a href="/suche">{frame.t("search.title")}</a>
    </p>
  </Page>
);
