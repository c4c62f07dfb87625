import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { rsaPair } from "./keys.ts";
import type { Network, RawAnswer } from "./network.ts";
import { type SignOptions, signRequest, type ToSign } from "./signing.ts";

const AS2 = "https://www.w3.org/ns/activitystreams";

export type Wire = Record<string, unknown>;

/** A request that a peer got. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  json(): Wire;
}

/** What a peer answers at a path: a document (as `activity+json`), a full answer, or whatever the function does. */
type Answer =
  | Wire
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly text: string }
  | ((request: ReceivedRequest, response: ServerResponse) => Wire | undefined);

export interface PostOptions extends SignOptions {
  /** Leave the signature out. */
  readonly unsigned?: boolean;
  /** Default `application/activity+json`; null sends none. */
  readonly contentType?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent in place of what was signed. */
  readonly sendBody?: string | Uint8Array;
}

/** An actor of a peer, with real keys. */
export interface PeerActor {
  readonly uri: string;
  readonly inbox: string;
  readonly keyId: string;
  readonly ed25519KeyId: string;
  /** Private halves; `rotate` changes the first. */
  readonly rsa: KeyObject;
  readonly ed25519: KeyObject;
  /** What is served at `uri`; change it as you like. */
  document: Wire;
  /** A new RSA key under the same id, served from now on. */
  rotate(): void;
  /** Headers of a request signed by this actor. */
  sign(request: ToSign, options?: SignOptions): Record<string, string>;
  /** Sends an activity (or any text or bytes) to an inbox, signed by this actor. */
  post(inbox: string, activity: Wire | string | Uint8Array, options?: PostOptions): Promise<RawAnswer>;
  /** A signed GET. */
  get(url: string, options?: SignOptions & { accept?: string }): Promise<RawAnswer>;
  /** An activity of this actor with an id of its own, e.g. `alice.activity("Follow", district.uri)`. */
  activity(type: string, object: unknown, more?: Wire): Wire;
  /** A note of this actor, served at its id. */
  note(content: string, more?: Wire): Wire & { id: string };
}

/** Where an actor and its key lie, where servers differ: `/users/<name>` and `#main-key` unless said. */
export interface ActorPlace {
  readonly path?: string;
  /** What the id of the key adds to that of the actor. */
  readonly key?: string;
}

/** A scripted ActivityPub server: real sockets, real signatures, and it says what the test wants it to say. */
export interface Peer {
  readonly host: string;
  readonly origin: string;
  /** Everything it was asked, in order. */
  readonly requests: ReceivedRequest[];
  /** Activities that reached one of its inboxes. */
  readonly inboxed: ReceivedRequest[];
  /** Requests for one path. */
  at(path: string): ReceivedRequest[];
  person(name: string, more?: Wire, place?: ActorPlace): Promise<PeerActor>;
  /** What is answered at a path from now on. */
  serve(path: string, answer: Answer): void;
  /** The path answers 404 again. */
  forget(path: string): void;
  /** What inboxes answer: 202 unless changed. */
  inboxStatus: number;
}

/** Puts a scripted server on the net. `now` is the clock that its signatures are made with (`ctx.now`). */
export async function createPeer(network: Network, host: string, now: () => Date = () => new Date()): Promise<Peer> {
  const answers = new Map<string, Answer>();
  const requests: ReceivedRequest[] = [];
  const isInbox = (path: string): boolean => /(^|\/)inbox$/.test(path);
  const peer: Peer = {
    host,
    origin: `https://${host}`,
    requests,
    get inboxed() {
      return requests.filter(({ method, path }) => method === "POST" && isInbox(path));
    },
    at: (path) => requests.filter((request) => request.path === path),
    serve: (path, answer) => void answers.set(path, answer),
    forget: (path) => void answers.delete(path),
    inboxStatus: 202,
    person: async (name, more = {}, place = {}) => makeActor(peer, network, now, name, more, place),
  };
  await network.addServer(host, async (incoming, response) => {
    const request = await receive(incoming);
    requests.push(request);
    const answer = answers.get(request.path);
    if (answer === undefined && request.method === "POST" && isInbox(request.path)) {
      response.writeHead(peer.inboxStatus).end();
    } else give(response, request, answer);
  });
  return peer;
}

async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  return {
    method: incoming.method ?? "",
    path: incoming.url ?? "",
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    body,
    json: () => JSON.parse(body),
  };
}

function give(response: ServerResponse, request: ReceivedRequest, answer: Answer | undefined): void {
  const given = typeof answer === "function" ? answer(request, response) : answer;
  if (response.writableEnded || response.headersSent || (typeof answer === "function" && given === undefined)) return;
  if (given === undefined) response.writeHead(404).end();
  else if ("text" in given && typeof given.text === "string") {
    response.writeHead((given.status as number | undefined) ?? 200, given.headers as Record<string, string>);
    response.end(given.text);
  } else response.writeHead(200, { "content-type": "application/activity+json" }).end(JSON.stringify(given));
}

const spki = (key: KeyObject): string => key.export({ type: "spki", format: "pem" }).toString();

/** An Ed25519 public key as `publicKeyMultibase`. */
function multibase(publicKey: KeyObject): string {
  const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  const bytes = Buffer.concat([
    Buffer.from([0xed, 1]),
    Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url"),
  ]);
  let number = BigInt(`0x${bytes.toString("hex")}`);
  let text = "";
  for (; number > 0n; number /= 58n) text = `${alphabet[Number(number % 58n)]}${text}`;
  return `z${text}`;
}

function makeActor(
  peer: Peer,
  network: Network,
  now: () => Date,
  name: string,
  more: Wire,
  { path = `/users/${name}`, key = "#main-key" }: ActorPlace,
): PeerActor {
  let rsa = rsaPair();
  const ed25519 = generateKeyPairSync("ed25519");
  const uri = `${peer.origin}${path}`;
  let serial = 0;
  const publicKey = (): Wire => ({ id: `${uri}${key}`, owner: uri, publicKeyPem: spki(rsa.publicKey) });
  const actor: PeerActor = {
    uri,
    inbox: `${uri}/inbox`,
    keyId: `${uri}${key}`,
    ed25519KeyId: `${uri}#ed25519`,
    get rsa() {
      return rsa.privateKey;
    },
    ed25519: ed25519.privateKey,
    document: {
      "@context": [AS2, "https://w3id.org/security/v1", "https://w3id.org/security/multikey/v1"],
      id: uri,
      type: "Person",
      preferredUsername: name,
      name,
      url: `${peer.origin}/@${name}`,
      inbox: `${uri}/inbox`,
      outbox: `${uri}/outbox`,
      followers: `${uri}/followers`,
      following: `${uri}/following`,
      endpoints: { sharedInbox: `${peer.origin}/inbox` },
      publicKey: publicKey(),
      assertionMethod: [
        { id: `${uri}#ed25519`, type: "Multikey", controller: uri, publicKeyMultibase: multibase(ed25519.publicKey) },
      ],
      ...more,
    },
    rotate: () => {
      rsa = rsaPair();
      actor.document = { ...actor.document, publicKey: publicKey() };
    },
    sign: (request, options) =>
      signRequest(request, { keyId: actor.keyId, key: options?.key ?? rsa.privateKey, now: now() }, options),
    post: (inbox, activity, options = {}) => post(network, actor, inbox, activity, options),
    get: (url, options = {}) =>
      network.send(url, {
        headers: {
          accept: options.accept ?? "application/activity+json",
          ...actor.sign({ method: "GET", url }, options),
        },
      }),
    activity: (type, object, extra = {}) => {
      serial += 1;
      return { "@context": AS2, id: `${uri}#${type.toLowerCase()}-${serial}`, type, actor: uri, object, ...extra };
    },
    note: (content, extra = {}) => {
      serial += 1;
      const note = {
        "@context": AS2,
        id: `${peer.origin}/notes/${name}-${serial}`,
        type: "Note",
        attributedTo: uri,
        content,
        published: now().toISOString(),
        to: [`${AS2}#Public`],
        cc: [`${uri}/followers`],
        ...extra,
      };
      peer.serve(new URL(note.id).pathname, note);
      return note;
    },
  };
  // An id without a path is asked for at the root.
  peer.serve(path || "/", () => actor.document);
  return actor;
}

function post(
  network: Network,
  actor: PeerActor,
  inbox: string,
  activity: Wire | string | Uint8Array,
  options: PostOptions,
): Promise<RawAnswer> {
  const body = typeof activity === "string" || activity instanceof Uint8Array ? activity : JSON.stringify(activity);
  const type = options.contentType === undefined ? "application/activity+json" : options.contentType;
  const signed = options.unsigned ? {} : actor.sign({ method: "POST", url: inbox, body }, options);
  const sent = options.sendBody ?? body;
  return network.send(inbox, {
    method: "POST",
    headers: {
      ...(type !== null && { "content-type": type }),
      "content-length": String(Buffer.byteLength(sent)),
      ...signed,
      ...options.headers,
    },
    body: sent,
  });
}
