import { eq } from "drizzle-orm";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { announcements } from "../../../src/features/announcements/announcements.table.ts";
import { takeDownAnnouncement } from "../../../src/features/announcements/announcements.usecases.ts";
import { reactToAnnouncement } from "../../../src/features/announcements/answers.usecases.ts";
import { publishComposition } from "../../../src/features/composing/usecases/publish.ts";
import { schedulePost } from "../../../src/features/composing/usecases/schedule.ts";
import type { Filter } from "../../../src/features/filters/filters.model.ts";
import { addPostToFilter, createFilter } from "../../../src/features/filters/filters.usecases.ts";
import { requestFollow } from "../../../src/features/follows/follows.usecases.ts";
import type { Group } from "../../../src/features/groups/groups.queries.ts";
import { createGroup } from "../../../src/features/groups/usecases/create.ts";
import { openThread } from "../../../src/features/groups/usecases/post.ts";
import { createList } from "../../../src/features/lists/lists.usecases.ts";
import { storeUpload } from "../../../src/features/media/media.usecases.ts";
import { suspend, targetOf } from "../../../src/features/moderation/usecases/suspend.ts";
import { GROUPABLE, groupKeyOf } from "../../../src/features/notifications/notifications.model.ts";
import { postReactions } from "../../../src/features/posts/posts.table.ts";
import { publishComment } from "../../../src/features/posts/usecases/comment.ts";
import { deletePost } from "../../../src/features/posts/usecases/delete.ts";
import { featureTag } from "../../../src/features/posts/usecases/keep-tag.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { react } from "../../../src/features/posts/usecases/react.ts";
import { quoteStamps } from "../../../src/features/quotes/quotes.table.ts";
import { notifications } from "../../../src/platform/notifications.table.ts";
import { phonePhoto } from "../../features/media/media.files.ts";
import { announce } from "../../support/announcing.ts";
import type { TestCtx } from "../../support/ctx.ts";
import { createMember } from "../../support/people.ts";
import { blockHost, insertActor, insertFollow, insertPost } from "../../support/rows.ts";

/** The values of the parameters in a path, by name. */
export type Params = Readonly<Record<string, string>>;

/** Those who take part: Anna has things, Bob asks for them, Cleo is the one with whom Anna has them. */
export interface Cast {
  readonly anna: Account;
  readonly cleo: Account;
  readonly admin: Account;
  /** A closed group of Anna's and Cleo's. */
  readonly closed: Group;
}

export async function castOf(ctx: TestCtx): Promise<Cast> {
  const [anna, cleo] = [await createMember(ctx, "anna"), await createMember(ctx, "cleo")];
  const admin = await createMember(ctx, "dora", "admin");
  await requestFollow(ctx, cleo, anna.actorId);
  const closed = await createGroup(ctx, anna, { name: "Kreis", handle: "kreis", about: "", mode: "closed" });
  await insertFollow(ctx, cleo.actorId, closed.actor.id);
  await ctx.sql`update actors set manually_approves_followers = true where id = ${anna.actorId}`;
  return { anna, cleo, admin, closed };
}

/** Makes what Anna has, anew each time; the answer names it in paths. */
export function thingsOf(ctx: TestCtx, { anna, cleo, admin, closed }: Cast) {
  let serial = 0;
  const next = (): string => {
    serial += 1;
    return `nr${serial}`;
  };
  const filter = (): Promise<Filter> =>
    createFilter(ctx, anna, {
      ...{ title: next(), contexts: ["home"], action: "warn", expiresIn: null },
      keywords: [{ keyword: "geheim", wholeWord: false }],
    });
  const filterWithPost = async () => {
    const { id } = await publishPost(ctx, cleo, { text: next() });
    return addPostToFilter(ctx, anna, (await filter()).id, id);
  };
  const post = async (visibility: "public" | "unlisted" | "followers" | "partners", poll = false): Promise<string> => {
    const asked = poll ? { poll: { options: ["Ja", "Nein"], hours: 24 } } : {};
    return (await publishPost(ctx, anna, { text: `Geheim ${next()}`, visibility, ...asked })).id;
  };
  const direct = async (): Promise<string> =>
    (await publishPost(ctx, cleo, { text: `Geheim für @anna ${next()}`, visibility: "direct" })).id;
  const liked = async () => {
    const postId = await post("public");
    await react(ctx, cleo, postId, "like");
    const [row] = await ctx.db.select().from(notifications).where(eq(notifications.postId, postId));
    if (!row) throw new Error("Anna was told nothing");
    return { id: row.id, createdAt: row.createdAt, post: postId };
  };
  /** One that Anna reacted to. */
  const announcement = async () => {
    const made = { id: (await announce(ctx, admin, next())).id, name: "👍" };
    await reactToAnnouncement(ctx, anna, made.id, made.name);
    return made;
  };
  const id = async (made: Promise<string>): Promise<Params> => ({ id: await made });

  return {
    // Statuses that some may see, and Bob is none of them.
    direct: () => id(publishPost(ctx, anna, { text: `Geheim für @cleo ${next()}`, visibility: "direct" }).then(idOf)),
    followers: () => id(post("followers")),
    answerToFollowers: async () => {
      const postId = await post("followers");
      const answer = await publishComment(ctx, cleo, { postId, text: "Geheim" });
      return { id: (await publishComment(ctx, anna, { postId: answer.id, text: "Geheim" })).id };
    },
    closedGroup: () => id(openThread(ctx, anna, closed, { title: "Geheim", text: next() }).then(idOf)),
    pollOfFollowers: () => id(post("followers", true)),
    boostOfFollowers: async () => {
      const postId = await post("followers");
      const [boost] = await ctx.db
        .insert(postReactions)
        .values({ postId, actorId: anna.actorId, kind: "boost", uri: `${ctx.origin}/${next()}`, createdAt: ctx.now() })
        .returning();
      return { id: boost?.id ?? "" };
    },
    // Statuses that nobody may see.
    deleted: async () => {
      const postId = await post("public");
      await deletePost(ctx, anna, postId);
      return { id: postId };
    },
    ofBlockedHost: async () => {
      await blockHost(ctx, "boese.test");
      return { id: (await insertPost(ctx, await insertActor(ctx, { handle: next(), host: "boese.test" }))).id };
    },
    ofSuspended: async () => {
      const gone = await insertActor(ctx);
      const { id: postId } = await insertPost(ctx, gone);
      await suspend(ctx, await targetOf(ctx, admin, gone.id), "Werbung");
      return { id: postId };
    },
    // Statuses for everybody here.
    public: () => id(post("public")),
    unlisted: () => id(post("unlisted")),
    partners: () => id(post("partners")),
    poll: () => id(post("public", true)),
    // Accounts.
    account: async () => ({ id: (await insertActor(ctx)).id }),
    suspendedAccount: async () => ({ id: (await insertActor(ctx, { suspendedAt: ctx.now() })).id }),
    accountOfBlockedHost: async () => {
      await blockHost(ctx, "boese.test");
      return { id: (await insertActor(ctx, { handle: next(), host: "boese.test" })).id };
    },
    accountGone: async () => ({ id: (await insertActor(ctx, { host: "post.test", deletedAt: ctx.now() })).id }),
    followRequest: async () => {
      const asking = await insertActor(ctx);
      await insertFollow(ctx, asking.id, anna.actorId, "pending");
      return { id: asking.id };
    },
    announcement,
    announcementOver: async () => {
      const made = await announcement();
      await ctx.db.update(announcements).set({ endsAt: ctx.now() }).where(eq(announcements.id, made.id));
      return made;
    },
    announcementTakenDown: async () => {
      const made = await announcement();
      await takeDownAnnouncement(ctx, admin, made.id);
      return made;
    },
    group: async () => ({ id: closed.actor.id }),
    // What only its owner knows.
    list: () => id(createList(ctx, anna, { title: next() }).then(idOf)),
    filter: () => id(filter().then(idOf)),
    filterKeyword: async () => ({ id: (await filter()).keywords[0]?.id ?? "" }),
    filterStatus: async () => ({ id: (await filterWithPost()).posts[0]?.id ?? "" }),
    featuredTag: () => id(featureTag(ctx, anna, `#Beet${next()}`).then(idOf)),
    conversation: () => id(direct()),
    scheduled: () => id(schedulePost(ctx, anna, { text: next(), language: "de" }, inAnHour(ctx)).then(idOf)),
    upload: () =>
      id(
        phonePhoto()
          .then((bytes) => storeUpload(ctx, anna, { bytes, fileName: "foto.jpg" }))
          .then(idOf),
      ),
    notification: async () => ({ id: String((await liked()).id) }),
    notificationRequest: async () => {
      const from = await insertActor(ctx);
      const { id: postId } = await insertPost(ctx, from, { visibility: "direct" }, [anna.actorId]);
      const row = { recipientId: anna.actorId, type: "mention" as const, fromId: from.id, postId, path: `/${next()}` };
      const [told] = await ctx.db
        .insert(notifications)
        .values({ ...row, held: true, createdAt: ctx.now() })
        .returning();
      return { id: String(told?.id) };
    },
    notificationAlone: async () => ({ group_key: `ungrouped-${(await liked()).id}` }),
    notificationGroup: async () => {
      const { post: postId, ...told } = await liked();
      return { group_key: groupKeyOf({ ...told, postId, type: "favourite", held: false }, GROUPABLE) };
    },
    quote: async () => {
      const quoted = await post("public");
      const quoting = await publishComposition(ctx, cleo, { text: "Seht her", quoted, language: "de" });
      const stamps = await ctx.db.$count(quoteStamps, eq(quoteStamps.postId, quoted));
      if (stamps !== 1) throw new Error("no leave to quote");
      return { id: quoted, quoting: quoting.id };
    },
  } satisfies Record<string, () => Promise<Params>>;
}

export type Things = ReturnType<typeof thingsOf>;
export type Thing = keyof Things;

const idOf = ({ id }: { readonly id: string }): string => id;
const inAnHour = (ctx: TestCtx): Date => new Date(ctx.now().getTime() + 3_600_000);
