import { raw } from "hono/html";

/** HTML that went through `sanitizeHtml` when it came in: text markup and links, nothing that runs. */
export const RichText = ({ html, lang }: { html: string; lang?: string | undefined }) => (
  <div class="flow rich" lang={lang}>
    {raw(html)}
  </div>
);
