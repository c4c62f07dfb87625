import { AppError } from "../../platform/errors.ts";

/** Also for another member's. */
export const nobodyAsks = (): AppError =>
  new AppError("notFound", "notifications.nobody-asks", "Nothing is held back under this number.");
