import { actorByUri } from "../../features/actors/actors.queries.ts";
import { originsIn } from "../../features/adoptions/adoptions.activitypub.ts";
import { lessonOf } from "../../features/adoptions/adoptions.model.ts";
import { externalAdoptionsOf, listedAdoptions, originRemembered } from "../../features/adoptions/adoptions.queries.ts";
import { LINEAGE_LIMITS, type LineageNode } from "../../features/adoptions/lineage.model.ts";
import { storedLineage } from "../../features/adoptions/lineage.queries.ts";
import { putLineage } from "../../features/adoptions/lineage.store.ts";
import { type Post, postByUri } from "../../features/posts/posts.queries.ts";
import { readWire } from "../../features/project-notes/note-reading.activitypub.ts";
import { noteOf } from "../../features/project-notes/project-notes.queries.ts";
import { asList, httpUrl, idOf, isObject, linkOf, textOf, timeOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { type FetchBudget, fetchCollection, fetchDocument, mayAskOnHearsay, newFetchBudget } from "./fetch-document.ts";

/** What is known of one note of a tree. */
interface Seen extends Omit<LineageNode, "parentUri" | "confirmed" | "byHand"> {
  /** Notes that it says it was taken over from. */
  readonly origins: readonly string[];
  /** Its collection of adoptions; null for ours, which are in the database, and for what has none. */
  readonly adoptionsUri: string | null;
  readonly own: Post | null;
}

/** Documents that one look at a tree may fetch: each note and its list. */
const DOCUMENTS = 2 * (LINEAGE_LIMITS.nodes + LINEAGE_LIMITS.up);
/** Entries, and pages, of one list that are looked at. */
const MOST_LISTED = 1_000;
const MOST_PAGES = 5;
/** A look ends before the worker would cut it off; what was not reached stays as it was. */
const LONGEST_MS = 45_000;

/**
 * Looks at the family tree around a note, up and down, at the notes' own hosts, and keeps what it found. What cannot be
 * had now stays as it was known. Works through any circle, chain or crowd within `LINEAGE_LIMITS`.
 */
export async function lookAtLineage(ctx: Ctx, uri: string): Promise<void> {
  const stored = await storedLineage(ctx, uri);
  const walk = new Walk(ctx, new Map(stored?.nodes.map((node) => [node.uri, node])));
  const nodes = await walk.from(uri);
  if (nodes.length > 0) await inTransaction(ctx, (tx) => putLineage(tx, nodes));
}

class Walk {
  readonly #ctx: Ctx;
  /** As the tree was last seen. */
  readonly #known: ReadonlyMap<string, LineageNode>;
  readonly #budget: FetchBudget = newFetchBudget(DOCUMENTS);
  readonly #until = performance.now() + LONGEST_MS;
  readonly #read = new Map<string, Promise<Seen | null>>();
  readonly #nodes = new Map<string, LineageNode>();

  constructor(ctx: Ctx, known: ReadonlyMap<string, LineageNode>) {
    this.#ctx = ctx;
    this.#known = known;
  }

  async from(uri: string): Promise<LineageNode[]> {
    const chain = await this.#climb(uri);
    const [root] = chain;
    if (!root) return [];
    this.#add(root, null, true);
    // The way to the note itself comes first, so that no crowd keeps it out; whether its origin lists it turns out below.
    for (const [index, seen] of chain.slice(1).entries()) this.#add(seen, chain[index]?.uri ?? null, false);
    let level: readonly Seen[] = chain;
    for (let depth = 0; depth < LINEAGE_LIMITS.down && level.length > 0; depth += 1) {
      level = await this.#descend(level);
    }
    return [...this.#nodes.values()];
  }

  /** The note and what it descends from, the oldest first; it ends at what was seen before, and after eight levels. */
  async #climb(uri: string): Promise<Seen[]> {
    const chain: Seen[] = [];
    let next: string | undefined = uri;
    while (next !== undefined && chain.length <= LINEAGE_LIMITS.up && chain.every((seen) => seen.uri !== next)) {
      const seen: Seen | null = await this.#see(next);
      if (!seen) break;
      chain.unshift(seen);
      [next] = seen.origins;
    }
    return chain;
  }

  /** Those that were taken over from the notes of one level: what their origin lists and what points back. */
  async #descend(level: readonly Seen[]): Promise<Seen[]> {
    const lists = await this.#hostByHost(
      level,
      ({ uri }) => uri,
      (seen) => this.#childrenOf(seen),
    );
    const pairs = lists.flatMap(({ item: parent, result }) => (result ?? []).map((uri) => ({ parent, uri })));
    const fresh = pairs.filter(({ uri }, index) => pairs.findIndex((pair) => pair.uri === uri) === index);
    const room = Math.max(0, LINEAGE_LIMITS.nodes - this.#nodes.size);
    const wanted = fresh.filter(({ parent, uri }) => this.#isNew(parent, uri)).slice(0, room);
    const found = await this.#hostByHost(
      wanted,
      ({ uri }) => uri,
      ({ uri }) => this.#see(uri),
    );
    return found.flatMap(({ item: { parent }, result: seen }) => {
      if (!seen?.origins.includes(parent.uri)) return [];
      return this.#add(seen, parent.uri, true) ? [seen] : [];
    });
  }

  /** Whether a listed note is to be read: one of the chain is only marked as listed. */
  #isNew(parent: Seen, uri: string): boolean {
    const node = this.#nodes.get(uri);
    if (node === undefined) return true;
    if (node.parentUri === parent.uri) this.#nodes.set(uri, { ...node, confirmed: true });
    return false;
  }

  #add(seen: Seen, parentUri: string | null, confirmed: boolean): boolean {
    if (this.#nodes.has(seen.uri) || this.#nodes.size >= LINEAGE_LIMITS.nodes) return false;
    const { uri, title, url, district, state, lesson, publishedAt, gone } = seen;
    const node = { uri, parentUri, title, url, district, state, lesson, publishedAt, gone, confirmed, byHand: false };
    this.#nodes.set(uri, node);
    return true;
  }

  /** Works through items, those of one host one after the other, at most five hosts at the same time. */
  async #hostByHost<T, R>(items: readonly T[], uriOf: (item: T) => string, work: (item: T) => Promise<R>) {
    const byHost = new Map<string, T[]>();
    for (const item of items) {
      const host = hostOf(uriOf(item)) ?? "";
      byHost.set(host, [...(byHost.get(host) ?? []), item]);
    }
    const results = new Map<T, R>();
    const hosts = [...byHost.values()];
    const worker = async (): Promise<void> => {
      for (let group = hosts.shift(); group !== undefined; group = hosts.shift()) {
        for (const item of group) if (performance.now() < this.#until) results.set(item, await work(item));
      }
    };
    await Promise.all(Array.from({ length: LINEAGE_LIMITS.hosts }, worker));
    return items.map((item) => ({ item, result: results.get(item) }));
  }

  #see(uri: string): Promise<Seen | null> {
    const running = this.#read.get(uri) ?? this.#look(uri);
    this.#read.set(uri, running);
    return running;
  }

  async #look(uri: string): Promise<Seen | null> {
    if (hostOf(uri) === hostOf(this.#ctx.origin)) return this.#lookHere(uri);
    if (!(await mayAskOnHearsay(this.#ctx, uri))) return this.#remembered(uri, false);
    try {
      return await this.#readThere(uri);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return this.#remembered(uri, error.kind === "gone" || error.kind === "notFound");
    }
  }

  async #lookHere(uri: string): Promise<Seen | null> {
    return (await this.#asKept(uri)) ?? this.#remembered(uri, true);
  }

  /** A note that we have, as it was written or as it last arrived. */
  async #asKept(uri: string): Promise<Seen | null> {
    const post = await postByUri(this.#ctx, uri);
    const isOpen = post?.kind === "projectNote" && post.deletedAt === null && post.visibility === "public";
    const note = isOpen ? await noteOf(this.#ctx, post.id) : null;
    if (!post || !note) return null;
    return {
      uri,
      title: post.title ?? "",
      url: post.url,
      district: note.districtName,
      state: note.adoption?.state ?? null,
      lesson: lessonOf(note.fields, note.adoption),
      publishedAt: post.publishedAt,
      gone: false,
      origins: note.adoption ? [note.adoption.originUri] : [],
      adoptionsUri: null,
      own: post.local ? post : null,
    };
  }

  async #readThere(uri: string): Promise<Seen | null> {
    const fetched = await fetchDocument(this.#ctx, uri, this.#budget);
    const { document } = fetched;
    if (document.type === "Tombstone") return this.#remembered(uri, true);
    // Only notes of our kind have a place in a tree, and only under their own id.
    if (fetched.uri !== uri || document["stv:kind"] !== "ProjectNote") return null;
    const note = readWire(document);
    const list = httpUrl(idOf(document["stv:adoptions"]));
    return {
      uri,
      title: note.fields.title,
      url: linkOf(document.url),
      district: await this.#districtOf(document, note.districtUri),
      state: note.adoption?.state ?? null,
      lesson: lessonOf(note.fields, note.adoption),
      publishedAt: timeOf(document.published),
      gone: false,
      origins: originsIn(document),
      adoptionsUri: list !== null && hostOf(list) === hostOf(uri) ? list : null,
      own: null,
    };
  }

  /** The name of the district if we know it; a tree is no reason to get to know it. */
  async #districtOf(document: JsonObject, districtUri: string | null): Promise<string> {
    const host = hostOf(textOf(document.id) ?? "") ?? "";
    const known =
      districtUri !== null && hostOf(districtUri) === host ? await actorByUri(this.#ctx, districtUri) : null;
    return known?.name ?? host;
  }

  /** As it was last seen, here or in the tree; a note that is gone keeps its title. */
  async #remembered(uri: string, gone: boolean): Promise<Seen | null> {
    const node = this.#known.get(uri);
    if (!node) return gone ? this.#named(uri) : this.#asKept(uri);
    const { title, url, district, state, lesson, publishedAt } = node;
    const origins = node.parentUri === null ? [] : [node.parentUri];
    return {
      uri,
      title,
      url,
      district,
      state,
      lesson,
      publishedAt,
      gone: gone || node.gone,
      origins,
      adoptionsUri: null,
      own: null,
    };
  }

  /** A deleted note that nothing is known of but what it was called by a note that was taken over from it. */
  async #named(uri: string): Promise<Seen | null> {
    const origin = await originRemembered(this.#ctx, uri);
    if (!origin) return null;
    const { title, url } = origin;
    const nothing = { state: null, lesson: null, publishedAt: null, adoptionsUri: null, own: null };
    return { uri, title, url, district: hostOf(uri) ?? "", gone: true, origins: [], ...nothing };
  }

  async #childrenOf(seen: Seen): Promise<string[]> {
    if (seen.own) return this.#childrenHere(seen.own);
    const remembered = [...this.#known.values()].filter((node) => node.parentUri === seen.uri).map((node) => node.uri);
    if (seen.gone || seen.adoptionsUri === null) return remembered;
    if (!(await mayAskOnHearsay(this.#ctx, seen.adoptionsUri))) return remembered;
    try {
      const { document } = await fetchCollection(this.#ctx, seen.adoptionsUri, this.#budget);
      if (idOf(document["stv:adoptionsOf"]) !== seen.uri) return remembered;
      const items = await this.#itemsOf(seen.adoptionsUri, document);
      return items.slice(0, MOST_LISTED).flatMap((item) => httpUrl(idOf(item)) ?? []);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return remembered;
    }
  }

  /** What stands in a list itself, or on its first pages; each at the list's own host, and none twice. */
  async #itemsOf(list: string, document: JsonObject): Promise<Json[]> {
    const items: Json[] = [];
    const asked = new Set<string>();
    let page: JsonObject | null = document;
    while (page !== null) {
      const next: Json | undefined = page.first ?? page.next;
      items.push(...asList(page.orderedItems), ...asList(page.items));
      if (isObject(next) && (next.orderedItems ?? next.items) !== undefined) page = next;
      else page = items.length < MOST_LISTED ? await this.#pageAt(list, httpUrl(idOf(next)), asked) : null;
    }
    return items;
  }

  async #pageAt(list: string, uri: string | null, asked: Set<string>): Promise<JsonObject | null> {
    if (uri === null || hostOf(uri) !== hostOf(list) || asked.has(uri) || asked.size >= MOST_PAGES) return null;
    if (!(await mayAskOnHearsay(this.#ctx, uri))) return null;
    asked.add(uri);
    return (await fetchCollection(this.#ctx, uri, this.#budget)).document;
  }

  async #childrenHere(post: Post): Promise<string[]> {
    const [listed, byHand] = await Promise.all([
      listedAdoptions(this.#ctx, post.id),
      externalAdoptionsOf(this.#ctx, post.id),
    ]);
    for (const { id, title, url, district, state, createdAt } of byHand) {
      const uri = `${post.uri}#von-hand-${id}`;
      if (this.#nodes.size >= LINEAGE_LIMITS.nodes) break;
      const told = { title, url, district, state, lesson: null, publishedAt: createdAt, gone: false };
      this.#nodes.set(uri, { uri, parentUri: post.uri, ...told, confirmed: false, byHand: true });
    }
    return listed.map(({ uri }) => uri);
  }
}
