import type { Child } from "hono/jsx";
import type { Frame } from "../env.ts";
import { Button, LinkButton } from "../forms/buttons.tsx";
import { Page } from "../page.tsx";

interface ConfirmProps {
  readonly frame: Frame;
  readonly title: string;
  /** What will happen. */
  readonly children: Child;
  readonly action: string;
  readonly confirm: string;
  /** Where to go instead. */
  readonly back: string;
  readonly instead?: { readonly href: string; readonly label: string };
}

/** Asks once more before something is gone: a page, not a dialogue, so that it works everywhere. */
export const ConfirmPage = ({ frame, title, children, action, confirm, back, instead }: ConfirmProps) => (
  <Page frame={frame} title={title} crumbs={[]} noindex>
    {children}
    <form method="post" action={action} class="row">
      <Button name="sicher" value="ja">
        {confirm}
      </Button>
      {instead !== undefined && (
        <LinkButton look="secondary" href={instead.href}>
          {instead.label}
        </LinkButton>
      )}
      <LinkButton look={instead ? "tertiary" : "secondary"} href={back}>
        {frame.t("common.cancel")}
      </LinkButton>
    </form>
  </Page>
);
