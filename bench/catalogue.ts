import { writeFileSync } from "node:fs";
import type { Sql } from "postgres";
import { readCatalogueQuery } from "../src/features/project-notes/catalogue-address.model.ts";
import { searchCatalogue } from "../src/features/project-notes/catalogue-search.queries.ts";
import type { Floors } from "./floors.ts";
import type { Row } from "./measure.ts";
import { type Cost, costAt, costOf, openNoting, targetHere } from "./noting.ts";
import type { Product } from "./product.ts";

/** What people ask of the catalogue, by the address of the API; each as often as it stands here. */
const MIX: readonly string[] = [
  "",
  "",
  "ergebnis=failed",
  "ergebnis=failed&ergebnis=mixed&kosten=low",
  "stadtteil=Stadtteil+17",
  "stadtteil=Stadtteil+17&stadtteil=Stadtteil+18&ergebnis=failed",
  "thema=thema3",
  "thema=thema250&thema=thema251",
  "nur=kit&aufwand=easy",
  "nur=elsewhere&fuer=older&kosten=low&dauer=month&bereich=church",
  "q=wort00012",
  "q=wort05000",
  "q=wort00300+wort00400",
  "q=wort00300&sortiert=date",
  "q=wort19000+wort18000",
  "q=Fahrradwerkstatt",
  "q=Fahrradwerkstat",
  "q=wort00040&ergebnis=succeeded&stadtteil=Stadtteil+3",
  "sortiert=nearness&nah=Stadtteil+17",
  "sortiert=nearness&nah=Stadtteil+17&ergebnis=failed&nur=kit",
];

async function seed(sql: Sql, notes: number): Promise<void> {
  await sql`select setseed(0.42)`;
  await sql`
    insert into actors (id, uri, type, kind, local, handle, host, name, url, inbox_uri, published_at, updated_at)
    select n, 'https://d' || n || '.test/a', 'Group', 'district', false, 'd' || n, 'd' || n || '.test', 'D' || n,
      'https://d' || n || '.test/', 'https://d' || n || '.test/inbox', now(), now()
    from generate_series(1, 200) n`;
  await sql`
    insert into posts (id, uri, url, local, author_id, kind, type, title, visibility, published_at, updated_at,
      document, etag, content)
    select n, 'https://x.test/' || n, 'https://x.test/' || n, false, 1 + n % 200, 'projectNote', 'Article', 'Titel',
      'public', now(), now(), repeat(md5(n::text), 60), '""', repeat(md5(n::text), 40)
    from generate_series(1, ${notes}::int) n`;
  await sql`
    insert into project_notes (post_id, status, outcome, fields, district_name)
    select n, 'running', 'ongoing', jsonb_build_object('title', 'Titel', 'summary', 'Kurz', 'goal', repeat(md5(n::text), 30)),
      'Stadtteil ' || 1 + n % 200
    from generate_series(1, ${notes}::int) n`;
  // 120 words a note, few of them often and many seldom, as in any language.
  await sql`
    insert into catalogue_entries (post_id, facets, kit, transfer_ready, here, arrived_at, at, title, search, version)
    select n, array[
        'outcome:' || (array['ongoing', 'succeeded', 'mixed', 'failed'])[1 + floor(random() * 4)::int],
        'status:' || (array['idea', 'running', 'completed', 'stopped'])[1 + floor(random() * 4)::int],
        'cost:' || (array['low', 'small', 'medium', 'large'])[1 + floor(random() * 4)::int],
        'difficulty:' || (array['easy', 'medium', 'demanding'])[1 + floor(random() * 3)::int],
        'duration:' || (array['month', 'quarter', 'year', 'longer'])[1 + floor(random() * 4)::int],
        'sector:' || (array['civic', 'nonprofit', 'municipal'])[1 + floor(random() * 3)::int],
        'sector:' || (array['business', 'church', 'foundation'])[1 + floor(random() * 3)::int],
        'targetGroup:' || (array['all', 'older', 'families'])[1 + floor(random() * 3)::int],
        'targetGroup:' || (array['youth', 'newcomers', 'disability'])[1 + floor(random() * 3)::int],
        'topic:thema' || floor(power(random(), 2) * 150) * 2, 'topic:thema' || floor(power(random(), 2) * 150) * 2 + 1,
        'district:Stadtteil ' || 1 + n % 200],
      random() < 0.2, random() < 0.02, random() < 0.02, now(),
      case when random() < 0.7 then point(random() * 6 - 3, 47 + random() * 8) end,
      words.title, setweight(words.title, 'A') || words.rest, 1
    from generate_series(1, ${notes}::int) n, lateral (
      select to_tsvector('german', string_agg(word, ' ') filter (where g <= 4)) as title,
        to_tsvector('german', string_agg(word, ' ') || case when n % 997 = 0 then ' fahrradwerkstatt' else '' end) as rest
      from (select g, 'wort' || lpad(floor(power(random(), 4) * 20000)::text, 5, '0') as word
        from generate_series(1, 120) g where g + n > 0) as drawn) as words`;
  await sql`insert into catalogue_words select 'wort' || lpad(n::text, 5, '0') from generate_series(0, 19999) n on conflict do nothing`;
  await sql`insert into catalogue_words values ('fahrradwerkstatt') on conflict do nothing`;
  await sql.unsafe("vacuum analyze");
}

/**
 * Searching a catalogue of many notes: the 95th percentile, over the mix, of the processor's time that a search costs
 * in the database, planning included.
 * @param plansTo file for the plan of every statement
 */
export async function benchCatalogue(product: Product, floors: Floors, notes: number, plansTo: string): Promise<Row> {
  await seed(product.sql, notes);
  const noting = openNoting(product.databaseUrl);
  const costs: Cost[] = [];
  for (const address of MIX) {
    const query = readCatalogueQuery(new URLSearchParams(address));
    costs.push(
      await costOf(product, noting, `?${address}`, () => searchCatalogue(noting.ctx, null, { query, limit: 12 })),
    );
  }
  await noting.sql.end();
  writeFileSync(plansTo, costs.map(({ plans }) => plans).join("\n"));
  const [p50, p95] = [costAt(costs, 0.5), costAt(costs, 0.95)];
  console.log(`search: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms; plans in ${plansTo}`);
  return { name: `search among ${notes} notes, p95`, node: 0, pg: p95, floor: targetHere(50, floors.sign), target: 1 };
}
