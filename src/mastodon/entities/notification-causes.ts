import { type Actor, actorsByIds } from "../../features/actors/actors.queries.ts";
import { districtOf } from "../../features/district/district.queries.ts";
import { type Severance, severancesByIds } from "../../features/follows/severances.store.ts";
import {
  type Decision,
  decisionsByIds,
  ownCases,
  type Report,
  reportsByIds,
} from "../../features/moderation/moderation.queries.ts";
import type { Told } from "../../features/notifications/groups.queries.ts";
import { ABOUT_ROWS, type NotificationType } from "../../features/notifications/notifications.model.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AccountEntity } from "./account.ts";
import { reportEntity } from "./report.ts";

/** What a notification is about that is about no post: a report, a decision, follows that ended. */
interface Cause {
  /** Who did it; undefined: nobody, who is told stands in for them. */
  readonly by?: Actor | undefined;
  /** Whom it names. */
  readonly about?: Actor;
  /** What the notification, or its group, says besides. */
  readonly told: (accounts: ReadonlyMap<Id, AccountEntity>) => object;
}

type Causes = ReadonlyMap<number, Cause>;

/** Whether a notification says nothing without its cause. */
export const needsCause = ({ type }: Pick<Told, "type">): boolean =>
  (ABOUT_ROWS as readonly NotificationType[]).includes(type);

export const actorsIn = (causes: Causes): Actor[] =>
  [...causes.values()].flatMap(({ by, about }) => [by, about].filter((actor) => actor !== undefined));

/**
 * What some notifications are about, by their ids. A report about the viewer, or what they write for, is not among them:
 * who gave it is not for them. Nothing is asked of the database for what is about posts alone.
 */
export async function causesOf(ctx: Ctx, viewer: Viewer, told: readonly Told[]): Promise<Causes> {
  const idsOf = (type: NotificationType): Id[] =>
    told.flatMap((each) => (each.type === type && each.aboutId !== null ? [each.aboutId] : []));
  const [reports, decisions, severances] = await Promise.all([
    reportsByIds(ctx, idsOf("report")),
    decisionsByIds(ctx, idsOf("moderation_warning")),
    severancesByIds(ctx, idsOf("severed_relationships")),
  ]);
  const [own, district] =
    reports.length === 0 ? [new Set<Id>(), null] : await Promise.all([ownCases(ctx, viewer, reports), districtOf(ctx)]);
  const named = [
    ...reports.flatMap(({ reporterId, targetId }) => [reporterId ?? district?.actorId, targetId]),
    ...decisions.map(({ subjectId }) => subjectId),
  ].filter((id): id is Id => typeof id === "string");
  const actors = await actorsByIds(ctx, [...new Set(named)]);
  const actorOf = (id: Id | null | undefined): Actor | undefined => actors.get(id ?? "");
  const rows = new Map<string, Cause>([
    ...reports.flatMap((report) => {
      const about = actorOf(report.targetId);
      if (own.has(report.id) || about === undefined) return [];
      const by = actorOf(report.reporterId ?? district?.actorId);
      return [[`report ${report.id}`, reported(report, about, by)] as const];
    }),
    ...decisions.flatMap((decision) => {
      const about = actorOf(decision.subjectId);
      return about ? [[`moderation_warning ${decision.id}`, decided(decision, about)] as const] : [];
    }),
    ...severances.map((event) => [`severed_relationships ${event.id}`, severed(event)] as const),
  ]);
  return new Map(
    told.flatMap(({ id, type, aboutId }) => {
      const cause = rows.get(`${type} ${aboutId}`);
      return cause ? [[id, cause] as const] : [];
    }),
  );
}

/** Whoever gave a report without an account: the district stands in for them. */
const reported = (report: Report, about: Actor, by: Actor | undefined): Cause => ({
  by,
  about,
  told: (accounts) => {
    const target = accounts.get(about.id);
    return target ? { report: reportEntity(report, target) } : {};
  },
});

/** AccountWarning. Whose objection stands in the report is not kept: it may be the reporter's, therefore none is told. */
const decided = ({ id, statement, postIds, decidedAt }: Decision, about: Actor): Cause => ({
  about,
  told: (accounts) => ({
    moderation_warning: {
      id,
      action: "delete_statuses",
      text: statement,
      status_ids: postIds,
      target_account: accounts.get(about.id),
      appeal: null,
      created_at: decidedAt.toISOString(),
    },
  }),
});

/** RelationshipSeveranceEvent. Who it was is listed nowhere: `purged` says so. */
const severed = ({ id, kind, targetName, followers, following, createdAt }: Severance): Cause => ({
  told: () => ({
    event: {
      id: String(id),
      type: kind,
      purged: true,
      target_name: targetName,
      followers_count: followers,
      following_count: following,
      created_at: createdAt.toISOString(),
    },
  }),
});
