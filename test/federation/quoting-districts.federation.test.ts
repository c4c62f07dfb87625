import { expect, test, vi } from "vitest";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { shownQuotes, stampsOf } from "../../src/features/quotes/quotes.queries.ts";
import { revokeQuote } from "../../src/features/quotes/quotes.usecases.ts";
import { quoteOf } from "../../src/features/quotes/usecases/quote.ts";
import { lookUpPost } from "../../src/federation/fetch/lookup.ts";
import { createDistricts, type RunningDistrict } from "../support/districts.ts";
import { createMember } from "../support/people.ts";

// Three whole districts on two cores.
vi.setConfig({ testTimeout: 60_000 });

const soon = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 30_000, interval: 50 });
const stateIn = async ({ ctx }: RunningDistrict, id: string) =>
  (await shownQuotes(ctx, null, "de", [id])).get(id)?.state;

test("73 a post here that quotes a note of another district: asked, allowed, shown in a third, taken back everywhere", async () => {
  const districts = await createDistricts();
  const heslach = await districts.start("heslach.test");
  const sendling = await districts.start("sendling.test");
  const kalk = await districts.start("kalk.test");
  const anna = await createMember(heslach.ctx, "anna");
  const bela = await createMember(sendling.ctx, "bela");
  const note = await publishProjectNote(heslach.ctx, anna, {
    title: "Brotkasten am Marienplatz",
    summary: "Die Bäckerei gibt ab, was am Samstag übrig ist.",
    goal: "Kein Brot im Müll.",
    targetGroups: ["alle im Viertel"],
    measures: "Zwei von uns öffnen den Kasten.",
    outcome: "ongoing",
  });
  const known = (await lookUpPost(sendling.ctx, note.uri, bela))!;
  const post = await publishPost(sendling.ctx, bela, { text: "Das machen wir auch" }, { quote: quoteOf(known.id) });
  await soon(async () => expect(await stateIn(sendling, post.id)).toBe("allowed"));
  const there = (await lookUpPost(kalk.ctx, post.uri, null))!;
  await soon(async () => expect(await stateIn(kalk, there.id)).toBe("allowed"));
  const [given] = await stampsOf(heslach.ctx, anna.actorId, { limit: 5 });
  expect(given?.stamp.quotingUri).toBe(post.uri);
  await revokeQuote(heslach.ctx, anna, given!.stamp.id);
  await soon(async () => expect(await stateIn(sendling, post.id)).toBe("refused"));
});
