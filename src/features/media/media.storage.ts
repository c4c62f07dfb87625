import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Ctx } from "../../platform/ctx.ts";

/** Which of the stored forms of an upload. */
export type Variant = "whole" | "preview";

const KEY = /^[A-Za-z0-9_-]{22}$/;

/** A name in the store: 128 random bits, so that who does not know it cannot guess it. */
export const newStorageKey = (): string => randomBytes(16).toString("base64url");

/** Whether a string from outside can be a name in the store. */
export const isStorageKey = (text: string): boolean => KEY.test(text);

function pathOf(ctx: Ctx, key: string, variant: Variant): string {
  if (!isStorageKey(key)) throw new Error("not a storage key");
  return join(folderOf(ctx, key), variant === "whole" ? key : `${key}.klein`);
}

/** Two letters of the key make the folder, so that no folder grows without end. */
const folderOf = (ctx: Ctx, key: string): string => join(ctx.config.dataDir, "media", key.slice(0, 2));

/** Stores bytes under a key: written aside and renamed, so that a half-written file is never seen. */
export async function putStored(ctx: Ctx, key: string, variant: Variant, bytes: Uint8Array): Promise<void> {
  const path = pathOf(ctx, key, variant);
  await mkdir(folderOf(ctx, key), { recursive: true });
  const aside = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  const file = await open(aside, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
}

/** Opens what is stored under a key, with its size in bytes; null when there is nothing. Read it or cancel it. */
export async function openStored(
  ctx: Ctx,
  key: string,
  variant: Variant,
): Promise<{ bytes: number; stream: ReadableStream } | null> {
  const file = await open(pathOf(ctx, key, variant), "r").catch(() => null);
  if (!file) return null;
  const { size } = await file.stat();
  return { bytes: size, stream: Readable.toWeb(file.createReadStream()) as ReadableStream };
}

/** Removes all that is stored under a key; nothing there is no error. */
export async function removeStored(ctx: Ctx, key: string): Promise<void> {
  await Promise.all([rm(pathOf(ctx, key, "whole"), { force: true }), rm(pathOf(ctx, key, "preview"), { force: true })]);
}
