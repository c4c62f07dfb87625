import type { Frame } from "../../../ui/env.ts";
import { formatTime } from "../../../ui/format.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { typed } from "../../../ui/forms/read-form.ts";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { EmojiList } from "../../../ui/parts/emoji-list.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import { PostHead } from "../../../ui/parts/post.tsx";
import { PostText } from "../../../ui/parts/post-text.tsx";
import type { ShownPost } from "../../../ui/parts/post-view.ts";
import { Audience, Language, Long, Pictures, Poll, Text, Warning, WriteAs } from "./form-fields.tsx";
import type { PostFormProps } from "./form-props.ts";
import { AboutToQuotePart, QuoteField, QuotersPart } from "./quoting.tsx";

function titleFor({ frame: { t }, edited, answered }: PostFormProps): string {
  if (edited) return t("posts.form.edit");
  return t(answered ? "posts.form.answer" : "posts.form.title");
}

/** Writes or changes a post or an answer: the text first, all else where it is wanted. Saved while one types. */
export const PostFormPage = (props: PostFormProps) => {
  const { frame, errors, edited, answered } = props;
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={titleFor(props)}
      lead={edited || answered ? undefined : t("posts.form.lead")}
      crumbs={[{ href: "/beitraege", label: t("posts.list.crumb") }]}
      scripts={["writing"]}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <Saved {...props} />
      {answered && <WhatIsAnswered frame={frame} post={answered.post} />}
      <PostForm {...props} />
    </Page>
  );
};

/** The script writes here too. */
const Saved = ({ frame: { t, locale }, draft, justSaved }: PostFormProps) => (
  <div id="gespeichert" role="status">
    {draft !== null && (
      <p class="with-icon">
        <Icon name="sicher" />
        <span>
          {t(justSaved ? "writing.saved" : "writing.continued", { time: formatTime(locale, draft.savedAt) })}{" "}
          {!justSaved && <a href={`/schreiben/beitrag/${draft.id}/verwerfen`}>{t("writing.continued.discard")}</a>}
        </span>
      </p>
    )}
  </div>
);

const WhatIsAnswered = ({ frame, post }: { frame: Frame; post: ShownPost | null }) =>
  post === null ? (
    <Alert kind="warning" title={frame.t("posts.form.answer.gone")}>
      <p>{frame.t("posts.form.answer.gone.text")}</p>
    </Alert>
  ) : (
    <section class="panel flow" aria-labelledby="worauf">
      <h2 id="worauf" class="small-heading">
        {frame.t("posts.form.answer.to")}
      </h2>
      <PostHead post={post} frame={frame} />
      {post.title !== null && (
        <p>
          <b>
            <bdi>{post.title}</bdi>
          </b>
        </p>
      )}
      <PostText post={post} frame={frame} />
    </section>
  );

const PostForm = (props: PostFormProps) => {
  const { frame, form, edited, answered, draft } = props;
  const { t, locale } = frame;
  return (
    <form
      method="post"
      action={edited ? `${edited.path}/bearbeiten` : "/schreiben/beitrag"}
      enctype="multipart/form-data"
      class="form"
      novalidate
      data-autosave="/schreiben/beitrag/entwurf"
      data-saved={t("writing.saved.script", { time: "{time}" })}
      data-not-saved={t("writing.saved.not")}
      data-logged-out={t("writing.saved.loggedOut")}
      data-locale={locale}
    >
      {/* Enter in a field presses the first button: it must keep the text, not publish it. */}
      <button type="submit" name="aktion" value="entwurf" hidden>
        {t("writing.keep")}
      </button>
      <input type="hidden" name="entwurf" value={draft?.id ?? ""} />
      <input type="hidden" name="schluessel" value={props.key} />
      {edited && <input type="hidden" name="notiz" value={edited.id} />}
      {answered && <input type="hidden" name="auf" value={typed(form, "auf")} />}
      {props.quote !== undefined && <AboutToQuotePart quote={props.quote} frame={frame} />}
      <Text {...props} />
      <Extras {...props} />
      {edited === null && <WriteAs {...props} />}
      <Audience {...props} />
      <QuotersPart {...props} />
      <Language {...props} />
      <Buttons {...props} />
    </form>
  );
};

const Extras = (props: PostFormProps) => {
  const { frame, edited, answered, quote } = props;
  const isReply = answered !== null || edited?.isReply === true;
  return (
    <div>
      {!isReply && (edited === null || edited.kind === "article") && <Long {...props} />}
      {edited?.kind !== "article" && <Warning {...props} />}
      <Pictures {...props} />
      {edited?.kind !== "article" && <Poll {...props} />}
      {edited === null && !quote && <QuoteField {...props} />}
      <EmojiList frame={frame} />
    </div>
  );
};

function buttonText({ frame: { t }, edited, answered }: PostFormProps): string {
  if (edited) return t("posts.form.save");
  return t(answered ? "reading.comments.send" : "posts.form.publish");
}

const Buttons = (props: PostFormProps) => {
  const { frame, edited, answered } = props;
  const { t } = frame;
  return (
    <p class="row">
      {answered?.post !== null && (
        <Button name="aktion" value="veroeffentlichen">
          {buttonText(props)}
        </Button>
      )}
      <Button look="secondary" name="aktion" value="entwurf">
        {t("writing.keep")}
      </Button>
      {edited !== null && (
        <LinkButton look="secondary" href={edited.page}>
          {t("common.cancel")}
        </LinkButton>
      )}
    </p>
  );
};
