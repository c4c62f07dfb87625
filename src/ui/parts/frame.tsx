import type { Child } from "hono/jsx";
import type { Role, Viewer } from "../../platform/viewer.ts";
import type { Frame } from "../env.ts";
import { LOCALES, type MessageKey } from "../i18n/i18n.ts";
import { Icon } from "./icon.tsx";

/** Before the set-up there is no district: then only the name of the network stands there, and no menu. */
const isSetUp = (frame: Frame): boolean => frame.districtHandle !== "";

export const Masthead = ({ frame }: { frame: Frame }) => {
  const { t } = frame;
  return (
    <header class="masthead">
      <div class="frame masthead__row">
        <a class="brand" href="/">
          <Icon name="marke" />
          <span>
            <b>{frame.districtName || t("common.network")}</b>
            {isSetUp(frame) && <small>{t("common.network.brand")}</small>}
          </span>
        </a>
        {isSetUp(frame) && (
          <>
            <button class="kern-btn kern-btn--secondary menu-button" type="button" popovertarget="menue">
              <Icon name="menue" />
              <span class="kern-label">{t("common.menu")}</span>
            </button>
            <Menu frame={frame} />
          </>
        )}
      </div>
    </header>
  );
};

const OFFICES: Readonly<Record<Role, readonly Entry[]>> = {
  admin: [{ href: "/verwaltung", key: "admin.title" }],
  moderator: [{ href: "/verwaltung/meldungen", key: "moderation.queue.title" }],
  member: [],
};

interface Entry {
  readonly href: string;
  readonly key: MessageKey;
}

const READING: readonly Entry[] = [
  { href: "/projekte", key: "common.menu.projects" },
  { href: "/themen", key: "topics.title" },
  { href: "/beitraege", key: "common.menu.posts" },
  { href: "/gruppen", key: "common.menu.groups" },
];

/** Who is in it, here and elsewhere. */
const NETWORK: readonly Entry[] = [
  { href: "/organisationen", key: "organisations.title" },
  { href: "/partner", key: "partners.menu" },
  { href: "/ueber", key: "common.menu.about" },
];

const doing = ({ viewer }: Frame): readonly Entry[] => [
  { href: "/suche", key: "common.menu.search" },
  ...(viewer === null
    ? [{ href: "/anmelden", key: "common.menu.login" } as const]
    : [
        { href: "/schreiben", key: "common.menu.write" } as const,
        { href: "/mitteilungen", key: "notifications.title" } as const,
      ]),
];

/** What is about the one who looks. */
const accountEntries = (viewer: Viewer): Entry[] => [
  { href: `/@${viewer.handle}`, key: "common.menu.profile" },
  { href: "/lesezeichen", key: "posts.kept.title" },
  { href: "/suche/gemerkt", key: "search.kept.title" },
  { href: "/einstellungen", key: "accounts.settings.title" },
  ...OFFICES[viewer.role],
];

/** The entry that the page lies below; of two the closer one. */
function currentIn(frame: Frame): string | undefined {
  const path = frame.path.split("?")[0] ?? "";
  const all = [...READING, ...NETWORK, ...doing(frame), ...(frame.viewer ? accountEntries(frame.viewer) : [])];
  const above = all.map(({ href }) => href).filter((href) => path === href || path.startsWith(`${href}/`));
  return above.toSorted((one, other) => other.length - one.length)[0];
}

const labelOf = ({ t, unseen }: Frame, key: MessageKey): string =>
  key === "notifications.title" && unseen > 0
    ? t("notifications.menu", { count: unseen > 99 ? "99+" : String(unseen) })
    : t(key);

/** On a phone a popover, on a desk it simply lies open; no script. */
const Menu = ({ frame }: { frame: Frame }) => (
  <nav class="menu" id="menue" popover="auto" aria-label={frame.t("common.menu.main")}>
    <button
      class="kern-btn kern-btn--tertiary menu-close"
      type="button"
      popovertarget="menue"
      popovertargetaction="hide"
    >
      <span class="kern-label">{frame.t("common.menu.close")}</span>
    </button>
    <ul>
      <Entries frame={frame} entries={READING} />
      <Group label={frame.t("common.menu.network")}>
        <Entries frame={frame} entries={NETWORK} />
      </Group>
      <Entries frame={frame} entries={doing(frame)} />
      {frame.viewer !== null && <AccountMenu frame={frame} viewer={frame.viewer} />}
    </ul>
  </nav>
);

const Entries = ({ frame, entries }: { frame: Frame; entries: readonly Entry[] }) => {
  const current = currentIn(frame);
  return (
    <>
      {entries.map(({ href, key }) => (
        <li>
          <a href={href} aria-current={href === current ? "page" : undefined}>
            {labelOf(frame, key)}
          </a>
        </li>
      ))}
    </>
  );
};

/** Folded away, so that the menu stays on one line; no script. Of two one is open. */
const Group = ({ label, last, children }: { label: string; last?: boolean; children?: Child }) => (
  <li>
    <details class={`menu-group${last === true ? " menu-group--last" : ""}`} name="menue-teil">
      <summary>{label}</summary>
      <ul>{children}</ul>
    </details>
  </li>
);

const AccountMenu = ({ frame, viewer }: { frame: Frame; viewer: Viewer }) => (
  <Group label={frame.t("common.menu.account")} last>
    <Entries frame={frame} entries={accountEntries(viewer)} />
    <li>
      <form method="post" action="/abmelden">
        <button type="submit" class="link-button">
          {frame.t("common.menu.logout")}
        </button>
      </form>
    </li>
  </Group>
);

const LANGUAGE_NAMES = { de: "Deutsch", en: "English" } as const;

/** The choice is kept in a cookie, because somebody asked for it. */
const Languages = ({ frame }: { frame: Frame }) => (
  <form class="languages row" method="post" action="/sprache" aria-label={frame.t("common.footer.language")}>
    <input type="hidden" name="weiter" value={frame.path} />
    {LOCALES.map((locale) =>
      locale === frame.locale ? (
        <b lang={locale} aria-current="true">
          {LANGUAGE_NAMES[locale]}
        </b>
      ) : (
        <button type="submit" class="link-button" name="sprache" value={locale} lang={locale}>
          {LANGUAGE_NAMES[locale]}
        </button>
      ),
    )}
  </form>
);

const LEGAL: readonly { href: string; key: MessageKey }[] = [
  { href: "/leichte-sprache", key: "common.footer.easy" },
  { href: "/barrierefreiheit", key: "common.footer.access" },
  { href: "/datenschutz", key: "common.footer.privacy" },
  { href: "/impressum", key: "common.footer.imprint" },
  { href: "/melden", key: "moderation.report.title" },
];

export const Footer = ({ frame }: { frame: Frame }) => {
  const { t } = frame;
  return (
    <footer class="foot">
      <div class="frame grid grid--narrow">
        <div class="flow">
          <p>
            <b>{isSetUp(frame) ? t("common.footer.title", { district: frame.districtName }) : t("common.network")}</b>
          </p>
          <p>{t("common.footer.run")}</p>
          <Languages frame={frame} />
        </div>
        {isSetUp(frame) && (
          <nav aria-label={t("common.footer.stay")}>
            <ul class="plain">
              <li>
                <a href="/projekte">{t("common.menu.projects")}</a>
              </li>
              <li>
                <a href="/themen">{t("topics.title")}</a>
              </li>
              <li>
                <a href="/ueber">{t("common.menu.about")}</a>
              </li>
              <li>
                <a href="/#folgen">{t("common.footer.follow")}</a>
              </li>
            </ul>
          </nav>
        )}
        {isSetUp(frame) && (
          <nav aria-label={t("common.footer.legal")}>
            <ul class="plain">
              {LEGAL.map(({ href, key }) => (
                <li>
                  <a href={href}>{t(key)}</a>
                </li>
              ))}
            </ul>
          </nav>
        )}
        <p class="soft">{t("common.footer.promise")}</p>
      </div>
    </footer>
  );
};
