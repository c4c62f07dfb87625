import { chmodSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect } from "vitest";
import { type District, startDistrict } from "./district.ts";
import { type Closing, LAB } from "./front.ts";

/** Two districts: anna uses an app in Heslach, ben lives in Sendling. */
export interface ClientLab {
  readonly heslach: District;
  readonly sendling: District;
  /** Ben's things, by the plain API of his district. */
  ben<Answer = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Anna opens an app's address for logging in and says yes. @returns the code, from the redirect or from the page */
  approve(address: string): Promise<string>;
  close(): Promise<void>;
}

export const BEN = "ben@sendling.stv.test";
export const ANNA = "anna@heslach.stv.test";
export const SCOPES = ["read", "write", "follow", "push"];

export async function openClientLab(): Promise<ClientLab> {
  const closing: Closing = [];
  const folder = mkdtempSync(join(LAB, "clients-"));
  chmodSync(folder, 0o755);
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const heslach = await startDistrict("heslach", folder, closing);
    const sendling = await startDistrict("sendling", folder, closing);
    return {
      heslach,
      sendling,
      ben: async <Answer>(method: string, path: string, body?: unknown) => {
        const answer = await sendling.api(method, path, body);
        expect(answer.status, `${method} ${path}`).toBe(200);
        return answer.json() as Promise<Answer>;
      },
      approve: (address) => approve(heslach, address),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function approve(heslach: District, address: string): Promise<string> {
  const { pathname, search } = new URL(address);
  const { html: question } = await heslach.page(`${pathname}${search}`);
  const fields = [...question.matchAll(/<input type="hidden" name="([a-z_]+)" value="([^"]*)"/g)].map(
    ([, name = "", value = ""]): [string, string] => [name, value.replaceAll("&amp;", "&")],
  );
  const answer = [...fields.filter(([name]) => name !== "weiter"), ["entscheidung", "ja"]] as [string, string][];
  const { location, html } = await heslach.page("/oauth/authorize", answer);
  const shown = /<code id="code">([^<]+)</.exec(html)?.[1];
  return shown ?? new URL(location).searchParams.get("code") ?? "";
}

/** A picture such as a telephone makes one. */
export const picture = (): Promise<Buffer> =>
  sharp({ create: { width: 320, height: 200, channels: 3, background: "#2b6cb0" } })
    .png()
    .toBuffer();

/** Announces something in Heslach, on the page for it. */
export async function announce({ heslach }: ClientLab, text: string): Promise<void> {
  const { status } = await heslach.page("/verwaltung/ankuendigungen", { text, audience: "members" });
  expect(status).toBe(303);
}

/** What somebody is told of in Sendling, newest first. */
export const toldBen = async (lab: ClientLab): Promise<string[]> =>
  (await lab.ben<{ type: string; account: { acct: string } }[]>("GET", "/api/v1/notifications")).map(
    ({ type, account }) => `${type} ${account.acct}`,
  );
