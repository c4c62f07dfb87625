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
 * Joins the calls that come while another is under way into the next one: alone, each is run at once; in a crowd, many
 * share a run. When a shared run fails, its calls are tried one by one, so that none is lost for another's sake.
 * @param most calls that share a run
 */
export function takeTurns<Item>(
  run: (items: readonly Item[]) => Promise<void>,
  most: number,
): (item: Item) => Promise<void> {
  const waiting: { item: Item; resolve: () => void; reject: (reason: unknown) => void }[] = [];
  let underWay = false;
  const runAll = async (): Promise<void> => {
    underWay = true;
    while (waiting.length > 0) {
      const calls = waiting.splice(0, most);
      try {
        await run(calls.map(({ item }) => item));
        for (const { resolve } of calls) resolve();
      } catch (error) {
        if (calls.length === 1) for (const { reject } of calls) reject(error);
        else for (const { item, resolve, reject } of calls) await run([item]).then(resolve, reject);
      }
    }
    underWay = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!underWay) void runAll();
    });
}
