import { eq, sql } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { escapeHtml, textToHtml } from "../../platform/html.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { ownHost } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { announceProfile, createLocalActor, followOrigin, refreshActorDocument } from "../actors/actors.usecases.ts";
import { accentProblem } from "./accent.model.ts";
import { accentRefused, alreadySetUp, notSetUp, onlyAdmins, originChanged } from "./district.errors.ts";
import type { District, FederationMode, Imprint } from "./district.model.ts";
import { districtOf, forgetDistrict } from "./district.queries.ts";
import { district } from "./district.table.ts";

export interface DistrictInput {
  readonly name: string;
  readonly city: string;
  /** Plain text; a blank line parts paragraphs. */
  readonly about: string;
  /** `#rrggbb` */
  readonly accent: string;
  readonly imprint?: Imprint | null | undefined;
}

const INSTANCE_HANDLE = "instanz";
const INSTANCE_SUMMARY = "<p>Technisches Konto dieser Instanz.</p>";

function checkAccent(accent: string): void {
  const problem = accentProblem(accent);
  if (problem) throw accentRefused(problem);
}

const fieldsFor = (city: string) => [{ name: "Stadt", value: escapeHtml(city) }];

/**
 * Sets the instance up: its technical actor, the district's Group actor, and the district itself.
 * @throws AppError `district.already-set-up`, `district.accent-*`, `actors.handle-*`
 */
export async function createDistrict(ctx: Ctx, input: DistrictInput & { readonly handle: string }): Promise<District> {
  checkAccent(input.accent);
  const created = await inTransaction(ctx, async (tx) => {
    const [exists] = await tx.db.select({ one: district.one }).from(district);
    if (exists) throw alreadySetUp();
    const instance = await createLocalActor(tx, {
      kind: "instance",
      handle: INSTANCE_HANDLE,
      name: ownHost(ctx),
      summary: INSTANCE_SUMMARY,
      manuallyApprovesFollowers: true,
    });
    const group = await createLocalActor(tx, {
      kind: "district",
      handle: input.handle,
      name: input.name,
      summary: textToHtml(input.about),
      fields: fieldsFor(input.city),
      discoverable: true,
      indexable: true,
    });
    await refreshActorDocument(tx, instance.id);
    await tx.db.insert(district).values({
      actorId: group.id,
      instanceActorId: instance.id,
      city: input.city,
      about: input.about,
      accent: input.accent.toLowerCase(),
      imprint: input.imprint ?? null,
      origin: ctx.origin,
      createdAt: ctx.now(),
    });
    forgetDistrict(ctx);
    return districtOf(tx);
  });
  forgetDistrict(ctx);
  if (!created) throw notSetUp();
  return created;
}

/**
 * Changes the district, and tells its followers when its profile changed.
 * @throws AppError `district.only-admins`, `district.not-set-up`, `district.accent-*`
 */
export async function updateDistrict(ctx: Ctx, viewer: Viewer, input: DistrictInput): Promise<District> {
  if (viewer.role !== "admin") throw onlyAdmins();
  checkAccent(input.accent);
  const known = await districtOf(ctx);
  if (!known) throw notSetUp();
  await inTransaction(ctx, async (tx) => {
    const { name, city, about } = input;
    const imprint = input.imprint === undefined ? known.imprint : input.imprint;
    await tx.db.update(district).set({ city, about, accent: input.accent.toLowerCase(), imprint });
    if (name === known.name && city === known.city && about === known.about) return;
    await tx.db
      .update(actors)
      .set({ name, summary: textToHtml(about), fields: fieldsFor(city), updatedAt: ctx.now() })
      .where(eq(actors.id, known.actorId));
    await announceProfile(tx, known.actorId);
  });
  forgetDistrict(ctx);
  return (await districtOf(ctx)) ?? known;
}

/**
 * Chooses with whom the server exchanges anything, and whether the list of blocked servers is public. Holds in all
 * processes within seconds. Follows are kept: those of servers that are left out rest until they are let in again.
 * @throws AppError `district.only-admins`, `district.not-set-up`
 */
export async function chooseExchange(
  ctx: Ctx,
  viewer: Viewer,
  { mode, publishesBlocks }: { readonly mode: FederationMode; readonly publishesBlocks: boolean },
): Promise<void> {
  if (viewer.role !== "admin") throw onlyAdmins();
  const changed = await ctx.db
    .update(district)
    .set({ federationMode: mode, publishesBlocks })
    .returning({ one: district.one });
  if (changed.length === 0) throw notSetUp();
  forgetDistrict(ctx);
}

/**
 * Brings the ids of what is here in line with ORIGIN at the start. As long as the instance was tried out under plain
 * http nobody else knows its ids, so they are rewritten; ids under https are known elsewhere and cannot change.
 * @throws AppError `district.origin-changed`: refuse to start, its message says what to do
 */
export async function reconcileOrigin(ctx: Ctx): Promise<void> {
  const changed = await inTransaction(ctx, async (tx) => {
    const [row] = await tx.db.select().from(district).for("update");
    if (!row || row.origin === ctx.origin) return false;
    if (!row.origin.startsWith("http:")) throw originChanged(row.origin, ctx.origin);
    await rewriteAddresses(tx, row.origin);
    await tx.db.update(district).set({ origin: ctx.origin });
    await followOrigin(tx, row.origin);
    return true;
  });
  if (changed) forgetDistrict(ctx);
}

/**
 * Replaces the old origin in every text and JSON column of the database: no table can be forgotten here. Their ETags
 * follow the documents.
 */
async function rewriteAddresses(ctx: Ctx, from: string): Promise<void> {
  const columns = await ctx.db.execute<{ table_name: string; column_name: string; data_type: string }>(sql`
    select columns.table_name, columns.column_name, columns.data_type
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and tables.table_type = 'BASE TABLE' and columns.data_type in ('text', 'jsonb')`);
  for (const { table_name, column_name, data_type } of columns) {
    const [table, column] = [sql.identifier(table_name), sql.identifier(column_name)];
    await ctx.db.execute(sql`
      update ${table} set ${column} = replace(${column}::text, ${`${from}/`}, ${`${ctx.origin}/`})::${sql.raw(data_type)}
      where position(${`${from}/`} in ${column}::text) > 0`);
  }
  await ctx.db.execute(sql`
    update posts set etag = '"' || left(translate(encode(sha256(convert_to(document, 'UTF8')), 'base64'), '+/', '-_'), 27) || '"'
    where local`);
}
