import { brotliCompressSync, gzipSync } from "node:zlib";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { peers } from "../../src/features/actors/actors.table.ts";
import { fetchDocument, fetchJson, newFetchBudget } from "../../src/federation/fetch/fetch-document.ts";
import { readSignature } from "../../src/federation/signatures/http-signature.ts";
import { AppError } from "../../src/platform/errors.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { createPeer, type Peer, type ReceivedRequest } from "../support/peer.ts";

let us: Instance;
let peer: Peer;
let serial = 0;
/** Two a second until the deadline of ten, on the clock that it goes by too: a slow machine makes them fewer. */
const MOST_DRIPS = 21;

beforeAll(async () => {
  us = await createInstance();
  peer = await createPeer(us.network, "victim.test", us.ctx.now);
});

beforeEach(() => {
  peer.requests.length = 0;
  us.network.asked.length = 0;
});

/** A path that nobody asked for before: misses are remembered. */
const path = (): string => {
  serial += 1;
  return `/things/${serial}`;
};

const noteAt = (where: string, more: Record<string, unknown> = {}) => ({
  "@context": "https://www.w3.org/ns/activitystreams",
  id: `${peer.origin}${where}`,
  type: "Note",
  ...more,
});

const failure = async (uri: string): Promise<string> => {
  const error = await fetchDocument(us.ctx, uri).then(
    () => "fetched",
    (cause) => cause,
  );
  return error instanceof AppError ? error.kind : String(error);
};

describe("fetching a document", () => {
  test("the text is kept byte for byte, the document is read", async () => {
    const where = path();
    const text = `{ "@context":"https://www.w3.org/ns/activitystreams",\n "type" :"Note","id":"${peer.origin}${where}","content":"\\u00fc ü" }`;
    peer.serve(where, {
      text,
      headers: { "content-type": 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"' },
    });
    const found = await fetchDocument(us.ctx, `${peer.origin}${where}`);
    expect(found.text).toBe(text);
    expect(found.document.content).toBe("ü ü");
    expect(found.uri).toBe(`${peer.origin}${where}`);
  });

  test("a GET is signed by the instance actor: draft-cavage over request target, host and date", async () => {
    const where = path();
    peer.serve(where, noteAt(where));
    await fetchDocument(us.ctx, `${peer.origin}${where}`);
    const [request] = peer.at(where);
    expect(request?.headers.signature).toContain(
      `keyId="https://heslach.test/ap/a/${us.district.instanceActorId}#main-key"`,
    );
    expect(request?.headers.signature).toContain('headers="(request-target) host date"');
    expect(request?.headers["accept-encoding"]).toBe("identity");
    expect(request?.headers["user-agent"]).toContain("heslach.test");
    expect(isSignedWell(request)).toBe(true);
  });

  /** Our own reader accepts it: it is proved against other verifiers elsewhere. */
  function isSignedWell(request: ReceivedRequest | undefined): boolean {
    const url = new URL(request?.path ?? "", peer.origin);
    const other = { ...us.ctx, origin: "https://victim.test" };
    readSignature(other, { method: "GET", url, headers: new Headers(request?.headers) });
    return true;
  }

  test("after a 401 the other signature scheme is tried, and remembered for the host", async () => {
    const modern = await createPeer(us.network, "modern.test", us.ctx.now);
    const answer = (where: string) => (request: ReceivedRequest, response: import("node:http").ServerResponse) => {
      if (request.headers["signature-input"] === undefined) response.writeHead(401).end();
      else return { ...noteAt(where), id: `${modern.origin}${where}` };
      return undefined;
    };
    for (const where of ["/first", "/second"]) {
      modern.serve(where, answer(where));
      await fetchDocument(us.ctx, `${modern.origin}${where}`);
    }
    expect(modern.at("/first")).toHaveLength(2);
    expect(modern.at("/second")).toHaveLength(1);
    expect(modern.at("/second")[0]?.headers["signature-input"]).toContain('"@method" "@target-uri"');
  });

  test("404 is notFound, 410 is gone, 500 is upstream", async () => {
    expect(await failure(`${peer.origin}/nothing`)).toBe("notFound");
    peer.serve("/gone", { status: 410, text: "" });
    expect(await failure(`${peer.origin}/gone`)).toBe("gone");
    peer.serve("/broken", { status: 500, text: "" });
    expect(await failure(`${peer.origin}/broken`)).toBe("upstream");
  });

  test("a miss is remembered for a while", async () => {
    const where = path();
    expect(await failure(`${peer.origin}${where}`)).toBe("notFound");
    expect(await failure(`${peer.origin}${where}`)).toBe("notFound");
    expect(peer.at(where)).toHaveLength(1);
    peer.serve(where, noteAt(where));
    us.ctx.advance(301_000);
    expect(await failure(`${peer.origin}${where}`)).toBe("fetched");
  });

  test("eight that ask at once make one request", async () => {
    const where = path();
    peer.serve(where, noteAt(where));
    await Promise.all(Array.from({ length: 8 }, () => fetchDocument(us.ctx, `${peer.origin}${where}`)));
    expect(peer.at(where)).toHaveLength(1);
  });

  test("38 a document with another id of the same host is asked for once more at that id", async () => {
    const [alias, real] = [path(), path()];
    peer.serve(alias, noteAt(real));
    peer.serve(real, noteAt(real, { content: "echt" }));
    const found = await fetchDocument(us.ctx, `${peer.origin}${alias}`);
    expect(found.uri).toBe(`${peer.origin}${real}`);
    expect(found.document.content).toBe("echt");
  });

  test("38 a document with an id of another host, or none, is refused", async () => {
    const [foreign, none, circle] = [path(), path(), path()];
    peer.serve(foreign, { ...noteAt(foreign), id: "https://elsewhere.test/1" });
    peer.serve(none, { type: "Note" });
    const other = path();
    peer.serve(circle, noteAt(other));
    peer.serve(other, noteAt(circle));
    for (const where of [foreign, none, circle]) expect(await failure(`${peer.origin}${where}`)).toBe("upstream");
    expect(us.network.asked).not.toContain("GET https://elsewhere.test/1");
  });

  test.each(["image/png", "text/plain", "application/json", "text/html", "application/ld+json", "video/mp4", ""])(
    "T075, 42 a document as %j is refused",
    async (type) => {
      const where = path();
      peer.serve(where, { text: JSON.stringify(noteAt(where)), headers: type === "" ? {} : { "content-type": type } });
      expect(await failure(`${peer.origin}${where}`)).toBe("upstream");
    },
  );

  test("T076, 42 a body of 64 MiB is left at 1 MiB", async () => {
    const where = path();
    let sent = 0;
    peer.serve(where, (_request, response) => {
      response.writeHead(200, { "content-type": "application/activity+json" });
      const chunk = Buffer.alloc(64 * 1024, " ");
      const pump = (): void => {
        while (sent < 64 * 1024 * 1024 && !response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) return;
        }
        response.end();
      };
      response.on("drain", pump);
      pump();
      return undefined;
    });
    const before = process.memoryUsage().rss;
    expect(await failure(`${peer.origin}${where}`)).toBe("upstream");
    expect(sent).toBeLessThan(16 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  test.each([
    ["gzip", () => gzipSync(Buffer.alloc(32 * 1024 * 1024))],
    ["br", () => brotliCompressSync(Buffer.from("{}"))],
    ["gzip, gzip", () => gzipSync(gzipSync(Buffer.from("{}")))],
    ["deflate", () => Buffer.from("{}")],
  ])("T077, 42 an answer encoded as %s is refused", async (encoding, body) => {
    const where = path();
    peer.serve(where, (_request, response) => {
      const headers = { "content-type": "application/activity+json", "content-encoding": encoding };
      response.writeHead(200, headers).end(body());
      return undefined;
    });
    const before = process.memoryUsage().rss;
    expect(await failure(`${peer.origin}${where}`)).toBe("upstream");
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  test.concurrent("T078, 42 a body in drips ends at the deadline for everything", async () => {
    const where = path();
    let drips = 0;
    peer.serve(where, (_request, response) => {
      response.writeHead(200, { "content-type": "application/activity+json" });
      const drip = setInterval(() => response.write(" ", () => (drips += 1)), 500);
      response.on("close", () => clearInterval(drip));
      return undefined;
    });
    expect(await failure(`${peer.origin}${where}`)).toBe("upstream");
    expect(drips).toBeLessThanOrEqual(MOST_DRIPS);
  });

  test.concurrent("T079 headers that never end, and headers of 64 kB", async () => {
    const [slow, large] = [path(), path()];
    let drips = 0;
    peer.serve(slow, (_request, response) => {
      response.socket?.write("HTTP/1.1 200 OK\r\n");
      const drip = setInterval(() => response.socket?.write("x-a: b\r\n", () => (drips += 1)), 500);
      response.socket?.on("close", () => clearInterval(drip));
      return undefined;
    });
    peer.serve(large, {
      text: "{}",
      headers: { "content-type": "application/activity+json", "x-large": "x".repeat(65_536) },
    });
    expect(await failure(`${peer.origin}${large}`)).toBe("upstream");
    expect(await failure(`${peer.origin}${slow}`)).toBe("upstream");
    expect(drips).toBeLessThanOrEqual(MOST_DRIPS);
  });

  test("T080 alternates are not followed, in HTML or in a Link header", async () => {
    const [page, target] = [path(), path()];
    const links = `<a <link rel="alternate" type="application/activity+json" href="${peer.origin}${target}">`;
    peer.serve(page, {
      text: `<html>${"<a ".repeat(300_000)}${links}`,
      headers: {
        "content-type": "text/html",
        link: `<${peer.origin}${target}>; rel="alternate"; type="application/activity+json"`,
      },
    });
    // Looking for the end of each tag anew would not be done when the test's time is over.
    expect(await failure(`${peer.origin}${page}`)).toBe("upstream");
    expect(peer.requests).toHaveLength(1);
  });

  test("T081, 42 at most three redirects, on the same host, over https", async () => {
    const redirect = (from: string, to: string) =>
      peer.serve(from, { status: 302, text: "", headers: { location: to } });
    const [a, b, c, d, e] = [path(), path(), path(), path(), path()] as const;
    redirect(a, b);
    redirect(b, c);
    redirect(c, `${peer.origin}${d}`);
    peer.serve(d, noteAt(a));
    expect(await failure(`${peer.origin}${a}`)).toBe("fetched");
    redirect(e, a);
    expect(await failure(`${peer.origin}${e}`)).toBe("upstream");
    const loop = path();
    redirect(loop, loop);
    expect(await failure(`${peer.origin}${loop}`)).toBe("upstream");
    await createPeer(us.network, "elsewhere.test", us.ctx.now);
    us.network.asked.length = 0;
    for (const to of [
      "http://victim.test/x",
      "file:///etc/passwd",
      "https://elsewhere.test/x",
      "data:,x",
      "https://",
    ]) {
      const from = path();
      redirect(from, to);
      expect(await failure(`${peer.origin}${from}`), to).toBe("upstream");
    }
    expect(us.network.asked).toHaveLength(5);
  });

  test.each(["https://127.0.0.1/x", "https://[::1]/x", "https://10.0.0.1/", "https://victim.test:8443/"])(
    "T087 a redirect to %s is refused at the hop",
    async (to) => {
      const from = path();
      peer.serve(from, { status: 307, text: "", headers: { location: to } });
      expect(await failure(`${peer.origin}${from}`)).toBe("upstream");
      expect(us.network.asked).toEqual([`GET ${peer.origin}${from}`]);
    },
  );

  test.each([
    "https://victim.test/a\r\nX-Injected: 1",
    "https://victim.test/a b",
    "https://user:pw@victim.test/",
    "https://user@victim.test/",
    "https://victim.test\\@elsewhere.test/",
    "http://victim.test/",
    "ftp://victim.test/",
    "https://victim.test:8443/",
    "javascript:alert(1)",
    "not an address",
    "",
    `https://victim.test/${"x".repeat(2_000)}`,
  ])("T091 %j is not asked for", async (uri) => {
    expect(await failure(uri)).toBe("upstream");
    expect(us.network.asked).toEqual([]);
  });

  test("T095 a budget of five fetches is five fetches", async () => {
    const budget = newFetchBudget();
    const results: string[] = [];
    for (let number = 0; number < 20; number += 1) {
      const where = path();
      peer.serve(where, noteAt(where));
      await fetchDocument(us.ctx, `${peer.origin}${where}`, budget).then(
        () => results.push("fetched"),
        (error: AppError) => results.push(error.kind),
      );
    }
    expect(peer.requests).toHaveLength(5);
    expect(results.filter((kind) => kind === "limited")).toHaveLength(15);
  });

  test("blocked hosts, their subdomains and ourselves are not asked", async () => {
    await us.ctx.db.insert(peers).values({ host: "blocked.test", blockedAt: us.ctx.now() });
    for (const uri of ["https://blocked.test/1", "https://sub.blocked.test/1", "https://heslach.test/ap/o/1"]) {
      expect(await failure(uri)).toBe("forbidden");
    }
    expect(us.network.asked).toEqual([]);
  });

  test("42 documents that break the limits of JSON are refused", async () => {
    const bad = ["[1,2]", "{", `{"id":"x","a":${"[".repeat(40)}${"]".repeat(40)}}`, '{"id":"x","c":"\\u0000"}', "null"];
    for (const text of bad) {
      const where = path();
      peer.serve(where, { text, headers: { "content-type": "application/activity+json" } });
      expect(await failure(`${peer.origin}${where}`), text.slice(0, 30)).toBe("upstream");
    }
  });

  test("WebFinger may redirect to another host over https, and only then is it followed", async () => {
    const other = await createPeer(us.network, "webhost.test", us.ctx.now);
    other.serve("/finger", {
      text: '{"subject":"acct:a@victim.test"}',
      headers: { "content-type": "application/jrd+json" },
    });
    peer.serve("/finger", { status: 301, text: "", headers: { location: "https://webhost.test/finger" } });
    const accept = "application/jrd+json, application/json";
    expect(await fetchJson(us.ctx, `${peer.origin}/finger`, accept, true)).toEqual({ subject: "acct:a@victim.test" });
    await expect(fetchJson(us.ctx, `${peer.origin}/finger`, accept)).rejects.toMatchObject({ kind: "upstream" });
  });
});
