import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { whenFileIsDone } from "./closing.ts";

const [REGION, ACCESS_KEY, SECRET] = ["eu-test-1", "AKTEST", "geheim/+="];

/** A bucket on loopback that takes only what is signed with its secret (SigV4, written down anew from AWS's description). */
export interface S3Server {
  /** Settings of a district that keeps its uploads there. */
  readonly environment: Readonly<Record<string, string>>;
  /** What lies there, by name. */
  readonly objects: Map<string, Buffer>;
  /** Method and path of every request that was let in. */
  readonly requests: string[];
  /** Whom it turned away, and why. */
  readonly refused: string[];
  /** From now on it answers 503, or works again. */
  fail(failing: boolean): void;
}

const sha256 = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;

const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/** Why a request is not let in; null when it is signed as it should be. */
function faultOf(request: IncomingMessage, body: Buffer): string | null {
  const [, key, day = "", region = "", names = "", signature] =
    AUTHORIZATION.exec(request.headers.authorization ?? "") ?? [];
  const headers = request.headers;
  const moment = String(headers["x-amz-date"] ?? "");
  if (key !== ACCESS_KEY || region !== REGION) return "InvalidAccessKeyId";
  const signedAt = Date.parse(moment.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (!(Math.abs(Date.now() - signedAt) < 15 * 60_000) || !moment.startsWith(day)) return "RequestTimeTooSkewed";
  if (!["host", "x-amz-date", "x-amz-content-sha256"].every((name) => names.split(";").includes(name)))
    return "Unsigned";
  const payload = String(headers["x-amz-content-sha256"]);
  if (payload !== sha256(body)) return "XAmzContentSHA256Mismatch";
  const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
  const query = [...searchParams].map(([name, value]) => `${escaped(name)}=${escaped(value)}`).sort();
  const lines = names.split(";").map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, " ")}\n`);
  const canonical = [request.method, pathname, query.join("&"), lines.join(""), names, payload].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const signing = [day, region, "s3", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${SECRET}`);
  const expected = hmac(signing, ["AWS4-HMAC-SHA256", moment, scope, sha256(canonical)].join("\n")).toString("hex");
  return expected === signature ? null : "SignatureDoesNotMatch";
}

/** Starts it; it ends with the test file. */
export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const requests: string[] = [];
  const refused: string[] = [];
  let failing = false;

  const fault = (response: ServerResponse, status: number, code: string): void => {
    response.writeHead(status, { "Content-Type": "application/xml" });
    response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  };
  const perform = (request: IncomingMessage, path: string, body: Buffer, response: ServerResponse): void => {
    const name = /^\/eimer\/(.+)$/.exec(decodeURIComponent(path))?.[1];
    const found = name === undefined ? undefined : objects.get(name);
    if (name === undefined) fault(response, 404, "NoSuchBucket");
    else if (request.method === "PUT") {
      objects.set(name, body);
      response.writeHead(200, { ETag: `"${sha256(body)}"` }).end();
    } else if (request.method === "DELETE") {
      objects.delete(name);
      response.writeHead(204).end();
    } else if (found === undefined) fault(response, 404, "NoSuchKey");
    else {
      response.writeHead(200, { "Content-Type": "application/octet-stream", "Content-Length": found.length });
      response.end(found);
    }
  };
  const answer = (request: IncomingMessage, body: Buffer, response: ServerResponse): void => {
    const reason = failing ? null : faultOf(request, body);
    if (failing) fault(response, 503, "ServiceUnavailable");
    else if (reason !== null) {
      refused.push(reason);
      fault(response, 403, reason);
    } else {
      const { pathname } = new URL(request.url ?? "", "http://x");
      requests.push(`${request.method} ${pathname}`);
      perform(request, pathname, body, response);
    }
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => answer(request, Buffer.concat(chunks), response));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  whenFileIsDone(async () => {
    server.closeAllConnections();
    await new Promise<void>((closed) => server.close(() => closed()));
  });
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      S3_BUCKET: "eimer",
      S3_REGION: REGION,
      S3_ACCESS_KEY_ID: ACCESS_KEY,
      S3_SECRET_ACCESS_KEY: SECRET,
    },
    ...{ objects, requests, refused },
    fail: (now) => {
      failing = now;
    },
  };
}
