import type { Child } from "hono/jsx";

interface CardProps {
  /** Picture or drawing at the top (or left, when wide). */
  readonly band?: Child;
  /** Sand instead of the district's tint behind the drawing. */
  readonly sand?: boolean | undefined;
  readonly wide?: boolean | undefined;
  readonly lang?: string | undefined;
  readonly children?: Child;
}

/** A thing that has its own page (KERN card). Its heading holds one `CardLink`, which makes the whole card a target. */
export const Card = ({ band, sand, wide, lang, children }: CardProps) => (
  <article class={`kern-card kern-card--interactive${wide === true ? " kern-card--wide" : ""}`} lang={lang}>
    {band !== undefined && <div class={`band${sand === true ? " band--sand" : ""}`}>{band}</div>}
    <div class="kern-card__container">{children}</div>
  </article>
);

export const CardLink = ({ href, children }: { href: string; children?: Child }) => (
  <a class="kern-link kern-link--stretched" href={href}>
    {children}
  </a>
);
