/**
 * Lets `atOnce` pieces of work run side by side and at most `mostWaiting` wait for their turn, first come first served.
 * @param busy makes the error for the rest
 */
export function createTurns(atOnce: number, mostWaiting: number, busy: () => Error) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < atOnce) running += 1;
    else if (waiting.length >= mostWaiting) throw busy();
    // Whoever ends hands its place on, so `running` stays as it is.
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
