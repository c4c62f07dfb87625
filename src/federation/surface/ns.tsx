import { Hono } from "hono";
import type { Fields } from "../../features/project-notes/field-kinds.schemas.ts";
import { NOTE_FIELDS } from "../../features/project-notes/project-notes.schemas.ts";
import type { AppEnv } from "../../ui/env.ts";
import type { MessageKey, Translate } from "../../ui/i18n/i18n.ts";
import { Page } from "../../ui/page.tsx";
import { READING_CONTEXT, STV_NAMESPACE } from "../json-ld/reading-context.ts";

/** Documentation of our vocabulary for people and tools. Nothing depends on it: no server ever needs to fetch it. */
export const namespaceRoutes = new Hono<AppEnv>();

const FOR_ALL = { "Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600" } as const;
const CONTEXT = JSON.stringify({ "@context": READING_CONTEXT });

namespaceRoutes.get("/ns/stv.jsonld", (c) =>
  c.body(CONTEXT, 200, { ...FOR_ALL, "Content-Type": "application/ld+json" }),
);

interface Term {
  readonly name: string;
  readonly form: MessageKey;
  /** Codes that it may hold. */
  readonly codes?: readonly string[];
}

/** Members of every object of ours, and of actors (wire §1.3), that are plain values and so not in the context. */
const PLAIN: readonly Term[] = [
  { name: "stv:kind", form: "federation.ns.form.text" },
  { name: "stv:profile", form: "federation.ns.form.text" },
  { name: "stv:version", form: "federation.ns.form.number" },
  { name: "stv:sector", form: "federation.ns.form.code" },
  { name: "stv:digest", form: "federation.ns.form.text" },
  { name: "stv:changedAt", form: "federation.ns.form.date" },
  { name: "stv:relation", form: "federation.ns.form.code" },
  { name: "stv:verifiedAt", form: "federation.ns.form.date" },
  { name: "stv:projectNote", form: "federation.ns.form.object" },
];

const FORM_OF_KIND: Readonly<Record<Fields[string]["kind"], MessageKey>> = {
  line: "federation.ns.form.text",
  text: "federation.ns.form.text",
  html: "federation.ns.form.html",
  date: "federation.ns.form.date",
  duration: "federation.ns.form.duration",
  amount: "federation.ns.form.amount",
  link: "federation.ns.form.address",
  flag: "federation.ns.form.flag",
  number: "federation.ns.form.number",
  choice: "federation.ns.form.code",
  choices: "federation.ns.form.codes",
  lines: "federation.ns.form.list",
  rows: "federation.ns.form.objects",
  images: "federation.ns.form.objects",
  files: "federation.ns.form.objects",
  group: "federation.ns.form.object",
};

/** The members of a table of fields and of what is inside them, each named once. */
function termsOf(fields: Fields): Term[] {
  return Object.values(fields).flatMap((field) => {
    const inner = "fields" in field ? termsOf(field.fields) : [];
    if (!field.wire?.startsWith("stv:")) return inner;
    const codes = "options" in field ? { codes: field.options } : {};
    return [{ name: field.wire, form: FORM_OF_KIND[field.kind], ...codes }, ...inner];
  });
}

function contextTerms(): Term[] {
  return Object.entries(READING_CONTEXT).flatMap(([name, definition]): Term[] => {
    if (!name.startsWith("stv:") || typeof definition !== "object" || definition === null) return [];
    const isAddress = "@type" in definition;
    const isList = "@container" in definition;
    if (isAddress) return [{ name, form: isList ? "federation.ns.form.addresses" : "federation.ns.form.address" }];
    return [{ name, form: "federation.ns.form.list" }];
  });
}

/** All terms, by name; what the table of fields says of one wins over the context. */
function allTerms(): Term[] {
  const byName = new Map<string, Term>();
  for (const term of [...contextTerms(), ...PLAIN, ...termsOf(NOTE_FIELDS)]) byName.set(term.name, term);
  return [...byName.values()].sort((one, other) => one.name.localeCompare(other.name, "en"));
}

namespaceRoutes.get("/ns/stv", (c) => {
  const { frame } = c.var;
  return c.html(
    <Page
      frame={frame}
      title={frame.t("federation.ns.title")}
      lead={frame.t("federation.ns.lead")}
      alternates={[{ href: "/ns/stv.jsonld", type: "application/ld+json" }]}
    >
      <p>
        {frame.t("federation.ns.namespace")} <code>{STV_NAMESPACE}</code>
      </p>
      <TermTable t={frame.t} />
    </Page>,
  );
});

const TermTable = ({ t }: { t: Translate }) => (
  <table class="kern-table">
    <caption>{t("federation.ns.caption")}</caption>
    <thead>
      <tr>
        <th class="kern-table__header" scope="col">
          {t("federation.ns.term")}
        </th>
        <th class="kern-table__header" scope="col">
          {t("federation.ns.form")}
        </th>
      </tr>
    </thead>
    <tbody>
      {allTerms().map(({ name, form, codes }) => (
        <tr id={name.slice("stv:".length)}>
          <th class="kern-table__header" scope="row">
            <code>{name}</code>
          </th>
          <td class="kern-table__cell">
            {t(form)}
            {codes !== undefined && (
              <>
                : <code>{codes.join(", ")}</code>
              </>
            )}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
