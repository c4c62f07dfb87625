import { onTestFinished, TestRunner } from "vitest";

const steps: (() => Promise<unknown>)[] = [];

/**
 * Does something when what asked for it is done, last first: a test or what was made before each, as soon as the test
 * ends; else the file.
 */
export function whenDone(step: () => Promise<unknown>): void {
  if (TestRunner.getCurrentTest()) onTestFinished(async () => void (await step()));
  else steps.push(step);
}

export async function closeFile(): Promise<void> {
  for (const step of steps.splice(0).reverse()) await step();
}
