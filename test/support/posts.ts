import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { editPost } from "../../src/features/posts/usecases/edit.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { votePoll } from "../../src/features/posts/usecases/vote.ts";
import type { TestCtx } from "./ctx.ts";
import { createMember } from "./people.ts";
import { insertActor, insertPost } from "./rows.ts";

/** Paths of posts, by what they show. */
export interface PostPaths {
  readonly long: string;
  readonly poll: string;
  readonly folded: string;
  readonly remote: string;
}

/** A long post with a conversation, a poll, one behind a warning, one of a peer's. */
export async function insertPosts(ctx: TestCtx, anna: Account): Promise<PostPaths> {
  const bela = await createMember(ctx, "bela");
  const long = await publishPost(ctx, anna, {
    title: "Wie wir den Platz ein Jahr lang begrünt haben",
    summary: "Zwölf Kübel, vier Patenschaften und ein trockener Sommer: was wir wieder so machen würden.",
    text: "Im März standen die Kübel noch leer.\n\nDank @bela und vielen anderen blüht es jetzt. #Garten #Marienplatz",
  });
  ctx.advance(60_000);
  await editPost(ctx, anna, long.id, {
    title: "Wie wir den Platz ein Jahr lang begrünt haben",
    summary: "Zwölf Kübel, vier Patenschaften und ein trockener Sommer: was wir wieder so machen würden.",
    text: "Im März standen die Kübel noch leer.\n\nDank @bela und vielen anderen blüht es jetzt. Mehr steht auf https://beet.example/kuebel. #Garten #Marienplatz",
  });
  const answer = await publishComment(ctx, bela, { postId: long.id, text: "Wer gießt im August?" });
  await publishComment(ctx, anna, { postId: answer.id, text: "Die Kita, wenn wir den Schlauch zahlen." });
  await react(ctx, bela, long.id, "like");
  const poll = await publishPost(ctx, anna, {
    text: "Wann soll das Sommerfest sein?",
    poll: { options: ["Am Samstag vor den Ferien", "Am ersten Sonntag im September", "Gar nicht"], hours: 72 },
  });
  await votePoll(ctx, bela, poll.id, [0]);
  const folded = await publishPost(ctx, bela, {
    text: "Zum Glück ist niemand verletzt.",
    summary: "Unfall an der Kreuzung",
  });
  const karim = await insertActor(ctx, {
    host: "post.test",
    handle: "karim",
    name: "Karim",
    url: "https://post.test/@karim",
  });
  const remote = await insertPost(ctx, karim, {
    content: "<p>Hat jemand eine lange Leiter?</p>",
    url: "https://post.test/@karim/1",
    language: "de",
  });
  const pathOf = ({ url }: { readonly url: string }): string => new URL(url).pathname;
  return {
    long: pathOf(long),
    poll: pathOf(poll),
    folded: pathOf(folded),
    remote: `/beitraege/post.test/${remote.id}`,
  };
}
