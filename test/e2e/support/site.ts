import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { generate } from "selfsigned";
import { afterAll } from "vitest";
import { createApp } from "../../../src/app/http.ts";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import type { TestCtx } from "../../support/ctx.ts";
import { sessionOf } from "../../support/people.ts";

export interface Site {
  /** A fresh browser profile; `account` is logged in. Requests to other hosts are refused and noted in `strays`. */
  visit(options?: BrowserContextOptions & { account?: Account }): Promise<BrowserContext>;
  readonly strays: string[];
}

/** The app on https at its own origin, and Chromium, which is told that the origin's name is this machine. */
export async function openSite(ctx: TestCtx): Promise<Site> {
  const host = new URL(ctx.origin).hostname;
  const pems = await generate([{ name: "commonName", value: host }]);
  const server = serve({
    fetch: createApp(ctx).fetch,
    hostname: "127.0.0.1",
    port: 0,
    createServer,
    serverOptions: { key: pems.private, cert: pems.cert },
  });
  await new Promise<void>((resolve) => (server.listening ? resolve() : server.once("listening", () => resolve())));
  const { port } = server.address() as AddressInfo;
  const browser = await launch(`MAP ${host}:443 127.0.0.1:${port}`);
  afterAll(async () => {
    await browser.close();
    server.close();
  });
  const strays: string[] = [];
  return { strays, visit: (options = {}) => openProfile(ctx, browser, strays, options) };
}

const launch = (hostRules: string): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--host-resolver-rules=${hostRules}, MAP * ~NOTFOUND`,
    ],
  });

async function openProfile(
  ctx: TestCtx,
  browser: Browser,
  strays: string[],
  { account, ...options }: BrowserContextOptions & { account?: Account },
): Promise<BrowserContext> {
  const profile = await browser.newContext({
    baseURL: ctx.origin,
    ignoreHTTPSErrors: true,
    locale: "de-DE",
    reducedMotion: "reduce",
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  profile.on("request", (request) => {
    if (new URL(request.url()).origin !== ctx.origin) strays.push(request.url());
  });
  if (account) {
    const value = await sessionOf(ctx, account);
    await profile.addCookies([{ name: "__Host-stv", value, url: ctx.origin, secure: true, httpOnly: true }]);
  }
  return profile;
}

const WIDEST = `(() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return "";
  const wide = [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > room + 1);
  return wide.map((each) => each.tagName + "." + each.className).join(" ") || "the page";
})()`;

/** What sticks out to the right, so that the page scrolls sideways; empty when nothing does. */
export const widest = (page: Page): Promise<string> => page.evaluate(WIDEST);
