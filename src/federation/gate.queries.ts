import type { Actor } from "../features/actors/actors.queries.ts";
import { hostAndParents } from "../platform/ap-uris.ts";
import { perPool, takeTurns } from "../platform/coalesce.ts";
import type { Ctx } from "../platform/ctx.ts";
import type { Id } from "../platform/ids.ts";
import type { Standing } from "./peer-rules.ts";

/** As much of an actor as the gate needs; the row itself is wide. */
export interface Signer extends Pick<Actor, "id" | "uri" | "host"> {
  /** Suspended here, or gone there: verified, and without effect. */
  readonly silenced: boolean;
}

/** An actor that we know, with the key that its row holds. */
export interface KnownSigner extends Signer, Pick<Actor, "local" | "publicKeyId" | "publicKeyPem"> {}

/** What is known of a request before its signature is checked: `blocked` if one of its hosts is, `trusted` if all are. */
export interface Acquaintance extends Standing {
  /** The actor that the key may be of, if we know it. */
  readonly signer: KnownSigner | null;
}

interface Question {
  readonly hosts: readonly string[];
  readonly keyId: string;
  /** The actor whose key it must be; null: whoever owns the key. */
  readonly claimed: string | null;
}

/** What must be known of every activity that comes in: of a crowd, in one statement. */
export const acquaintanceOf = (ctx: Ctx, question: Question): Promise<Acquaintance> => asking(ctx)(question);

const asking = perPool((ctx) => takeTurns((questions: readonly Question[]) => ask(ctx, questions), 64));

async function ask(ctx: Ctx, questions: readonly Question[]): Promise<Acquaintance[]> {
  const names = questions.map(({ hosts }) => [...new Set(hosts.flatMap(hostAndParents))].join(" "));
  const exact = questions.map(({ hosts }) => [...new Set(hosts)].join(" "));
  const uris = questions.map(({ claimed }) => claimed);
  const keyIds = questions.map(({ keyId }) => keyId);
  const rows = await ctx.sql<(KnownSigner & { id: Id | null; blocked: boolean; trusted: boolean })[]>`
    select signer.*, exists (
      select from peers where blocked_at is not null and host = any (string_to_array(asked.names, ' '))) as blocked,
      (select count(*) from peers where trusted_at is not null and host = any (string_to_array(asked.exact, ' ')))
        = cardinality(string_to_array(asked.exact, ' ')) as trusted
    from unnest(${names}::text[], ${exact}::text[], ${uris}::text[], ${keyIds}::text[]) with ordinality as asked (names, exact, uri, key_id, place)
    left join lateral (
      select id::text, uri, host, local, public_key_id as "publicKeyId", public_key_pem as "publicKeyPem",
        (suspended_at is not null or deleted_at is not null) as silenced
      from (
        select * from actors where asked.uri is not null and actors.uri = asked.uri
        union all
        select * from actors where asked.uri is null and actors.public_key_id = asked.key_id
      ) as found limit 1
    ) as signer on true
    order by asked.place`;
  return rows.map((row) => ({ blocked: row.blocked, trusted: row.trusted, signer: row.id === null ? null : row }));
}
