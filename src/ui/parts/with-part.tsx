import type { Child } from "hono/jsx";

/** A text with one `{name}` in it, which is replaced by an element: for links inside sentences. */
export const WithPart = ({ text, name, children }: { text: string; name: string; children?: Child }) => {
  const [before = "", after = ""] = text.split(`{${name}}`);
  return (
    <>
      {before}
      {children}
      {after}
    </>
  );
};
