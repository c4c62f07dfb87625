import type { Child } from "hono/jsx";
import { Icon, type IconName } from "../parts/icon.tsx";

type ButtonLook = "primary" | "secondary" | "tertiary";

interface LookProps {
  /** `primary` once a page: what most people came for. */
  readonly look?: ButtonLook | undefined;
  readonly block?: boolean | undefined;
  readonly icon?: IconName | undefined;
  /** A sentence that says what happens. */
  readonly children?: Child;
}

const classOf = (look: ButtonLook | undefined, block: boolean | undefined): string =>
  `kern-btn kern-btn--${look ?? "primary"}${block === true ? " kern-btn--block" : ""}`;

const Inside = ({ icon, children }: { icon: IconName | undefined; children?: Child }) => (
  <>
    {icon !== undefined && <Icon name={icon} />}
    <span class="kern-label">{children}</span>
  </>
);

interface ButtonProps extends LookProps {
  readonly name?: string | undefined;
  readonly value?: string | undefined;
  readonly type?: "submit" | "button" | undefined;
  readonly formaction?: string | undefined;
  readonly formnovalidate?: boolean | undefined;
  /** Id of the form it belongs to when it stands outside. */
  readonly form?: string | undefined;
  /** Where the words alone do not say what it is about: they come first in it. */
  readonly "aria-label"?: string | undefined;
}

export const Button = ({ look, block, icon, children, type, formnovalidate, ...rest }: ButtonProps) => (
  <button
    class={classOf(look, block)}
    type={type ?? "submit"}
    formnovalidate={formnovalidate === true ? true : undefined}
    {...rest}
  >
    <Inside icon={icon}>{children}</Inside>
  </button>
);

/** A link that looks like a button: it goes somewhere and changes nothing. */
export const LinkButton = ({ href, look, block, icon, children, rel }: LookProps & { href: string; rel?: string }) => (
  <a class={classOf(look, block)} href={href} rel={rel}>
    <Inside icon={icon}>{children}</Inside>
  </a>
);
