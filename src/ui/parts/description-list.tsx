import type { Child } from "hono/jsx";

export interface DescriptionItem {
  readonly term: Child;
  readonly value: Child;
  /** Class of the value, such as `address` for what must not be hyphenated. */
  readonly className?: string | undefined;
}

/** Terms and values (KERN description list), stacked. Nothing at all when there is no item. */
export const DescriptionList = ({ items }: { items: readonly DescriptionItem[] }) =>
  items.length === 0 ? null : (
    <dl class="kern-description-list kern-description-list--col">
      {items.map(({ term, value, className }) => (
        <div class="kern-description-list-item">
          <dt class="kern-description-list-item__key">{term}</dt>
          <dd class={`kern-description-list-item__value${className ? ` ${className}` : ""}`}>{value}</dd>
        </div>
      ))}
    </dl>
  );
