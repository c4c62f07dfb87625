import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import type { MediaStore } from "./types.ts";

/** Files in the data folder. */
export function diskStore(dataDir: string): MediaStore {
  const pathOf = (name: string): string => join(dataDir, "media", name);
  return {
    async put(name, bytes) {
      const path = pathOf(name);
      await mkdir(dirname(path), { recursive: true });
      // Written aside and renamed, so that a half-written file is never seen.
      const aside = `${path}.${randomBytes(6).toString("hex")}.tmp`;
      const file = await open(aside, "wx", 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(aside, path);
    },
    async open(name) {
      const file = await open(pathOf(name), "r").catch(() => null);
      if (!file) return null;
      const { size } = await file.stat();
      return { bytes: size, stream: Readable.toWeb(file.createReadStream()) as ReadableStream };
    },
    remove: (name) => rm(pathOf(name), { force: true }),
  };
}
