import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { request } from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parseConfig } from "../../../src/platform/config.ts";
import { isPublicAddress } from "../../../src/platform/net/addresses.ts";
import { installDispatcher, type ResolvedAddress } from "../../../src/platform/net/dispatcher.ts";

/** A service on this machine that nobody from outside may make us talk to. */
let inside: Server;
let port: number;
const connections: Socket[] = [];

const resolver = { calls: 0, answer: (_name: string): ResolvedAddress[] => [] };
const to = (...addresses: string[]): ResolvedAddress[] =>
  addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

beforeAll(async () => {
  inside = createServer((_request, response) => response.end("inside"));
  inside.on("connection", (socket) => connections.push(socket));
  await new Promise<void>((done) => inside.listen(0, "127.0.0.1", done));
  port = (inside.address() as AddressInfo).port;
  const dispatcher = installDispatcher(parseConfig({ FEDERATION_TEST_HOSTS: `box.test:${port},other.test` }), {
    resolve: async (name) => {
      resolver.calls += 1;
      return resolver.answer(name);
    },
  });
  afterAll(async () => {
    await dispatcher.destroy();
    await new Promise((done) => inside.close(done));
  });
});

beforeEach(() => {
  for (const socket of connections.splice(0)) socket.destroy();
  resolver.calls = 0;
  resolver.answer = () => to("127.0.0.1");
});

/** Why a request failed, from the innermost cause. */
async function refusal(asking: Promise<unknown>): Promise<string> {
  const error = await asking.then(
    () => new Error("it was answered"),
    (cause: Error) => (cause.cause instanceof Error ? cause.cause : cause),
  );
  return error.message;
}

async function expectNoConnection(url: string): Promise<void> {
  expect(await refusal(fetch(url))).toMatch(/refused by policy|bad port|Failed to parse/);
  expect(await refusal(request(url))).toMatch(/refused by policy|Invalid URL/);
  expect(connections).toHaveLength(0);
}

describe("the guarded dispatcher", () => {
  test("Node's own fetch obeys it", async () => {
    resolver.answer = () => to("127.0.0.1");
    expect(await (await fetch(`http://box.test:${port}/`)).text()).toBe("inside");
    expect(resolver.calls).toBe(1);
    expect(await refusal(fetch("https://elsewhere.test/"))).toContain("leads to 127.0.0.1");
  });

  test.each([
    "http://127.0.0.1:5432/",
    "http://127.0.0.1/",
    "https://127.0.0.1/",
    "https://localhost/",
    "https://x.localhost/",
    "https://0.0.0.0/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://017700000001/",
  ])("T082 no connection to this machine: %s", expectNoConnection);

  test.each([
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "0.1.2.3",
  ])("T083 no connection to the special IPv4 address %s, literal or by name", async (address) => {
    await expectNoConnection(`https://${address}/`);
    resolver.answer = () => to(address);
    await expectNoConnection("https://name.example/");
  });

  test.each([
    "::1",
    "::",
    "::ffff:10.0.0.1",
    "::10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001::1",
    "fc00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "100::1",
    "3fff::1",
  ])("T084 no connection to the special IPv6 address %s, literal or by name", async (address) => {
    await expectNoConnection(`https://[${address}]/`);
    resolver.answer = () => to(address);
    await expectNoConnection("https://name.example/");
  });

  test("public addresses are public", () => {
    for (const address of ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001::5"]) {
      expect(isPublicAddress(address), address).toBe(true);
    }
  });

  test("T085, 42 the address that was checked is the address that is used: one look-up a connection", async () => {
    const answers = [to("127.0.0.1"), to("127.0.0.2")];
    resolver.answer = () => answers.shift() ?? [];
    expect(await (await fetch(`http://box.test:${port}/rebound`)).text()).toBe("inside");
    expect(resolver.calls).toBe(1);
    for (const socket of connections.splice(0)) socket.destroy();
    resolver.answer = () => to("127.0.0.1");
    await expectNoConnection("https://rebinding.example/");
  });

  test("T086, 42 a name with a public and a private address is refused", async () => {
    resolver.answer = () => to("93.184.216.34", "10.0.0.1");
    await expectNoConnection("https://both.example/");
    resolver.answer = () => to("::1", "93.184.216.34");
    await expectNoConnection("https://both.example/");
  });

  test("T088 a kept connection goes on, a new one is looked up and checked again", async () => {
    for (const path of ["/1", "/2"]) {
      await (await fetch(`http://box.test:${port}${path}`)).text();
      // The socket is given back to the pool in the next turn.
      await new Promise((turn) => setImmediate(turn));
    }
    expect(connections.length).toBe(1);
    expect(resolver.calls).toBe(1);
    connections.splice(0).at(0)?.destroy();
    resolver.answer = () => [];
    expect(await refusal(fetch(`http://box.test:${port}/3`))).toContain("has no address");
    expect(resolver.calls).toBe(2);
  });

  test.each([22, 25, 80, 5432, 6379, 8080, 8443])("T089 port %i is refused", async (number) => {
    resolver.answer = () => to("93.184.216.34");
    await expectNoConnection(`https://name.example:${number}/`);
  });

  test("T089 a listed name may be asked at 443 and at its listed port only, plain http only when listed", async () => {
    expect(await refusal(fetch(`https://box.test:${port + 1}/`))).toContain("refused by policy");
    expect(await refusal(fetch(`http://name.example:443/`))).toContain("refused by policy");
    resolver.answer = () => to("127.0.0.1");
    expect(await refusal(fetch("https://other.test/"))).not.toContain("refused by policy");
  });

  test.each(["https://name.example/a b\r\nX: y", "https://na me.example/", "https://name.example\r\n.evil.example/"])(
    "T091 line breaks and blanks in an address reach nobody: %j",
    async (url) => {
      resolver.answer = () => to("127.0.0.1");
      expect(await refusal((async () => request(url))())).not.toBe("it was answered");
      expect(connections).toHaveLength(0);
    },
  );
});
