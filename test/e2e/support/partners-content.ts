import { noteRead } from "../../../src/features/partners/catalogue.store.ts";
import { noteMentions } from "../../../src/features/partners/directory.store.ts";
import { noteAbout, noteWish } from "../../../src/features/partners/partners.store.ts";
import { knownDistricts } from "../../../src/features/partners/partners.table.ts";
import { weekOf } from "../../../src/features/peers/relays.model.ts";
import { relays } from "../../../src/features/peers/relays.table.ts";
import type { Id } from "../../../src/platform/ids.ts";
import type { Content } from "../../support/content.ts";
import type { TestCtx } from "../../support/ctx.ts";
import { insertActor, insertFollow } from "../../support/rows.ts";

const OTHERS = [
  ["Degerloch", "Stuttgart", "partner"],
  ["Hasenberg", "Stuttgart", "partner"],
  ["Neckarvorstadt", "Stuttgart", "reading"],
  ["Stammheim", "Stuttgart", "followed"],
  ["Sendling am Westpark", "München", "requested"],
  ["Möhringen", "Stuttgart", "paused"],
  ["Kalk", "Köln", "asking"],
  ["Linden", "Hannover", "known"],
] as const;

export type PartnerKind = (typeof OTHERS)[number][2];

/** Districts in every state. @returns their row ids by state */
export async function addPartners(
  ctx: TestCtx,
  { district }: Pick<Content, "district">,
): Promise<Map<PartnerKind, Id>> {
  const ids = new Map<PartnerKind, Id>();
  for (const [name, city, kind] of OTHERS) {
    const handle = name.toLowerCase().replace("ö", "oe").replaceAll(" ", "_");
    const host = `${handle.replaceAll("_", "-")}.test`;
    const actor = await insertActor(ctx, {
      host,
      handle,
      name,
      type: "Group",
      kind: "district",
      discoverable: true,
      url: `https://${host}/@${handle}`,
      fields: [{ name: "Stadt", value: city }],
    });
    ids.set(kind, actor.id);
    const { uri, id: actorId } = actor;
    const times = { heardAt: ctx.now(), checkedAt: ctx.now(), verifiedAt: ctx.now() };
    await ctx.db.insert(knownDistricts).values({ uri, host, actorId, depth: 1, state: "verified", ...times });
    await standAs(ctx, district.actorId, actorId, kind);
  }
  await tie(ctx, "degerloch.test", "hasenberg.test");
  return ids;
}

async function standAs(ctx: TestCtx, own: Id, id: Id, kind: PartnerKind): Promise<void> {
  if (kind === "partner" || kind === "reading" || kind === "paused") {
    await insertFollow(ctx, own, id);
    await insertFollow(ctx, id, own);
    await noteRead(ctx, id, {
      total: 212,
      phase: kind === "reading" ? "objects" : "idle",
      ...(kind !== "reading" && { finishedAt: ctx.now() }),
    });
  }
  if (kind === "paused") await noteAbout(ctx, id, { pausedAt: ctx.now() });
  if (kind === "followed") await insertFollow(ctx, own, id);
  if (kind === "requested") {
    await insertFollow(ctx, own, id, "pending");
    await noteAbout(ctx, id, { askedAt: ctx.now(), askedText: "Wir haben gehört, dass Sie Rikschas verleihen." });
  }
  if (kind === "asking") {
    await insertFollow(ctx, id, own, "pending");
    await noteWish(ctx, id, "Wir sind ein Stadtteil mit vielen Treppen und würden gern von Ihnen lernen.");
  }
}

async function tie(ctx: TestCtx, one: string, other: string): Promise<void> {
  const rows = await ctx.db.select().from(knownDistricts);
  const uriAt = (host: string): string => rows.find((row) => row.host === host)?.uri ?? "";
  await noteMentions(ctx, one, [{ uri: uriAt(other), host: other, relation: "partner" }]);
  await noteMentions(ctx, other, [{ uri: uriAt(one), host: one, relation: "partner" }]);
}

/** Relays in every state. @returns the row id of one that accepted */
export async function addRelays(ctx: TestCtx): Promise<Id> {
  const [accepted, asked, refused] = [ctx.newId(), ctx.newId(), ctx.newId()];
  const rowOf = (id: Id, host: string) => ({
    id,
    host,
    dialect: "mastodon" as const,
    inboxUri: `https://${host}/inbox`,
    followUri: `${ctx.origin}/ap/a/1#relay-${id}`,
    askedAt: ctx.now(),
  });
  const counted = { week: weekOf(ctx.now()), received: 1234, kept: 987, dropped: 56, lastReceivedAt: ctx.now() };
  const actorUri = "https://verteiler-der-nachbarschaften.test/actor";
  await ctx.db.insert(relays).values([
    {
      ...rowOf(accepted, "verteiler-der-nachbarschaften.test"),
      ...{ dialect: "litepub", state: "accepted", actorUri, sharesOwn: true, answeredAt: ctx.now(), ...counted },
    },
    { ...rowOf(asked, "relay.test"), state: "asked" },
    { ...rowOf(refused, "streng.test"), state: "refused", answeredAt: ctx.now() },
  ]);
  return accepted;
}
