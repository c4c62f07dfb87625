import { isIP } from "node:net";
import { z } from "zod";

const flagless = z.string().trim();

/** Addresses of reverse proxies; nobody else's `X-Forwarded-For` is believed (T132). */
const proxies = flagless
  .default("")
  .transform((list) =>
    list
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ""),
  )
  .refine((addresses) => addresses.every((address) => isIP(address) !== 0), {
    error: "a comma list of IP addresses, such as 127.0.0.1",
  });

/** Loopback names that may be spoken to although they are not public: tests and `npm run two-districts` only. */
const testHosts = flagless
  .default("")
  .transform((list) =>
    list
      .split(",")
      .map((entry) => entry.trim().toLowerCase())
      .filter((entry) => entry !== ""),
  )
  .refine((hosts) => hosts.every((host) => /^[a-z0-9.-]+\.(test|localhost)(:\d{1,5})?$/.test(host)), {
    error: "a comma list of names under .test or .localhost, each with an optional port",
  });

const port = (fallback: number) =>
  z
    .stringFormat("port", (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, {
      error: "a whole number from 0 to 65535",
    })
    .default(String(fallback))
    .transform(Number);

/**
 * Every setting, once: the README's table is generated from these descriptions. Nothing else reads the environment.
 */
export const configSchema = z.object({
  ORIGIN: flagless
    .optional()
    .refine((value) => value === undefined || isOrigin(value), {
      error: "a web address without a path, such as https://heslach.example",
    })
    .describe(
      "Public address of this instance, https, without a path. Unset: `http://localhost:$PORT`, and federation is off.",
    ),
  HOST: flagless.default("127.0.0.1").describe("Address to listen on. Behind a reverse proxy leave it at 127.0.0.1."),
  PORT: port(8000).describe("Port to listen on."),
  DATA_DIR: flagless
    .default("./data")
    .describe("Folder for the embedded PostgreSQL, uploads and the key-encryption key. Back it up."),
  DATABASE_URL: flagless
    .regex(/^postgres(ql)?:\/\//, "an address such as postgres://user:password@host:5432/name")
    .optional()
    .describe("PostgreSQL server to use, 17 or newer. Unset: an embedded one is started in DATA_DIR."),
  ROLE: z
    .enum(["all", "web", "worker"])
    .default("all")
    .describe("What this process does: answer requests (`web`), deliver and receive (`worker`), or both."),
  SECRET_KEY: flagless
    .regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits (32 bytes)")
    .optional()
    .describe("Key that encrypts the actors' private keys. Unset: made once and kept in DATA_DIR/secret-key."),
  TRUSTED_PROXIES: proxies.describe(
    "Comma list of the addresses of your reverse proxy, whose `X-Forwarded-For` is believed when logins are limited.",
  ),
  SMTP_URL: flagless
    .regex(/^smtps?:\/\//, "an address such as smtps://user:password@mail.example:465")
    .optional()
    .describe("Mail server that this instance sends by. Unset: it sends no mail, and offers none."),
  MAIL_FROM: z
    .email({ error: "an e-mail address, such as post@heslach.example" })
    .optional()
    .describe("Address that mail comes from. Needed with SMTP_URL."),
  S3_ENDPOINT: flagless
    .optional()
    .refine((value) => value === undefined || isOrigin(value), {
      error: "a web address without a path, such as https://s3.example",
    })
    .describe(
      "Address of an S3-compatible store that keeps the uploads. Unset: they are kept in DATA_DIR. Back the bucket up, too.",
    ),
  S3_BUCKET: flagless
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "a bucket's name, such as heslach-media")
    .optional()
    .describe("Bucket for the uploads. It may and should be private: they are served by this instance."),
  S3_REGION: flagless.default("us-east-1").describe("Region that requests to the store are signed for."),
  S3_ACCESS_KEY_ID: flagless.optional().describe("Who signs at the store. Needed with S3_ENDPOINT."),
  S3_SECRET_ACCESS_KEY: flagless.optional().describe("What it signs with. Needed with S3_ENDPOINT."),
  S3_PATH_STYLE: z
    .enum(["true", "false"])
    .default("true")
    .describe("`true`: the bucket stands in the path; `false`: in front of the store's host name."),
  LOG_LEVEL: z.enum(["debug", "info", "warning", "error"]).default("info").describe("How much is logged."),
  FEDERATION_TEST_HOSTS: testHosts.describe(
    "Only for tests: comma list of names under .test or .localhost (port allowed) that may resolve to this machine.",
  ),
});

function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  // The browser's form of it (A-label, no port 443) is made from it later.
  return (url.protocol === "https:" || url.protocol === "http:") && url.pathname === "/" && !/[?#@]/.test(value);
}

/** A bucket of an S3-compatible store. */
export interface S3Config {
  /** Origin, no trailing slash. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The bucket stands in the path, not in the host name. */
  readonly pathStyle: boolean;
}

export interface Config {
  /** Canonical origin, no trailing slash, host in its A-label form. */
  readonly origin: string;
  /** False unless the origin is https: a plain http instance publishes no ActivityPub documents. */
  readonly federation: boolean;
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly role: "all" | "web" | "worker";
  /** 64 hexadecimal digits, or undefined when it is to be read from or made in `dataDir`. */
  readonly secretKey: string | undefined;
  /** IP addresses whose `X-Forwarded-For` is believed. Empty: nobody's. */
  readonly trustedProxies: readonly string[];
  /** Null: this instance sends no mail. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | null;
  /** Null: uploads lie in `dataDir`. */
  readonly s3: S3Config | null;
  readonly logLevel: "debug" | "info" | "warning" | "error";
  /** Lower-case `name` or `name:port`. Empty outside tests. */
  readonly testHosts: readonly string[];
}

export class ConfigError extends Error {}

/** Their values are never shown. */
const SECRETS = new Set(["SECRET_KEY", "DATABASE_URL", "SMTP_URL", "S3_SECRET_ACCESS_KEY"]);

/**
 * Reads the settings from an environment.
 * @throws ConfigError naming each bad variable, what it got and what it wants.
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(configSchema.shape).flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  );
  const result = configSchema.safeParse(given);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const got = SECRETS.has(name) ? "(hidden)" : JSON.stringify(given[name]);
      return `${name} is ${got}, but must be: ${issue.message}`;
    });
    throw new ConfigError(lines.join("\n"));
  }
  const values = result.data;
  const origin = new URL(values.ORIGIN ?? `http://localhost:${values.PORT}`).origin;
  return {
    origin,
    federation: origin.startsWith("https://"),
    host: values.HOST,
    port: values.PORT,
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    role: values.ROLE,
    secretKey: values.SECRET_KEY,
    trustedProxies: values.TRUSTED_PROXIES,
    mail: mailFrom(values),
    s3: s3From(values),
    logLevel: values.LOG_LEVEL,
    testHosts: values.FEDERATION_TEST_HOSTS,
  };
}

function s3From(values: z.infer<typeof configSchema>): S3Config | null {
  const needed = ["S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"] as const;
  const missing = needed.filter((name) => values[name] === undefined);
  if (missing.length === needed.length) return null;
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket } = values;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = values;
  if (!(endpoint && bucket && accessKeyId && secretAccessKey)) {
    throw new ConfigError(`${missing.join(", ")} not set: a store for uploads takes ${needed.join(", ")} together.`);
  }
  return {
    endpoint: new URL(endpoint).origin,
    ...{ bucket, accessKeyId, secretAccessKey },
    region: values.S3_REGION,
    pathStyle: values.S3_PATH_STYLE === "true",
  };
}

function mailFrom({ SMTP_URL, MAIL_FROM }: z.infer<typeof configSchema>): Config["mail"] {
  if (SMTP_URL === undefined) return null;
  if (MAIL_FROM === undefined) {
    throw new ConfigError("MAIL_FROM is not set, but SMTP_URL is: name the address that mail comes from.");
  }
  return { smtpUrl: SMTP_URL, from: MAIL_FROM };
}
