import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { accentPath, assetPath } from "./assets.ts";
import type { Frame } from "./env.ts";
import { Alert } from "./parts/alert.tsx";
import { Footer, Masthead } from "./parts/frame.tsx";

interface Crumb {
  readonly href: string;
  readonly label: Child;
}

/** A `rel=alternate`: the ActivityPub document, a feed, the page in another language. */
interface Alternate {
  readonly href: string;
  readonly type?: string | undefined;
  readonly title?: string | undefined;
  readonly hreflang?: string | undefined;
}

export interface PageProps {
  readonly frame: Frame;
  readonly title: string;
  /** For search engines and link previews; plain text. */
  readonly description?: string | undefined;
  /** Path or address that this page is to be known by. Default: the path without its query. */
  readonly canonical?: string | undefined;
  readonly alternates?: readonly Alternate[] | undefined;
  /** The way here, without the district (always first) and without this page (always last). None: no crumbs. */
  readonly crumbs?: readonly Crumb[] | undefined;
  /** Shorter name of this page for the crumbs. */
  readonly crumb?: Child;
  /** One or two sentences below the heading. */
  readonly lead?: Child;
  /** The page brings its own `h1` and its own `.frame`s: only crumbs are put above it. */
  readonly bare?: boolean | undefined;
  readonly openGraph?: { readonly type?: "website" | "article" | "profile"; readonly image?: string | undefined };
  /** Who made what the page holds: servers that link to it name them. */
  readonly creator?: { readonly handle: string; readonly host: string } | undefined;
  /** Forms, private and passing pages stay out of search engines. */
  readonly noindex?: boolean | undefined;
  /** Names of client scripts in `ui/scripts`, without ending. Everything must work without them. */
  readonly scripts?: readonly string[] | undefined;
  /** Says that federation is off, where the page is about being connected. */
  readonly federationNotice?: boolean | undefined;
  readonly children?: Child;
}

/** A whole document. Its one `h1` is the title, unless the page is `bare`. */
export const Page = (props: PageProps) => (
  <>
    {raw("<!DOCTYPE html>")}
    <html lang={props.frame.locale}>
      <Head {...props} />
      <body>
        <a class="skip" href="#inhalt">
          {props.frame.t("common.skip")}
        </a>
        <Masthead frame={props.frame} />
        <main id="inhalt" tabindex={-1}>
          {(props.crumbs !== undefined || props.bare !== true) && (
            <div class="frame">
              <Crumbs {...props} />
              {props.bare !== true && <Inside {...props} />}
            </div>
          )}
          {props.bare === true && props.children}
        </main>
        <Footer frame={props.frame} />
      </body>
    </html>
  </>
);

const Inside = ({ frame, title, lead, federationNotice, children }: PageProps) => (
  <div class="flow">
    <h1>{title}</h1>
    {lead !== undefined && <p class="lead">{lead}</p>}
    {federationNotice === true && <FederationOff frame={frame} />}
    {children}
  </div>
);

/** Says that this instance has no public address yet, or keeps to itself; nothing when it is connected. */
export const FederationOff = ({ frame: { federation, closed, t } }: { frame: Frame }) => {
  if (federation) return null;
  const why = closed ? "common.federationClosed" : "common.federationOff";
  return (
    <Alert kind="info" title={t(`${why}.title`)}>
      <p>{t(`${why}.text`)}</p>
    </Alert>
  );
};

const Crumbs = ({ frame, crumbs, crumb, title }: PageProps) =>
  crumbs === undefined ? null : (
    <nav class="crumbs" aria-label={frame.t("common.crumbs")}>
      <ol>
        {[{ href: "/", label: frame.districtName || frame.t("common.home") }, ...crumbs].map(({ href, label }) => (
          <li>
            <a href={href}>{label}</a>
          </li>
        ))}
        <li aria-current="page">{crumb ?? title}</li>
      </ol>
    </nav>
  );

const absolute = (origin: string, address: string): string => new URL(address, origin).href;

const Head = (props: PageProps) => {
  const { frame, title, description, noindex, alternates = [], scripts = [] } = props;
  const path = frame.path.split("?")[0] ?? "/";
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{frame.districtName ? `${title} · ${frame.districtName}` : title}</title>
      {description !== undefined && <meta name="description" content={description} />}
      {noindex === true && <meta name="robots" content="noindex" />}
      <meta name="color-scheme" content="light dark" />
      <OpenGraph {...props} />
      {props.creator && <meta name="fediverse:creator" content={`@${props.creator.handle}@${props.creator.host}`} />}
      {noindex !== true && <link rel="canonical" href={absolute(frame.origin, props.canonical ?? path)} />}
      {alternates.map(({ href, ...rest }) => (
        <link rel="alternate" href={absolute(frame.origin, href)} {...rest} />
      ))}
      <link rel="preload" href={assetPath("fira-400.woff2")} as="font" type="font/woff2" crossorigin="" />
      <link rel="stylesheet" href={assetPath("theme.css")} />
      <link rel="stylesheet" href={accentPath(frame.accent)} />
      <link rel="icon" href={assetPath("favicon.svg")} type="image/svg+xml" />
      {scripts.map((name) => (
        <script type="module" src={assetPath(`scripts/${name}.js`)} />
      ))}
    </head>
  );
};

const OpenGraph = ({ frame, title, description, openGraph, canonical, noindex }: PageProps) =>
  noindex === true ? null : (
    <>
      <meta property="og:title" content={title} />
      {description !== undefined && <meta property="og:description" content={description} />}
      <meta property="og:type" content={openGraph?.type ?? "website"} />
      <meta property="og:url" content={absolute(frame.origin, canonical ?? frame.path.split("?")[0] ?? "/")} />
      <meta property="og:site_name" content={frame.districtName} />
      <meta property="og:locale" content={frame.locale === "de" ? "de_DE" : "en_GB"} />
      {openGraph?.image !== undefined && <meta property="og:image" content={absolute(frame.origin, openGraph.image)} />}
    </>
  );
