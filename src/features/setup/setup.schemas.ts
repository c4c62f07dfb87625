import { z } from "zod";
import { email, requiredLine } from "../../platform/text-schemas.ts";
import { handleSchema, passwordSchema } from "../accounts/accounts.schemas.ts";
import { proposeHandle } from "../actors/actors.model.ts";
import { districtSchema } from "../district/district.schemas.ts";

/** Everything that the set-up asks for; the wizard and `stv setup` both come through here. */
export const setupSchema = z
  .strictObject({
    district: districtSchema.extend({ handle: handleSchema }),
    admin: z.strictObject({
      name: requiredLine(100),
      handle: handleSchema,
      email,
      password: passwordSchema,
      locale: z.enum(["de", "en"]).default("de"),
    }),
  })
  .superRefine(({ district, admin }, context) => {
    if (district.handle !== admin.handle) return;
    context.addIssue({ code: "custom", path: ["admin", "handle"], message: "error.actors.handle-taken" });
  });

export type SetupInput = z.input<typeof setupSchema>;

/** The handle that was given, else one made of the name. */
export const handleOr = (given: string, name: string): string => (given.trim() === "" ? proposeHandle(name) : given);
