import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import type { Actor } from "../../../src/features/actors/actors.queries.ts";
import { peers } from "../../../src/features/actors/actors.table.ts";
import type { District } from "../../../src/features/district/district.model.ts";
import type { Media } from "../../../src/features/media/media.queries.ts";
import { media } from "../../../src/features/media/media.table.ts";
import type { Ctx } from "../../../src/platform/ctx.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";
import { insertActor, insertFollow } from "../../support/rows.ts";

export interface Setting {
  readonly ctx: TestCtx;
  readonly district: District;
  readonly anna: Account;
  readonly bert: Account;
  readonly admin: Account;
}

/** A district with two members and an admin. */
export async function createSetting(): Promise<Setting> {
  const ctx = await createTestCtx();
  const district = await setUpDistrict(ctx);
  const [anna, bert, admin] = [
    await createMember(ctx, "anna"),
    await createMember(ctx, "bert"),
    await createMember(ctx, "chefin", "admin"),
  ];
  return { ctx, district, anna, bert, admin };
}

/** An upload of a member, without its file. */
export async function insertUpload(
  ctx: Ctx,
  owner: Account,
  given: Partial<typeof media.$inferInsert> = {},
): Promise<Media> {
  const id = ctx.newId();
  const [item] = await ctx.db
    .insert(media)
    .values({
      id,
      accountId: owner.accountId,
      kind: "image",
      storageKey: id.padStart(22, "A"),
      mediaType: "image/jpeg",
      fileName: "bild.jpg",
      bytes: 1000,
      digest: "zQmdprRcyaXv6TBnfSmE7gkxBP2BKqnFqYUAGp1uSFjNFQ3",
      width: 1600,
      height: 900,
      createdAt: ctx.now(),
      ...given,
    })
    .returning();
  if (!item) throw new Error("no upload");
  return item;
}

/** A remote follower on a host that takes this form of Announce. */
export async function insertFollower(
  ctx: Ctx,
  followeeId: string,
  host: string,
  form: "plain" | "wrapped",
): Promise<Actor> {
  await ctx.db.insert(peers).values({ host, announceForm: form }).onConflictDoNothing();
  const follower = await insertActor(ctx, { host, handle: "fan", sharedInboxUri: `https://${host}/inbox` });
  await insertFollow(ctx, follower.id, followeeId);
  return follower;
}
