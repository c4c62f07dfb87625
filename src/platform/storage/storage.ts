import { randomBytes } from "node:crypto";
import type { Config } from "../config.ts";
import type { Ctx } from "../ctx.ts";
import { diskStore } from "./disk.ts";
import type { MediaStore, StoredFile } from "./types.ts";

/** Which of the stored forms of an upload. */
export type Variant = "whole" | "preview";

const KEY = /^[A-Za-z0-9_-]{22}$/;

/** A name in the store: 128 random bits, so that who does not know it cannot guess it. */
export const newStorageKey = (): string => randomBytes(16).toString("base64url");

/** Whether a string from outside can be a name in the store. */
export const isStorageKey = (text: string): boolean => KEY.test(text);

const VARIANTS: readonly Variant[] = ["whole", "preview"];

/** Two letters of the key make the folder, so that no folder grows without end. */
function nameOf(key: string, variant: Variant): string {
  if (!isStorageKey(key)) throw new Error("not a storage key");
  return `${key.slice(0, 2)}/${key}${variant === "whole" ? "" : ".klein"}`;
}

const stores = new WeakMap<Config, Promise<MediaStore>>();

/** The store of this instance: a bucket where one is named, else the data folder. */
function storeOf({ config }: Ctx): Promise<MediaStore> {
  const known = stores.get(config);
  if (known) return known;
  const opened = config.s3 ? bucketStore(config.s3) : Promise.resolve(diskStore(config.dataDir));
  stores.set(config, opened);
  return opened;
}

// Loaded where it is used: it brings a large library.
const bucketStore = async (bucket: NonNullable<Config["s3"]>): Promise<MediaStore> =>
  (await import("./s3.ts")).s3Store(bucket);

/** Stores bytes under a key. @throws AppError upstream when a bucket does not take them */
export async function putStored(ctx: Ctx, key: string, variant: Variant, bytes: Uint8Array): Promise<void> {
  await (await storeOf(ctx)).put(nameOf(key, variant), bytes);
}

/**
 * Opens what is stored under a key, with its size in bytes; null when there is nothing. Read it or cancel it.
 * @throws AppError upstream when a bucket does not answer
 */
export async function openStored(ctx: Ctx, key: string, variant: Variant): Promise<StoredFile | null> {
  return (await storeOf(ctx)).open(nameOf(key, variant));
}

/**
 * Removes all that is stored under a key; nothing there is no error.
 * @throws AppError upstream when a bucket does not answer
 */
export async function removeStored(ctx: Ctx, key: string): Promise<void> {
  const store = await storeOf(ctx);
  await Promise.all(VARIANTS.map((variant) => store.remove(nameOf(key, variant))));
}

/**
 * Moves all that is stored under a key from the data folder into the bucket, or back. Nothing there is no error: it was
 * moved before.
 * @returns how many files were moved
 */
export async function moveStored({ config }: Ctx, key: string, to: "bucket" | "disk"): Promise<number> {
  if (config.s3 === null) throw new Error("no bucket is named");
  const [disk, bucket] = [diskStore(config.dataDir), await bucketStore(config.s3)];
  const [from, target] = to === "bucket" ? [disk, bucket] : [bucket, disk];
  let moved = 0;
  for (const name of VARIANTS.map((variant) => nameOf(key, variant))) {
    const file = await from.open(name);
    if (!file) continue;
    await target.put(name, new Uint8Array(await new Response(file.stream).arrayBuffer()));
    await from.remove(name);
    moved += 1;
  }
  return moved;
}
