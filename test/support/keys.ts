import crypto, { generateKeyPairSync, type KeyPairKeyObjectResult } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { promisify } from "node:util";

/** A pair costs more than most tests: so many are made once a process and given out in turn, never the same to two who meet. */
const PAIRS = 64;
const pairs: KeyPairKeyObjectResult[] = [];
let given = 0;

/** An RSA pair of 2048 bits. */
export function rsaPair(): KeyPairKeyObjectResult {
  const place = given % PAIRS;
  given += 1;
  pairs[place] ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
  return pairs[place];
}

const asked = promisify(crypto.generateKeyPair) as (type: string, options: unknown) => Promise<KeyPairKeyObjectResult>;

/** Members and groups of ours get theirs from the same stock; whatever else is made is made as ever. */
export function shareRsaPairs(): void {
  const fromStock = async (type: string, options?: { modulusLength?: number }): Promise<KeyPairKeyObjectResult> =>
    type === "rsa" && options?.modulusLength === 2048 ? rsaPair() : asked(type, options);
  Object.assign(crypto, { generateKeyPair: Object.assign(() => {}, { [promisify.custom]: fromStock }) });
  syncBuiltinESMExports();
}
