import { hash, parseOptions, verify } from "@node-rs/argon2";
import { AppError } from "../../platform/errors.ts";
import { createTurns } from "../../platform/turns.ts";
import { isHashable, normalisePassword } from "./passwords.model.ts";

/** OWASP's second choice for argon2id: 19 MiB, two passes, one lane (T135). 2 = argon2id. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Verified in place of an account that does not exist, so that both take the same time (T133): nobody's password. */
const NOBODY = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${"A".repeat(22)}$${"A".repeat(43)}`;

/** Each run takes 19 MiB and a core for a while: two at once, a short queue behind, and "later" for the rest. */
const inTurn = createTurns(
  2,
  32,
  () => new AppError("limited", "accounts.busy", "Too many logins at once.", { retryAfter: 5 }),
);

/** argon2id hash as a PHC string. The password must have passed `passwordProblem`. */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(normalisePassword(password), COST));

/** @param stored PHC string, or null when there is no such account: then the answer is false, after the same time. */
export async function isPasswordRight(stored: string | null, password: string): Promise<boolean> {
  if (!isHashable(password)) return false;
  const right = await inTurn(() => verify(stored ?? NOBODY, normalisePassword(password)));
  return right && stored !== null;
}

/** Whether a hash was made with less than today's cost. */
export function isHashWeak(stored: string): boolean {
  const { algorithm, memoryCost, timeCost } = parseOptions(stored);
  return algorithm !== COST.algorithm || memoryCost < COST.memoryCost || timeCost < COST.timeCost;
}
