import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { RadioGroup } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { FileField } from "../../../ui/forms/file-field.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { AdminPage } from "../../../ui/parts/admin-page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import type { BadLine, GivenList } from "../peers.lists.ts";
import type { ListChanges } from "../peers.queries.ts";
import { ruleInWords } from "./rule-words.ts";

const LISTS = "/verwaltung/verbindungen/listen";
const CONNECTIONS = { href: "/verwaltung/verbindungen", title: "admin.connections.title" } as const;

interface ListsPageProps {
  readonly frame: Frame;
  readonly given: GivenList;
  readonly errors: FormErrors;
}

/** Lists to take away and to bring. */
export const ListsPage = ({ frame, given, errors }: ListsPageProps) => {
  const { t } = frame;
  return (
    <AdminPage frame={frame} title="peers.lists.title" above={CONNECTIONS}>
      <ErrorSummary t={t} errors={errors.entries} />
      <section class="section flow">
        <h2>{t("peers.export.title")}</h2>
        <p>{t("peers.export.lead")}</p>
        <ul class="bullets">
          <li>
            <a href={`${LISTS}/sperren.csv`}>{t("peers.export.rules")}</a>
          </li>
          <li>
            <a href={`${LISTS}/vertrauen.csv`}>{t("peers.export.trusted")}</a>
          </li>
        </ul>
      </section>
      <section class="section flow">
        <h2>{t("peers.import.title")}</h2>
        <p>{t("peers.import.lead")}</p>
        <form class="form" method="post" action={LISTS} enctype="multipart/form-data" novalidate>
          <RadioGroup
            t={t}
            name="art"
            label={t("peers.import.kind")}
            value={given.kind}
            options={(["rules", "trusted"] as const).map((kind) => ({
              value: kind,
              label: t(`peers.import.kind.${kind}`),
            }))}
          />
          <FileField
            t={t}
            name="datei"
            label={t("peers.import.file")}
            hint={t("peers.import.file.hint")}
            accept=".csv,.txt,text/csv,text/plain"
            optionalLabel
          />
          <TextArea
            t={t}
            name="text"
            label={t("peers.import.text")}
            value={given.text}
            error={errors.of("text")}
            rows={8}
            optionalLabel
          />
          <div>
            <Button>{t("peers.import.preview")}</Button>
          </div>
        </form>
      </section>
    </AdminPage>
  );
};

/** So many lines are shown of each part; the rest is counted. */
const SHOWN = 100;

interface PreviewPageProps {
  readonly frame: Frame;
  readonly given: GivenList;
  readonly bad: readonly BadLine[];
  readonly changes: ListChanges;
}

/** What a list would change, before it does. */
export const PreviewPage = ({ frame, given, bad, changes }: PreviewPageProps) => {
  const { t } = frame;
  const { added, changed, trusted, same } = changes;
  const count = added.length + changed.length + trusted.length;
  return (
    <AdminPage frame={frame} title="peers.preview.title" above={CONNECTIONS}>
      {bad.length > 0 && <BadLines frame={frame} bad={bad} />}
      <p>
        {count === 0 ? t("peers.preview.nothing") : t("peers.preview.count", { count })}{" "}
        {same > 0 && t("peers.preview.same", { count: same })}
      </p>
      <Part
        frame={frame}
        title={t("peers.preview.added")}
        lines={added.map((rule) => ({ host: rule.host, text: ruleInWords(t, rule) }))}
      />
      <Part
        frame={frame}
        title={t("peers.preview.changed")}
        lines={changed.map(({ from, to }) => ({
          host: to.host,
          text: t("peers.preview.from-to", { from: ruleInWords(t, from), to: ruleInWords(t, to) }),
        }))}
      />
      <Part frame={frame} title={t("peers.preview.trusted")} lines={trusted.map((host) => ({ host, text: "" }))} />
      <form class="form" method="post" action={`${LISTS}/uebernehmen`} enctype="multipart/form-data">
        <input type="hidden" name="art" value={given.kind} />
        <input type="hidden" name="text" value={given.text} />
        <div class="row">
          {count > 0 && <Button>{t("peers.preview.submit")}</Button>}
          <a href={LISTS}>{t("peers.preview.back")}</a>
        </div>
      </form>
    </AdminPage>
  );
};

const BadLines = ({ frame: { t }, bad }: { frame: Frame; bad: readonly BadLine[] }) => (
  <Alert kind="warning" title={t("peers.preview.bad", { count: bad.length })}>
    <ul class="bullets">
      {bad.slice(0, SHOWN).map(({ line, text, problem }) => (
        <li>
          {t("peers.preview.line", { line })} <span class="address">{text}</span>: {t(`peers.line.${problem}`)}
        </li>
      ))}
    </ul>
    <Rest frame={{ t }} left={bad.length - SHOWN} />
  </Alert>
);

interface PartProps {
  readonly frame: Frame;
  readonly title: string;
  readonly lines: readonly { readonly host: string; readonly text: string }[];
}

const Part = ({ frame, title, lines }: PartProps) =>
  lines.length === 0 ? null : (
    <section class="section flow">
      <h2>{title}</h2>
      <ul class="plain flow">
        {lines.slice(0, SHOWN).map(({ host, text }) => (
          <li>
            <b class="address">{host}</b>
            {text !== "" && (
              <>
                <br />
                {text}
              </>
            )}
          </li>
        ))}
      </ul>
      <Rest frame={frame} left={lines.length - SHOWN} />
    </section>
  );

const Rest = ({ frame: { t }, left }: { frame: Pick<Frame, "t">; left: number }) =>
  left > 0 ? <p>{t("peers.preview.rest", { count: left })}</p> : null;
