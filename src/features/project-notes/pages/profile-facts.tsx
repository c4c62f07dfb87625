import type { Frame } from "../../../ui/env.ts";
import { formatDay, formatMonth, formatNumber } from "../../../ui/format.ts";
import type { Translate } from "../../../ui/i18n/i18n.ts";
import type { DescriptionItem } from "../../../ui/parts/description-list.tsx";
import { RichText } from "../../../ui/parts/rich-text.tsx";
import { SECTORS } from "../../actors/actors.model.ts";
import type { Actor } from "../../actors/actors.queries.ts";
import { emojisOf, type OrganisationHere } from "./profile-props.ts";

/** How many follow is said like any other fact, and only of local accounts, where the number is right. */
export function facts(frame: Frame, actor: Actor, organisation: OrganisationHere | null): DescriptionItem[] {
  const { t, locale } = frame;
  const sector = SECTORS.find((code) => code === actor.sector);
  // An organisation of ours says more precisely what it is.
  const kind = actor.kind === "instance" || organisation ? null : t(`actors.kind.${actor.kind}`);
  const items: (DescriptionItem | null)[] = [
    kind === null ? null : { term: t("actors.kind"), value: kind },
    sector === undefined ? null : { term: t("actors.sector"), value: t(`terms.sector.${sector}`) },
    // Its fields say the same to peers, in German only.
    ...(organisation ? detailsOf(frame, organisation) : fieldsOf(frame, actor)),
    actor.local ? { term: t("actors.since"), value: formatMonth(locale, actor.publishedAt) } : null,
    actor.local ? { term: t("actors.followers"), value: countText(t, locale, actor.followersCount) } : null,
    actor.local ? { term: t("actors.following"), value: countText(t, locale, actor.followingCount) } : null,
  ];
  return items.filter((item) => item !== null);
}

const fieldsOf = (frame: Frame, actor: Actor): DescriptionItem[] =>
  actor.fields.map(({ name, value, verifiedAt }) => ({
    term: <bdi>{name}</bdi>,
    value: (
      <>
        <RichText html={value} emojis={emojisOf(frame, actor)} />
        {verifiedAt !== undefined && (
          <p class="small soft">{frame.t("actors.verified", { day: formatDay(frame.locale, new Date(verifiedAt)) })}</p>
        )}
      </>
    ),
  }));

function detailsOf({ t }: Frame, { details }: OrganisationHere): DescriptionItem[] {
  const { kind, address, website, openForCooperation } = details;
  const link = website && (
    <a href={website} rel="me nofollow noopener noreferrer">
      {website}
    </a>
  );
  return [
    { term: t("organisations.kind"), value: t(`organisations.kind.${kind}`) },
    ...(address ? [{ term: t("organisations.address"), value: <bdi>{address}</bdi> }] : []),
    ...(link ? [{ term: t("organisations.website"), value: link, className: "address" }] : []),
    ...(openForCooperation ? [{ term: t("organisations.open"), value: t("organisations.open.hint") }] : []),
  ];
}

const countText = (t: Translate, locale: Frame["locale"], count: number): string =>
  count === 1 ? t("actors.count.one") : t("actors.count.many", { count: formatNumber(locale, count) });
