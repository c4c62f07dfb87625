import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { S3Config } from "../config.ts";
import { AppError } from "../errors.ts";
import type { MediaStore } from "./types.ts";

/** In front of all names, so that a bucket may hold other things, too: the same path as below the data folder. */
const FOLDER = "media/";

/** Files in a bucket. Nothing there is public, nor of a type that anybody shows: they are served by us. */
export function s3Store({ endpoint, bucket, region, pathStyle, ...credentials }: S3Config): MediaStore {
  const client = new S3Client({
    ...{ endpoint, region, credentials, forcePathStyle: pathStyle },
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
    // Many stores that speak S3 do not know the newer checksums.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  const at = (name: string) => ({ Bucket: bucket, Key: `${FOLDER}${name}` });
  return {
    async put(name, bytes) {
      const ContentType = "application/octet-stream";
      await client.send(new PutObjectCommand({ ...at(name), Body: bytes, ContentType })).catch(refused);
    },
    async open(name) {
      try {
        const { Body, ContentLength } = await client.send(new GetObjectCommand(at(name)));
        if (!(Body instanceof Readable) || ContentLength === undefined) throw new Error("no body");
        return { bytes: ContentLength, stream: Readable.toWeb(Body) as ReadableStream };
      } catch (error) {
        if (error instanceof S3ServiceException && error.name === "NoSuchKey") return null;
        return refused(error);
      }
    },
    async remove(name) {
      await client.send(new DeleteObjectCommand(at(name))).catch(refused);
    },
  };
}

const refused = (cause: unknown): never => {
  throw new AppError("upstream", "media.store-away", "The store that keeps the files does not answer.", { cause });
};
