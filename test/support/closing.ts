const steps: (() => Promise<unknown>)[] = [];

/** Does something when the running test file is done, last first; also when it is called in a hook. */
export const whenFileIsDone = (step: () => Promise<unknown>): void => {
  steps.push(step);
};

export async function closeFile(): Promise<void> {
  for (const step of steps.splice(0).reverse()) await step();
}
