import { createPublicKey } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { deliver } from "./inbox.ts";
import type { Instance } from "./instance.ts";
import { type ActorPlace, createPeer, type Peer, type PeerActor, type Wire } from "./peer.ts";

/** Activities in the shape in which each server sends them (reference/interop.md §4, §7; wire §6), written by us. */
const FOLDER = "test/fixtures/activitypub";

/** Where each server keeps its people, its groups and their keys. */
const SERVERS: Readonly<Record<string, { readonly actor: ActorPlace; readonly group?: ActorPlace }>> = {
  mastodon: { actor: { path: "/users/anna" } },
  gotosocial: { actor: { path: "/users/anna", key: "/main-key" } },
  misskey: { actor: { path: "/users/9abc" } },
  pixelfed: { actor: { path: "/users/anna" } },
  friendica: { actor: { path: "/profile/anna" } },
  lemmy: { actor: { path: "/u/anna" }, group: { path: "/c/garten" } },
  piefed: { actor: { path: "/u/anna" }, group: { path: "/c/garten" } },
  mbin: { actor: { path: "/u/anna" }, group: { path: "/m/garten" } },
  nodebb: { actor: { path: "/uid/1", key: "#key" }, group: { path: "/category/2", key: "#key" } },
  discourse: { actor: { path: "/ap/actor/a1" }, group: { path: "/ap/actor/b2" } },
  mobilizon: { actor: { path: "/@anna" }, group: { path: "/@garten" } },
  gancio: { actor: { path: "/federation/u/gancio" } },
  wordpress: { actor: { path: "/?author=1" } },
  ghost: { actor: { path: "/.ghost/activitypub/users/index" } },
  hollo: { actor: { path: "/@anna" } },
  snac: { actor: { path: "/anna" } },
};

export const SOFTWARE = Object.keys(SERVERS);

/** Names of the fixtures of a server: `follow`, `create-note`, … */
export const fixturesOf = (software: string): string[] =>
  readdirSync(FOLDER)
    .filter((name) => name.startsWith(`${software}-`))
    .map((name) => name.slice(software.length + 1, -".json".length));

/** A server of a kind: its documents, its keys, and everything it may send. */
export interface Dialect {
  readonly software: string;
  readonly peer: Peer;
  readonly actor: PeerActor;
  readonly group: PeerActor;
  /** A fixture, its places filled in. */
  load(name: string): Wire;
  /** Signs a fixture, posts it to the shared inbox and works it off. */
  give(name: string, by?: PeerActor): ReturnType<typeof deliver>;
}

/** Spellings of a key in PEM: as usual, with DOS line ends (Mbin), PKCS#1 (Mobilizon), with a tail of junk (snac2). */
const pemIn = (document: Wire): Record<string, string> => {
  const pem = String((document.publicKey as Wire).publicKeyPem);
  return {
    pem,
    pemCrLf: pem.trim().replaceAll("\n", "\r\n"),
    pemPkcs1: createPublicKey(pem).export({ type: "pkcs1", format: "pem" }).toString(),
    pemTail: `${pem}\u0002x\u007f`,
  };
};

/** @param places what else may stand in the fixtures between `{{` and `}}`, as of the moment of loading */
export async function createDialect(
  here: Instance,
  software: string,
  places: () => Readonly<Record<string, string>>,
): Promise<Dialect> {
  const at = SERVERS[software];
  if (!at) throw new Error(`${software} is none of the servers.`);
  const peer = await createPeer(here.network, `${software}.test`, here.ctx.now);
  const actor = await peer.person("anna", {}, at.actor);
  const group = await peer.person("garten", { type: "Group" }, at.group);
  const fill = (name: string, more: Readonly<Record<string, string>> = {}): Wire => {
    const own = { origin: peer.origin, host: peer.host, actor: actor.uri, group: group.uri };
    const known: Readonly<Record<string, string>> = { ...own, ...places(), ...more };
    const text = readFileSync(`${FOLDER}/${software}-${name}.json`, "utf8").replace(/\{\{(\w+)\}\}/g, (_, place) => {
      const value = known[place];
      if (value === undefined) throw new Error(`${software}-${name} names the unknown place ${place}.`);
      return JSON.stringify(value).slice(1, -1);
    });
    return JSON.parse(text);
  };
  const pem = pemIn(actor.document);
  const load = (name: string): Wire => fill(name, pem);
  actor.document = load("actor");
  if (existsSync(`${FOLDER}/${software}-group.json`)) group.document = fill("group", pemIn(group.document));
  if (existsSync(`${FOLDER}/${software}-contexts.json`)) peer.serve("/contexts", load("contexts"));
  return { software, peer, actor, group, load, give: (name, by = actor) => deliver(here, by, load(name)) };
}
