import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { RadioGroup } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { typed } from "../../../ui/forms/read-form.ts";
import type { MessageKey } from "../../../ui/i18n/i18n.ts";
import { AdminPage, FederationState } from "../../../ui/parts/admin-page.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import { ROLES } from "../../accounts/accounts.model.ts";
import type { Account } from "../../accounts/accounts.queries.ts";
import { DistrictFields, ImprintFields, Line, type SectionProps } from "./district-fields.tsx";

const PARTS: readonly { href: string; title: MessageKey; text: MessageKey }[] = [
  { href: "/verwaltung/stadtteil", title: "admin.district.title", text: "admin.district.text" },
  { href: "/verwaltung/regeln", title: "admin.rules.title", text: "admin.rules.text.overview" },
  { href: "/verwaltung/ankuendigungen", title: "announcements.title", text: "announcements.admin.text" },
  { href: "/verwaltung/emojis", title: "emojis.title", text: "emojis.overview" },
  { href: "/verwaltung/mitglieder", title: "admin.members.title", text: "admin.members.text" },
  { href: "/verwaltung/meldungen", title: "moderation.queue.title", text: "moderation.queue.lead" },
  { href: "/verwaltung/uebernahmen", title: "adoptions.requests.title", text: "adoptions.requests.text" },
  { href: "/verwaltung/partner", title: "partners.admin.title", text: "partners.admin.text" },
  { href: "/verwaltung/verbindungen", title: "admin.connections.title", text: "admin.connections.text" },
];

export const OverviewPage = ({ frame, hasImprint }: { frame: Frame; hasImprint: boolean }) => (
  <AdminPage frame={frame} title="admin.title">
    <FederationState frame={frame} hasImprint={hasImprint} />
    <ul class="plain flow">
      {PARTS.map(({ href, title, text }) => (
        <li>
          <h2>
            <a href={href}>{frame.t(title)}</a>
          </h2>
          <p>{frame.t(text)}</p>
        </li>
      ))}
    </ul>
  </AdminPage>
);

type FormPageProps = Omit<SectionProps, "t"> & { readonly frame: Frame; readonly done: MessageKey | undefined };

export const DistrictPage = ({ frame, done, hasImprint, ...rest }: FormPageProps & { hasImprint: boolean }) => {
  const section = { t: frame.t, ...rest };
  return (
    <AdminPage frame={frame} title="admin.district.title" done={done}>
      <ErrorSummary t={frame.t} errors={rest.errors.entries} />
      <FederationState frame={frame} hasImprint={hasImprint} />
      <form class="form" method="post" action="/verwaltung/stadtteil" novalidate>
        <DistrictFields {...section} />
        <h2>{frame.t("admin.imprint.title")}</h2>
        <ImprintFields {...section} />
        <div>
          <Button>{frame.t("common.save")}</Button>
        </div>
      </form>
    </AdminPage>
  );
};

interface MembersPageProps extends FormPageProps {
  readonly members: readonly Account[];
  /** Id to go on from; undefined when the list ends here. */
  readonly before: string | undefined;
}

export const MembersPage = ({ frame, done, members, before, ...rest }: MembersPageProps) => {
  const { t } = frame;
  return (
    <AdminPage frame={frame} title="admin.members.title" done={done}>
      <ErrorSummary t={t} errors={rest.errors.entries} />
      <ul class="plain flow">
        {members.map((member) => (
          <li>
            <b>
              <a href={`/@${member.handle}`}>
                <bdi>{member.name}</bdi>
              </a>
            </b>{" "}
            <span class="address">@{member.handle}</span>
            <br />
            {t(`accounts.role.${member.role}`)}, <span class="address">{member.email}</span>,{" "}
            {t("admin.members.since", { day: formatDay(frame.locale, member.createdAt) })}
            {member.suspendedAt !== null && (
              <b>, {t("moderation.accounts.since", { day: formatDay(frame.locale, member.suspendedAt) })}</b>
            )}
            <br />
            <a class="small" href={`/verwaltung/konten/${member.actorId}`}>
              {t(member.suspendedAt === null ? "moderation.account.suspend" : "moderation.account.lift")}: @
              {member.handle}
            </a>
          </li>
        ))}
      </ul>
      <Pagination
        t={t}
        next={before === undefined ? undefined : { href: `?vor=${before}`, label: t("common.older") }}
      />
      <NewMember t={t} {...rest} />
    </AdminPage>
  );
};

const NewMember = (section: SectionProps) => {
  const { t, values, errors } = section;
  return (
    <section class="section flow" aria-labelledby="neu">
      <h2 id="neu">{t("admin.members.new")}</h2>
      <p>{t("admin.members.new.how")}</p>
      <form class="form" method="post" action="/verwaltung/mitglieder" novalidate>
        <Line section={section} name="name" label={t("admin.members.name")} autocomplete="off" required />
        <Line
          section={section}
          name="handle"
          label={t("admin.members.handle")}
          hint={t("admin.members.handle.hint")}
          optionalLabel
          autocapitalize="none"
          autocomplete="off"
          spellcheck={false}
        />
        <Line
          section={section}
          name="email"
          label={t("admin.members.email")}
          type="email"
          autocomplete="off"
          required
        />
        <Line
          section={section}
          name="password"
          label={t("admin.members.password")}
          hint={t(errors.entries.length === 0 ? "accounts.password.hint" : "accounts.password.again")}
          type="password"
          autocomplete="new-password"
          required
        />
        <RadioGroup
          t={t}
          name="role"
          label={t("admin.members.role")}
          value={typed(values, "role") || "member"}
          error={errors.of("role")}
          options={ROLES.toReversed().map((role) => ({ value: role, label: t(`accounts.role.${role}`) }))}
        />
        <div>
          <Button>{t("admin.members.submit")}</Button>
        </div>
      </form>
    </section>
  );
};
