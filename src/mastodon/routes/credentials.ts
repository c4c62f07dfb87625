import { type Context, Hono } from "hono";
import { changePostingDefaults, readPostingDefaults } from "../../features/accounts/accounts.usecases.ts";
import type { ProfileInput } from "../../features/actors/actors.model.ts";
import { type ProfilePictures, updateProfileWith } from "../../features/media/profile-pictures.usecases.ts";
import type { AppEnv } from "../../ui/env.ts";
import { credentialAccountEntity } from "../entities/account.ts";
import { all, fileOf, isGiven, isTrue, listOf, one, type Parameters, readParameters } from "../parameters.ts";
import { userOf } from "../shown.ts";

type C = Context<AppEnv>;

/**
 * Changing the own profile. docs.joinmastodon.org/methods/accounts#update_credentials and /methods/profile
 * What a client does not send stays as it is. `hide_collections` is passed over: who follows whom is always hidden here.
 */
export const credentialRoutes = new Hono<AppEnv>()
  .patch("/api/v1/accounts/update_credentials", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    const parameters = await readParameters(c);
    // Refused before anything is changed.
    const defaults = readPostingDefaults({
      visibility: one(parameters, "source[privacy]"),
      sensitive: truth(parameters, "source[sensitive]"),
      language: one(parameters, "source[language]"),
      quotePolicy: one(parameters, "source[quote_policy]"),
    });
    const pictures = { icon: await upload(c, "avatar"), image: await upload(c, "header") };
    const actor = await updateProfileWith(ctx, viewer, readProfile(parameters, viewer.handle), pictures);
    await changePostingDefaults(ctx, viewer, defaults);
    return c.json(await credentialAccountEntity(ctx, actor));
  })
  .delete("/api/v1/profile/avatar", (c) => removePicture(c, { icon: null }))
  .delete("/api/v1/profile/header", (c) => removePicture(c, { image: null }));

async function removePicture(c: C, pictures: ProfilePictures): Promise<Response> {
  const actor = await updateProfileWith(c.var.ctx, userOf(c), {}, pictures);
  return c.json(await credentialAccountEntity(c.var.ctx, actor));
}

/** A name that is taken away leaves the handle, as clients expect: here nobody is nameless. */
function readProfile(parameters: Parameters, handle: string): ProfileInput {
  const fields = listOf(parameters, "fields_attributes").map((field) => ({
    name: one(field, "name") ?? "",
    value: one(field, "value") ?? "",
  }));
  const name = one(parameters, "display_name");
  return {
    name: name?.trim() === "" ? handle : name,
    summary: one(parameters, "note"),
    fields: fields.length > 0 || isEmptied(parameters, "fields_attributes") ? fields : undefined,
    approveFollowers: truth(parameters, "locked"),
    discoverable: truth(parameters, "discoverable"),
    indexable: truth(parameters, "indexable"),
    automated: truth(parameters, "bot"),
    attributionDomains: isGiven(parameters, "attribution_domains") ? all(parameters, "attribution_domains") : undefined,
  };
}

/** An empty list or object of JSON (Ice Cubes): everything of the kind goes. What is not said stays. */
const isEmptied = (parameters: Parameters, name: string): boolean =>
  isGiven(parameters, name) && all(parameters, name).length === 0;

const truth = (parameters: Parameters, name: string): boolean | undefined =>
  isGiven(parameters, name) ? isTrue(parameters, name) : undefined;

async function upload(c: C, name: string): Promise<{ bytes: Uint8Array; fileName: string } | undefined> {
  const file = await fileOf(c, name);
  return file && { bytes: new Uint8Array(await file.arrayBuffer()), fileName: file.name };
}
