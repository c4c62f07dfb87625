import { AppError } from "../../platform/errors.ts";
import type { RelayLook } from "./relays.model.ts";

export const noSuchRelay = (): AppError => new AppError("notFound", "relays.not-found", "No such relay.");

/** No relay at the address that was typed; the reason says more. */
export const noRelayThere = (reason: (RelayLook & { kind: "none" })["reason"]): AppError =>
  new AppError("invalid", "relays.none-there", `No relay was found: ${reason}.`, {
    fields: { adresse: `error.relays.${reason}` },
  });

export const relayKnown = (): AppError =>
  new AppError("conflict", "relays.known", "This relay is subscribed to already.", {
    fields: { adresse: "error.relays.known" },
  });

export const relaysMany = (): AppError => new AppError("conflict", "relays.many", "There are enough relays.");

export const relaysAtRest = (): AppError =>
  new AppError("conflict", "relays.rest", "Relays need one of the modes open and allow-list.");
