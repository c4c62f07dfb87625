import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { kitDigest } from "../../../src/features/project-notes/kit-digest.model.ts";
import { projectNotes } from "../../../src/features/project-notes/project-notes.table.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { confirmationBy } from "../../../src/features/transfer/confirmations.queries.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { sentBy } from "../../support/outbox.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { FULL_REQUEST } from "../project-notes/notes.ts";

let ctx: TestCtx;
let site: TestApp;
let ben: Account;

beforeAll(async () => {
  ctx = await createTestCtx();
  await setUpDistrict(ctx);
  site = createTestApp(ctx);
  ben = await createMember(ctx, "ben");
});
