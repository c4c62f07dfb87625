import { expect, test } from "vitest";
import { takeTurns } from "../../src/platform/coalesce.ts";

/** Runs that the test ends one by one. */
function manual() {
  const runs: { items: readonly number[]; end(): void; fail(): void }[] = [];
  const run = (items: readonly number[]): Promise<readonly string[]> =>
    new Promise((resolve, reject) => {
      runs.push({
        items,
        end: () => resolve(items.map((item) => `answer ${item}`)),
        fail: () => reject(new Error(`no ${items.join()}`)),
      });
    });
  return { runs, run };
}

test("one alone runs at once; those that come meanwhile share the next run, at most so many", async () => {
  const { runs, run } = manual();
  const ask = takeTurns(run, 3);
  const first = ask(1);
  await expect.poll(() => runs.length).toBe(1);
  const others = [2, 3, 4, 5].map(ask);
  expect(runs.map(({ items }) => items)).toEqual([[1]]);
  runs[0]?.end();
  expect(await first).toBe("answer 1");
  await expect.poll(() => runs.length).toBe(2);
  runs[1]?.end();
  await expect.poll(() => runs.length).toBe(3);
  runs[2]?.end();
  expect(await Promise.all(others)).toEqual(["answer 2", "answer 3", "answer 4", "answer 5"]);
  expect(runs.map(({ items }) => items)).toEqual([[1], [2, 3, 4], [5]]);
});

test("those of one tick share a run", async () => {
  const { runs, run } = manual();
  const ask = takeTurns(run, 10);
  const answers = [1, 2].map(ask);
  await expect.poll(() => runs.length).toBe(1);
  runs[0]?.end();
  expect(await Promise.all(answers)).toEqual(["answer 1", "answer 2"]);
});

test("one that fails spoils it for none of the others", async () => {
  const ask = takeTurns(async (items: readonly number[]) => {
    if (items.includes(2)) throw new Error("not with two");
    return items;
  }, 10);
  const answers = await Promise.allSettled([1, 2, 3].map(ask));
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await ask(4)).toBe(4);
});
