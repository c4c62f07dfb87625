import { AppError } from "../../platform/errors.ts";

export const alreadySetUp = (): AppError =>
  new AppError("conflict", "district.already-set-up", "This instance has its district already.");

export const notSetUp = (): AppError => new AppError("notFound", "district.not-set-up", "This instance is not set up.");

export const onlyAdmins = (): AppError =>
  new AppError("forbidden", "district.only-admins", "Only administrators may change the district.");

/** The accent colour cannot be read on the page, or is no colour. */
export const accentRefused = (problem: "malformed" | "contrast"): AppError =>
  new AppError("invalid", `district.accent-${problem}`, `The accent colour is refused: ${problem}.`, {
    fields: { accent: `error.district.accent-${problem}` },
  });

/** The address of the instance changed in a way that would break what others know of it. */
export const originChanged = (known: string, wanted: string): AppError =>
  new AppError(
    "conflict",
    "district.origin-changed",
    `This instance was set up as ${known}, and other servers know it by that name: it cannot become ${wanted}. ` +
      `Set ORIGIN=${known} again, or start a new instance with an empty DATA_DIR or database.`,
  );
