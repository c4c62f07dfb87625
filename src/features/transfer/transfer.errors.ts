import { AppError } from "../../platform/errors.ts";

export const cannotConfirm = (): AppError =>
  new AppError("invalid", "transfer.not-confirmable", "Only transfer kits of other districts can be confirmed.");
export const notConfirmed = (): AppError =>
  new AppError("notFound", "transfer.not-confirmed", "You have not confirmed this transfer kit.");
