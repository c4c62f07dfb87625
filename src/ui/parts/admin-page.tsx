import type { Child } from "hono/jsx";
import type { Frame } from "../env.ts";
import type { MessageKey } from "../i18n/i18n.ts";
import { Page } from "../page.tsx";
import { Alert } from "./alert.tsx";

interface AdminPageProps {
  readonly frame: Frame;
  readonly title: MessageKey;
  /** What was done just now. */
  readonly done?: MessageKey | undefined;
  /** The page between `/verwaltung` and this one. */
  readonly above?: { readonly href: string; readonly title: MessageKey } | undefined;
  readonly children?: Child;
}

/** A page below `/verwaltung`. */
export const AdminPage = ({ frame, title, done, above, children }: AdminPageProps) => {
  const { t } = frame;
  const way = title === "admin.title" ? [] : [{ href: "/verwaltung", title: "admin.title" as const }];
  return (
    <Page
      frame={frame}
      title={t(title)}
      crumbs={[...way, ...(above ? [above] : [])].map((crumb) => ({ href: crumb.href, label: t(crumb.title) }))}
      noindex
    >
      {done !== undefined && <Alert kind="success" role="status" title={t(done)} />}
      {children}
    </Page>
  );
};

/** Why nothing goes to other servers, and what to do about it; nothing when federation is on. */
export const FederationState = ({ frame, hasImprint }: { frame: Frame; hasImprint: boolean }) => {
  const { t, federation, closed, origin } = frame;
  if (federation) return null;
  if (closed) {
    return (
      <Alert kind="info" title={t("admin.federation.closed")}>
        <p>
          <a href="/verwaltung/verbindungen">{t("admin.connections.title")}</a>
        </p>
      </Alert>
    );
  }
  const isPublic = origin.startsWith("https://");
  return (
    <Alert kind="warning" title={t("admin.federation.off")}>
      {!isPublic && <p>{t("admin.federation.origin", { origin })}</p>}
      {!hasImprint && (
        <p>
          {t("admin.federation.imprint")} <a href="/verwaltung/stadtteil">{t("admin.district.title")}</a>
        </p>
      )}
    </Alert>
  );
};
