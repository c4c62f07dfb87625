import type { Scope } from "../../src/features/accounts/accounts.model.ts";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { createAccount } from "../../src/features/accounts/accounts.usecases.ts";
import { openSession } from "../../src/features/accounts/sessions.usecases.ts";
import { issueToken } from "../../src/features/accounts/tokens.usecases.ts";
import type { District } from "../../src/features/district/district.model.ts";
import { createDistrict } from "../../src/features/district/district.usecases.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import type { Role } from "../../src/platform/viewer.ts";

export const PASSWORD = "drei Esel am Brunnen";

/** The district of a test instance, with its imprint. */
export const setUpDistrict = (ctx: Ctx, handle = "heslach"): Promise<District> =>
  createDistrict(ctx, {
    name: handle.charAt(0).toUpperCase() + handle.slice(1),
    handle,
    city: "Stuttgart",
    about: "",
    accent: "#205a3c",
    imprint: { name: "Verein", address: "Weg 1\n70199 Stuttgart", email: "post@heslach.test" },
  });

/** A member; the handle is the name, too. An `Account` is a `Viewer`. */
export const createMember = (ctx: Ctx, handle: string, role: Role = "member"): Promise<Account> =>
  createAccount(ctx, { handle, name: handle, email: `${handle}@post.example`, password: PASSWORD, role });

/** Value of a session cookie for this member. */
export const sessionOf = (ctx: Ctx, account: Account): Promise<string> => openSession(ctx, account.accountId);

/** A bearer token of this member. */
export const tokenOf = async (ctx: Ctx, account: Account, scopes: Scope[] = ["read", "write"]): Promise<string> =>
  (await issueToken(ctx, account.accountId, { name: "test", scopes })).token;
