/** argon2 works on all of it, so that more would be a way to keep the server busy (T134). */
const MAX_BYTES = 256;
const MIN_CHARACTERS = 8;

/** What is tried first, in German too; compared without case, digits at the end and signs. */
const COMMON = new Set(
  `password passwort kennwort geheim geheimnis hallo hallowelt willkommen schatz schatzi sommer winter fruehling herbst
   fussball qwertz qwertzuiop qwerty qwertyuiop asdfgh asdfghjkl yxcvbnm zxcvbnm abcdefgh abcdefghi iloveyou ichliebedich
   sunshine princess football baseball dragon monkey letmein welcome master superman batman trustno starwars computer
   internet michael sebastian christian alexander stephanie schalke bayern bayernmuenchen dortmund stuttgart berlin
   deutschland admin administrator adminadmin root test testtest changeme passwordpassword passwortpasswort
   stadtteil stadtteilvernetzer nachbarschaft`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

const UMLAUTS: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };

/** The same password typed on another keyboard may be composed of other code points. */
export const normalisePassword = (password: string): string => password.normalize("NFC");

/** Whether hashing may be tried at all. */
export const isHashable = (password: string): boolean =>
  Buffer.byteLength(password) <= MAX_BYTES && !password.includes("\0");

/** Why a password cannot be chosen, or null when it can. */
export function passwordProblem(password: string): "too-short" | "too-long" | "malformed" | "common" | null {
  if (password.includes("\0")) return "malformed";
  if (Buffer.byteLength(password) > MAX_BYTES) return "too-long";
  if ([...password].length < MIN_CHARACTERS) return "too-short";
  return isCommon(password) ? "common" : null;
}

function isCommon(password: string): boolean {
  const lower = password.toLowerCase().replace(/[äöüß]/g, (letter) => UMLAUTS[letter] ?? letter);
  const letters = lower.replace(/[^a-z]/g, "");
  if (letters === "") return isRunOrRepetition(lower);
  return COMMON.has(letters) || /^(.)\1*$/.test(lower) || COMMON.has(unleeted(lower));
}

/** `12345678`, `11111111`, `20202020`, `01012020`: digits and signs alone are a date or a row of keys. */
const isRunOrRepetition = (text: string): boolean => text.replace(/\D/g, "").length < 13;

const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  $: "s",
  "@": "a",
};

const unleeted = (text: string): string => text.replace(/[\d$@]/g, (sign) => LEET[sign] ?? sign).replace(/[^a-z]/g, "");
