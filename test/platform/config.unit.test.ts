import { expect, test } from "vitest";
import { parseConfig } from "../../src/platform/config.ts";

const BUCKET = {
  S3_ENDPOINT: "https://s3.example/",
  S3_BUCKET: "heslach-media",
  S3_ACCESS_KEY_ID: "AK",
  S3_SECRET_ACCESS_KEY: "geheim",
};

test("uploads lie in the data folder unless a bucket is named", () => {
  expect(parseConfig({}).s3).toBeNull();
  expect(parseConfig(BUCKET).s3).toEqual({
    endpoint: "https://s3.example",
    bucket: "heslach-media",
    region: "us-east-1",
    accessKeyId: "AK",
    secretAccessKey: "geheim",
    pathStyle: true,
  });
  const aws = parseConfig({ ...BUCKET, S3_REGION: "eu-central-1", S3_PATH_STYLE: "false" }).s3;
  expect(aws).toMatchObject({ region: "eu-central-1", pathStyle: false });
});

test.each(Object.keys(BUCKET))("a bucket without %s is refused by that name", (name) => {
  expect(() => parseConfig({ ...BUCKET, [name]: undefined })).toThrow(`${name} not set`);
});

test("what cannot be a store is refused, and the secret is not shown", () => {
  expect(() => parseConfig({ ...BUCKET, S3_ENDPOINT: "s3.example" })).toThrow("S3_ENDPOINT");
  expect(() => parseConfig({ ...BUCKET, S3_BUCKET: "../x" })).toThrow("S3_BUCKET");
  expect(() => parseConfig({ ...BUCKET, S3_PATH_STYLE: "ja" })).toThrow("S3_PATH_STYLE");
  expect(() => parseConfig({ ...BUCKET, S3_PATH_STYLE: "ja" })).not.toThrow("geheim");
});
