import { lookup as dnsLookup } from "node:dns/promises";
import { isIP, type LookupFunction, connect as netConnect } from "node:net";
import { Agent, buildConnector, type Dispatcher, setGlobalDispatcher } from "undici";
import type { Config } from "../config.ts";
import { isPublicAddress } from "./addresses.ts";
import { isAllowedPort, isTestHost } from "./targets.ts";

const CONNECT_TIMEOUT_MS = 5_000;
const HEADERS_TIMEOUT_MS = 5_000;
const BODY_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;
const CONNECTIONS_PER_ORIGIN = 4;
const MAX_HEADER_BYTES = 16 * 1024;
/** On the wire; what reads documents counts decoded bytes itself, and allows far less. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** For tests; production gives none of them. */
export interface DispatcherOptions {
  /**
   * Sends connections by host (`name`, or `name:port` when it is not 443) to a plain socket elsewhere, https addresses
   * too, so that several districts talk in one process. Null: no such host, the request fails.
   */
  readonly connectTo?: (host: string) => { readonly host: string; readonly port: number } | null;
  /** Takes the place of the system's resolver. */
  readonly resolve?: (name: string) => Promise<readonly ResolvedAddress[]>;
  /** Told of every request before it is made. */
  readonly onRequest?: (method: string, url: string) => void;
}

/** The connection was refused before it was made: the target is not public, or its port is not allowed. */
class TargetRefused extends Error {
  readonly code = "ERR_TARGET_REFUSED";
}

/**
 * Makes every outgoing HTTP request of the process (`fetch`, `undici.request`, Fedify's own) go through one guarded
 * agent: only to public addresses, checked when connecting (no gap between check and use, literal addresses too), only
 * to port 443, with timeouts. Names in FEDERATION_TEST_HOSTS may be non-public.
 * @returns the agent; close it when the process ends
 */
export function installDispatcher(config: Config, options: DispatcherOptions = {}): Dispatcher {
  const agent = new Agent({
    connect: options.connectTo ? routedConnector(config, options.connectTo) : guardedConnector(config, options),
    allowH2: false,
    connections: CONNECTIONS_PER_ORIGIN,
    headersTimeout: HEADERS_TIMEOUT_MS,
    bodyTimeout: BODY_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    maxResponseSize: MAX_RESPONSE_BYTES,
  });
  const { onRequest } = options;
  const dispatcher = onRequest
    ? agent.compose((dispatch) => (request, handler) => {
        onRequest(request.method, `${String(request.origin)}${request.path}`);
        return dispatch(request, handler);
      })
    : agent;
  setGlobalDispatcher(dispatcher);
  return dispatcher;
}

const refused = (reason: string): TargetRefused => new TargetRefused(`Connection refused by policy: ${reason}`);

const portIn = (options: buildConnector.Options): number =>
  Number(options.port) || (options.protocol === "https:" ? 443 : 80);

/** Why a connection must not be made, or null. Names are checked again when they are resolved. */
function problemWith(config: Config, options: buildConnector.Options): string | null {
  const name = options.hostname.replace(/\.$/, "").toLowerCase();
  const port = portIn(options);
  if (!isAllowedPort(config, name, port)) return `port ${port} of ${name}`;
  if (options.protocol !== "https:" && !isTestHost(config, name)) return `plain http to ${name}`;
  return isIP(name) !== 0 && !isPublicAddress(name) ? `${name} is not a public address` : null;
}

function guardedConnector(config: Config, options: DispatcherOptions): buildConnector.connector {
  const resolve = options.resolve ?? resolveName;
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    allowH2: false,
    lookup: checkedLookup(config, resolve),
  });
  return (target, callback) => {
    const problem = problemWith(config, target);
    if (problem) callback(refused(problem), null);
    else connect(target, callback);
  };
}

/** Names under .localhost are this machine without asking anybody (RFC 6761 §6.3). */
const resolveName = async (name: string): Promise<readonly ResolvedAddress[]> =>
  /\.localhost\.?$/i.test(name) ? [{ address: "127.0.0.1", family: 4 }] : dnsLookup(name, { all: true });

/** Resolves a name and gives its addresses to the socket only if every one of them is public. */
function checkedLookup(config: Config, resolve: (name: string) => Promise<readonly ResolvedAddress[]>): LookupFunction {
  return (name, options, callback) => {
    resolve(name).then(
      (addresses) => {
        const [first] = addresses;
        const hidden = addresses.find(({ address }) => !isPublicAddress(address));
        if (first === undefined) return callback(refused(`${name} has no address`), []);
        if (hidden && !isTestHost(config, name.replace(/\.$/, "").toLowerCase())) {
          return callback(refused(`${name} leads to ${hidden.address}`), []);
        }
        return options.all ? callback(null, [...addresses]) : callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, []),
    );
  };
}

/** Tests: every host is somewhere on this machine, and TLS is left out. */
function routedConnector(
  config: Config,
  connectTo: NonNullable<DispatcherOptions["connectTo"]>,
): buildConnector.connector {
  return (target, callback) => {
    const name = target.hostname.toLowerCase();
    const port = portIn(target);
    if (!isAllowedPort(config, name, port)) return callback(refused(`port ${port} of ${name}`), null);
    const place = connectTo(port === 443 ? name : `${name}:${port}`);
    if (!place) return callback(refused(`the test has no host ${name}`), null);
    const socket = netConnect({ ...place, noDelay: true });
    socket.once("error", (error) => callback(error, null));
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      callback(null, socket);
    });
    return undefined;
  };
}
