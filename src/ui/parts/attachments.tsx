import type { Frame } from "../env.ts";

/** A picture, film, sound or file of a post, wherever it lies. `alt` empty: nobody described it. */
export interface ShownAttachment {
  readonly url: string;
  readonly mediaType: string;
  readonly alt: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

interface AttachmentsProps {
  readonly frame: Frame;
  readonly items: readonly ShownAttachment[];
  /** Host of whoever shows them. */
  readonly owner: string;
  /** Their author put a warning before them: they open only on purpose. */
  readonly sensitive: boolean;
}

/** What hangs from a post, all of it through our own address. Nothing when there is nothing. */
export const Attachments = (props: AttachmentsProps) => {
  if (props.items.length === 0) return null;
  if (!props.sensitive) return <Gallery {...props} />;
  return (
    <details>
      <summary>{props.frame.t("media.foreign.sensitive")}</summary>
      <Gallery {...props} />
    </details>
  );
};

const Gallery = ({ frame, items, owner }: AttachmentsProps) => (
  <ul class="plain grid grid--narrow">
    {items.map((item) => (
      <li>
        <Item frame={frame} item={item} owner={owner} />
      </li>
    ))}
  </ul>
);

type ItemProps = Pick<AttachmentsProps, "frame" | "owner"> & { readonly item: ShownAttachment };

const Item = ({ frame, item, owner }: ItemProps) => {
  const { url, mediaType, alt, width, height } = item;
  const { t, mediaPath } = frame;
  const [kind] = mediaType.toLowerCase().split("/");
  if (kind === "image") {
    const words = alt || t("media.foreign.undescribed");
    const size = width !== undefined && height !== undefined ? { width, height } : {};
    return (
      <img class="photo" src={mediaPath("image", url, owner)} alt={words} {...size} loading="lazy" decoding="async" />
    );
  }
  if (kind === "video" || kind === "audio") return <Playable kind={kind} frame={frame} item={item} owner={owner} />;
  return (
    <>
      <a href={url} rel="noopener nofollow ugc">
        {alt || t("media.foreign.file")}
      </a>{" "}
      <span class="soft address">{new URL(url).host}</span>
    </>
  );
};

/** Peers send no captions; what they say about it stands below. Nothing is asked for before somebody presses play. */
const Playable = ({ kind, frame, item, owner }: ItemProps & { kind: "video" | "audio" }) => {
  const src = frame.mediaPath("stream", item.url, owner);
  const label = item.alt || frame.t(`media.foreign.${kind}`);
  return (
    <figure class="flow">
      {kind === "video" ? (
        // biome-ignore lint/a11y/useMediaCaption: a peer's film brings no captions that could be shown
        <video class="photo" controls preload="none" src={src} aria-label={label} />
      ) : (
        // biome-ignore lint/a11y/useMediaCaption: a peer's recording brings no captions that could be shown
        <audio class="sound" controls preload="none" src={src} aria-label={label} />
      )}
      <figcaption class="small">{label}</figcaption>
    </figure>
  );
};
