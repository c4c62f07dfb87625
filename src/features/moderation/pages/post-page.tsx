import { htmlToText } from "../../../platform/html.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { Page } from "../../../ui/page.tsx";
import type { Actor } from "../../actors/actors.queries.ts";
import type { Post } from "../../posts/posts.queries.ts";
import { BREACHES } from "../moderation.model.ts";
import { Typed } from "./decision-text.tsx";
import { crumbsFor } from "./queue-page.tsx";
import type { ReportFormProps } from "./report-page.tsx";
import { WhyFields } from "./why-fields.tsx";

interface PostModerationPageProps extends ReportFormProps {
  readonly post: Post;
  readonly author: Actor;
}

/** Takes a member's post away, with the reasons for its author and the public log. */
export const PostModerationPage = ({ frame, post, author, values, errors }: PostModerationPageProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("moderation.post.title")}
      lead={t("moderation.post.lead")}
      crumbs={[...crumbsFor(frame), { href: "/verwaltung/meldungen", label: t("moderation.queue.title") }]}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <blockquote class="panel flow">
        <p class="soft address">@{author.handle}</p>
        {post.title !== null && (
          <p>
            <b>{post.title}</b>
          </p>
        )}
        <Typed text={htmlToText(post.content)} />
      </blockquote>
      <form class="form" method="post" action={`/verwaltung/beitraege/${post.id}`} novalidate>
        <WhyFields t={t} values={values} errors={errors} grounds={BREACHES} />
        <div>
          <Button>{t("moderation.post.remove")}</Button>
        </div>
      </form>
    </Page>
  );
};
