import type { Ctx } from "./ctx.ts";

/**
 * Joins the calls of one tick into one call: `run` gets all their items and answers in the same order. For many small
 * statements that can be one.
 */
export function coalesce<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  let waiting: { item: Item; resolve: (result: Result) => void; reject: (reason: unknown) => void }[] = [];
  const flush = async (): Promise<void> => {
    const calls = waiting;
    waiting = [];
    try {
      const results = await run(calls.map((call) => call.item));
      // `run` answers one result an item; the index is within bounds.
      for (const [index, call] of calls.entries()) call.resolve(results[index] as Result);
    } catch (reason) {
      for (const call of calls) call.reject(reason);
    }
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (waiting.length === 1) queueMicrotask(() => void flush());
    });
}

/**
 * Joins the calls that come in one tick, or while another run is under way, into one run: alone, each is run at once; in
 * a crowd, many share a statement. When a shared run fails, its calls are tried one by one, so that none is lost for
 * another's sake.
 * @param run answers one result an item, in the same order
 * @param most calls that share a run
 */
export function takeTurns<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  most: number,
): (item: Item) => Promise<Result> {
  const waiting: Call<Item, Result>[] = [];
  let underWay = false;
  const runAll = async (): Promise<void> => {
    underWay = true;
    await null;
    while (waiting.length > 0) await runShared(run, waiting.splice(0, most));
    underWay = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!underWay) void runAll();
    });
}

interface Call<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

async function runShared<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  calls: readonly Call<Item, Result>[],
): Promise<void> {
  try {
    const results = await run(calls.map(({ item }) => item));
    for (const [index, { resolve }] of calls.entries()) resolve(results[index] as Result);
  } catch (error) {
    if (calls.length === 1) for (const { reject } of calls) reject(error);
    else for (const call of calls) await runShared(run, [call]);
  }
}

/** One of something for each pool of connections, made when it is first asked for. */
export function perPool<Made>(make: (ctx: Ctx) => Made): (ctx: Ctx) => Made {
  const all = new WeakMap<Ctx["sql"], Made>();
  return (ctx) => {
    const known = all.get(ctx.sql);
    if (known !== undefined) return known;
    const made = make(ctx);
    all.set(ctx.sql, made);
    return made;
  };
}
