import type { KvKey, KvStore, KvStoreListEntry, KvStoreSetOptions } from "@fedify/fedify";
import type { Ctx } from "../../platform/ctx.ts";
import { kvCompareAndSet, kvDelete, kvGet, kvList, kvSet } from "../../platform/kv.ts";

const millisecondsOf = (options: KvStoreSetOptions | undefined): number | null =>
  options?.ttl?.total("millisecond") ?? null;

/** Fedify's store over the table `kv`. */
export const fedifyKv = (ctx: Ctx): KvStore => ({
  async get<T>(key: KvKey): Promise<T | undefined> {
    // Whoever reads a key knows what it wrote there.
    return (await kvGet(ctx, key)) as T | undefined;
  },
  set: (key, value, options) => kvSet(ctx, key, value, millisecondsOf(options)),
  delete: (key) => kvDelete(ctx, key),
  cas: (key, expected, next, options) => kvCompareAndSet(ctx, key, expected, next, millisecondsOf(options)),
  async *list(prefix): AsyncIterable<KvStoreListEntry> {
    for (const { key, value } of await kvList(ctx, prefix)) {
      const [first, ...rest] = key;
      if (first !== undefined) yield { key: [first, ...rest], value };
    }
  },
});
