import type { Frame } from "../../../ui/env.ts";
import { Page } from "../../../ui/page.tsx";
import { ConfirmPage } from "../../../ui/parts/confirm-page.tsx";

/** Asks before the mails stop: programs that look at every link in a mail stop nothing. */
export const UnsubscribePage = ({ frame, action }: { frame: Frame; action: string }) => (
  <ConfirmPage
    frame={frame}
    title={frame.t("notifications.unsubscribe.title")}
    action={action}
    confirm={frame.t("notifications.unsubscribe.button")}
    back="/"
  >
    <p>{frame.t("notifications.unsubscribe.text")}</p>
  </ConfirmPage>
);

export const UnsubscribedPage = ({ frame }: { frame: Frame }) => (
  <Page
    frame={frame}
    title={frame.t("notifications.unsubscribed.title")}
    lead={frame.t("notifications.unsubscribed.text")}
    noindex
  />
);
