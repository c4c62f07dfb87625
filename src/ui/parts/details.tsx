import type { Child } from "hono/jsx";

interface DetailsProps {
  readonly title: Child;
  readonly open?: boolean | undefined;
  readonly id?: string | undefined;
  /** Details of the same group close each other. */
  readonly group?: string | undefined;
  /** Layout of the content: `form` spaces fields, `flow` spaces text. */
  readonly layout?: "form" | "flow" | undefined;
  readonly children?: Child;
}

/** A section that opens (KERN accordion, plain `details`). Stacked ones touch each other. */
export const Details = ({ title, open, id, group, layout = "flow", children }: DetailsProps) => (
  <details class="kern-accordion" open={open === true} id={id} name={group}>
    <summary class="kern-accordion__header">
      <span class="kern-title">{title}</span>
    </summary>
    <div class={`kern-accordion__body ${layout}`}>{children}</div>
  </details>
);
