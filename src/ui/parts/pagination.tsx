import type { Translate } from "../i18n/i18n.ts";

interface PaginationProps {
  readonly t: Translate;
  /** What stands in the list, in a few words: "Neueste zuerst". */
  readonly note?: string | undefined;
  readonly first?: { readonly href: string; readonly label: string } | undefined;
  readonly next?: { readonly href: string; readonly label: string } | undefined;
}

/** Links below a list that is paged by keyset: back to the start, on to older entries. Nothing when both are missing. */
export const Pagination = ({ t, note, first, next }: PaginationProps) =>
  first === undefined && next === undefined ? null : (
    <nav aria-label={t("common.pages")}>
      <div class="row row--ends">
        {note !== undefined && <span class="soft">{note}</span>}
        {first !== undefined && <a href={first.href}>{first.label}</a>}
        {next !== undefined && (
          <a class="kern-btn kern-btn--secondary" rel="next" href={next.href}>
            <span class="kern-label">{next.label}</span>
          </a>
        )}
      </div>
    </nav>
  );
