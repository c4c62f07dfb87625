import type { Child } from "hono/jsx";

type AlertKind = "info" | "success" | "warning" | "danger";

interface AlertProps {
  readonly kind: AlertKind;
  readonly title: string;
  /** Target of links and focus. */
  readonly id?: string | undefined;
  /** `alert` interrupts a screen reader, `status` waits. None: the text is simply part of the page. */
  readonly role?: "alert" | "status" | undefined;
  /** Level of the title; the page's outline must fit. */
  readonly level?: 2 | 3 | undefined;
  readonly children?: Child;
}

/** A framed message (KERN alert). Red (`danger`) is for errors in forms only, never for how a project ended. */
export const Alert = ({ kind, title, id, role, level = 2, children }: AlertProps) => (
  <div class={`kern-alert kern-alert--${kind}`} id={id} role={role} tabindex={id === undefined ? undefined : -1}>
    <div class="kern-alert__header">
      <span class={`kern-icon kern-icon--${kind}`} aria-hidden="true" />
      {level === 2 ? <h2 class="kern-title">{title}</h2> : <h3 class="kern-title">{title}</h3>}
    </div>
    {children !== undefined && <div class="kern-alert__body flow">{children}</div>}
  </div>
);
