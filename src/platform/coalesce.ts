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
