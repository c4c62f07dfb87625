import type { Sql } from "postgres";

/** What asks the database for something. */
const ASKING = new Set<string | symbol>(["unsafe", "begin", "reserve", "notify", "file"]);

export interface Borrowed {
  readonly sql: Sql;
  /** From now on nothing can be asked; nobody listens any more. */
  readonly giveUp: () => Promise<void>;
}

/**
 * A pool that belongs to others as one of its own: what is remembered for a pool is remembered for this one alone, it listens on
 * a connection of its own, and when it is given up it is as if it were closed.
 */
export function borrow(pool: Sql, openListener: () => Sql): Borrowed {
  let listener: Sql | undefined;
  let isOver = false;
  const ifOpen = (): void => {
    if (isOver) throw Object.assign(new Error("write CONNECTION_ENDED"), { code: "CONNECTION_ENDED" });
  };
  const listening = (): Sql => {
    listener ??= openListener();
    return listener;
  };
  const giveUp = async (): Promise<void> => {
    isOver = true;
    await listener?.end({ timeout: 5 });
  };
  const asking =
    (ask: (...given: unknown[]) => unknown) =>
    (...given: unknown[]): unknown => {
      ifOpen();
      return ask(...given);
    };
  const sql = new Proxy(pool, {
    apply: (target, self, given) => {
      ifOpen();
      return Reflect.apply(target, self, given);
    },
    get: (target, name) => {
      if (name === "end") return giveUp;
      if (name === "listen") return asking((...given) => listening().listen(...(given as Parameters<Sql["listen"]>)));
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" && ASKING.has(name) ? asking(value.bind(target)) : value;
    },
  });
  return { sql, giveUp };
}
