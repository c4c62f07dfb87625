import type { Frame } from "../env.ts";
import { Button, LinkButton } from "../forms/buttons.tsx";
import type { PostProps, ReactionState, ShownPost } from "./post-view.ts";
import { QuoteLink } from "./quote-link.tsx";

/** Like, boost, put aside and to the top of one's page, and back again, and quote; without script. Only for members. */
export const ReactionButtons = ({ postId, mine, frame }: { postId: string; mine: ReactionState; frame: Frame }) => {
  const { t, viewer, path } = frame;
  if (viewer === null) return null;
  return (
    <form method="post" action="/reagieren" class="row no-print">
      <input type="hidden" name="beitrag" value={postId} />
      <input type="hidden" name="zurueck" value={path} />
      <Button look="tertiary" name="was" value={mine.liked ? "like:nicht" : "like"}>
        {t(mine.liked ? "posts.unlike" : "posts.like")}
      </Button>
      {mine.boosted && (
        <Button look="tertiary" name="was" value="boost:nicht">
          {t("posts.unboost")}
        </Button>
      )}
      {mine.canBoost && !mine.boosted && <BoostButtons frame={frame} />}
      <Button look="tertiary" name="was" value={mine.kept ? "keep:nicht" : "keep"}>
        {t(mine.kept ? "posts.unkeep" : "posts.keep")}
      </Button>
      {mine.pinned !== null && (
        <Button look="tertiary" name="was" value={mine.pinned ? "pin:nicht" : "pin"}>
          {t(mine.pinned ? "posts.unpin" : "posts.pin")}
        </Button>
      )}
      {mine.canBoost && <QuoteLink postId={postId} frame={frame} />}
    </form>
  );
};

const FEWER = ["unlisted", "followers"] as const;

/** To everybody, or folded away: to fewer. Of what is for fewer itself each is for these at most. */
const BoostButtons = ({ frame: { t } }: { frame: Frame }) => (
  <>
    <Button look="tertiary" name="was" value="boost">
      {t("posts.boost")}
    </Button>
    <details class="row">
      <summary>{t("posts.boost.other")}</summary>
      {FEWER.map((visibility) => (
        <Button look="tertiary" name="was" value={`boost:${visibility}`}>
          {t(`posts.boost.${visibility}`)}
        </Button>
      ))}
    </details>
  </>
);

/** To the page where a moderator takes it away and says why. */
export const ModerateLink = ({ post, frame: { t } }: { post: Pick<ShownPost, "id" | "canModerate">; frame: Frame }) =>
  post.canModerate ? (
    <LinkButton look="tertiary" href={`/verwaltung/beitraege/${post.id}`}>
      {t("moderation.post.link")}
    </LinkButton>
  ) : null;

/** Edit, delete and moderate, for whoever may. */
export const PostActions = ({ post, frame }: PostProps) => {
  const { t } = frame;
  return post.canEdit || post.canDelete || post.canModerate ? (
    <p class="row no-print">
      {post.canEdit && (
        <LinkButton look="tertiary" icon="stift" href={`${post.own}/bearbeiten`}>
          {t("posts.edit")}
        </LinkButton>
      )}
      {post.canDelete && (
        <LinkButton look="tertiary" href={`${post.own}/loeschen`}>
          {t("posts.delete")}
        </LinkButton>
      )}
      <ModerateLink post={post} frame={frame} />
    </p>
  ) : null;
};
