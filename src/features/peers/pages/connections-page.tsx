import type { DeadJob, QueueStatus } from "../../../platform/jobs.admin.ts";
import type { Frame } from "../../../ui/env.ts";
import { formatMoment } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import type { FormValues } from "../../../ui/forms/read-form.ts";
import type { MessageKey } from "../../../ui/i18n/i18n.ts";
import { AdminPage, FederationState } from "../../../ui/parts/admin-page.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { Peer } from "../peers.queries.ts";
import { ModeForm } from "./mode-form.tsx";

export interface ConnectionsPageProps {
  readonly frame: Frame;
  readonly done: MessageKey | undefined;
  readonly hasImprint: boolean;
  readonly queues: readonly QueueStatus[];
  readonly failing: readonly Peer[];
  readonly dead: readonly DeadJob[];
  /** Id to go on from in the list of dead jobs; undefined when it ends here. */
  readonly deadBefore: string | undefined;
  readonly counts: { readonly ruled: number; readonly trusted: number };
  readonly publishesBlocks: boolean;
  /** How many relays are subscribed to. */
  readonly relays: number;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

export const ConnectionsPage = (props: ConnectionsPageProps) => (
  <AdminPage frame={props.frame} title="admin.connections.title" done={props.done}>
    <ErrorSummary t={props.frame.t} errors={props.errors.entries} />
    <FederationState frame={props.frame} hasImprint={props.hasImprint} />
    <ModeForm {...props} />
    <Rules {...props} />
    <Queues {...props} />
    <Failing {...props} />
    <Dead {...props} />
  </AdminPage>
);

const Rules = ({ frame: { t }, counts, publishesBlocks, relays }: ConnectionsPageProps) => (
  <section class="section flow">
    <h2>{t("peers.rules.title")}</h2>
    <ul class="bullets">
      <li>
        <a href="/verwaltung/verbindungen/server">{t("peers.servers.title")}</a>:{" "}
        {t("peers.rules.counts", { ruled: counts.ruled, trusted: counts.trusted })}
      </li>
      <li>
        <a href="/verwaltung/verbindungen/listen">{t("peers.lists.title")}</a>
      </li>
      <li>
        <a href="/verwaltung/verbindungen/relays">{t("relays.title")}</a>:{" "}
        {relays === 0 ? t("relays.count.none") : t("relays.count", { count: relays })}
      </li>
      {publishesBlocks && (
        <li>
          <a href="/gesperrte-server">{t("peers.public.title")}</a>
        </li>
      )}
    </ul>
  </section>
);

const Queues = ({ frame: { t }, queues }: ConnectionsPageProps) => (
  <section class="section flow">
    <h2 id="warteschlangen">{t("admin.queues.title")}</h2>
    <section class="kern-table-responsive" tabindex={0} aria-labelledby="warteschlangen">
      <table class="kern-table">
        <thead class="kern-table__head">
          <tr class="kern-table__row">
            <th class="kern-table__header" scope="col">
              {t("admin.queues.what")}
            </th>
            {(["ready", "waiting", "running", "dead"] as const).map((state) => (
              <th class="kern-table__header kern-table__header--numeric" scope="col">
                {t(`admin.queues.${state}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="kern-table__body">
          {queues.map((queue) => (
            <tr class="kern-table__row">
              <th class="kern-table__header" scope="row">
                {t(`admin.queues.queue.${queue.queue}`)}
              </th>
              {[queue.ready, queue.waiting, queue.running, queue.dead].map((count) => (
                <td class="kern-table__cell kern-table__cell--numeric">{count}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  </section>
);

/** One button that concerns one thing. */
const Act = ({ action, name, value, label }: { action: string; name: string; value: string; label: string }) => (
  <form method="post" action={`/verwaltung/verbindungen/${action}`}>
    <input type="hidden" name={name} value={value} />
    <Button look="secondary">{label}</Button>
  </form>
);

const Failing = ({ frame: { t, locale }, failing }: ConnectionsPageProps) => (
  <section class="section flow">
    <h2>{t("admin.failing.title")}</h2>
    {failing.length === 0 && <p>{t("admin.failing.none")}</p>}
    <ul class="plain flow">
      {failing.map((peer) => (
        <li class="flow">
          <p>
            <b class="address">{peer.host}</b>
            {peer.failingSince && (
              <>
                <br />
                {t("admin.failing.since", { since: formatMoment(locale, peer.failingSince), count: peer.failures })}
              </>
            )}
            {peer.lastError && (
              <>
                <br />
                <span class="soft">{peer.lastError}</span>
              </>
            )}
          </p>
          <Act
            action="freigeben"
            name="host"
            value={peer.host}
            label={t("admin.failing.release", { host: peer.host })}
          />
        </li>
      ))}
    </ul>
  </section>
);

const Dead = ({ frame: { t, locale }, dead, deadBefore }: ConnectionsPageProps) => (
  <section class="section flow">
    <h2>{t("admin.dead.title")}</h2>
    <p>{dead.length === 0 ? t("admin.dead.none") : t("admin.dead.lead")}</p>
    {dead.length > 0 && <Act action="wiederholen" name="was" value="alles" label={t("admin.dead.retry.all")} />}
    <ul class="plain flow">
      {dead.map((job) => (
        <li class="flow">
          <p>
            <b>{t(`admin.queues.queue.${job.queue}`)}</b> {job.host && <span class="address">{job.host}</span>}
            <br />
            {t("admin.dead.one", { at: formatMoment(locale, job.deadAt), count: job.attempts })}
            <br />
            <span class="soft">{job.reason}</span>
          </p>
          <Act action="wiederholen" name="job" value={job.id} label={t("admin.dead.retry", { id: job.id })} />
        </li>
      ))}
    </ul>
    <Pagination
      t={t}
      next={deadBefore === undefined ? undefined : { href: `?vor=${deadBefore}`, label: t("common.older") }}
    />
  </section>
);
