import type { PropsWithChildren } from "hono/jsx";
import type { Frame } from "../../ui/env.ts";
import { Page } from "../../ui/page.tsx";

/** A page that says one thing and is nothing to be found by a search. */
export const MessagePage = ({ frame, title, children }: PropsWithChildren<{ frame: Frame; title: string }>) => (
  <Page frame={frame} title={title} noindex>
    {children}
  </Page>
);
