import { Hono } from "hono";
import { getPath } from "hono/utils/url";
import { accountsRoutes } from "../features/accounts/accounts.routes.tsx";
import { settingsRoutes } from "../features/accounts/settings.routes.tsx";
import { adoptingRoutes } from "../features/adoptions/adopting.routes.tsx";
import { adoptionApi } from "../features/adoptions/adoptions.api.routes.ts";
import { adoptionsOnNote } from "../features/adoptions/adoptions.note.tsx";
import { answeringRoutes } from "../features/adoptions/answering.routes.tsx";
import { followUpRoutes } from "../features/adoptions/follow-ups.routes.tsx";
import { announcementRoutes } from "../features/announcements/announcements.routes.tsx";
import { announcingRoutes } from "../features/announcements/announcing.routes.tsx";
import { composingRoutes } from "../features/composing/composing.routes.tsx";
import { districtRoutes } from "../features/district/district.routes.tsx";
import { emojiRoutes } from "../features/emojis/emojis.routes.tsx";
import { followingRoutes } from "../features/follows/following.routes.ts";
import { movingRoutes } from "../features/follows/moving.routes.tsx";
import { relationRoutes } from "../features/follows/relations.routes.tsx";
import { followRequestRoutes } from "../features/follows/requests.routes.tsx";
import { visibilityIn } from "../features/groups/groups.model.ts";
import { groupsToPostIn } from "../features/groups/groups.queries.ts";
import { groupRoutes } from "../features/groups/groups.routes.tsx";
import { groupModerationRoutes } from "../features/groups/moderation.routes.tsx";
import { groupSettingsRoutes } from "../features/groups/settings.routes.tsx";
import { placeIn } from "../features/groups/usecases/post.ts";
import { deedRoutes } from "../features/intents/deeds.routes.tsx";
import { intentRoutes } from "../features/intents/intents.routes.tsx";
import { foreignMediaRoutes } from "../features/media/foreign-media.routes.ts";
import { mediaRoutes } from "../features/media/media.routes.ts";
import { closingRoutes } from "../features/moderation/closing.routes.tsx";
import { moderatingRoutes } from "../features/moderation/moderating.routes.tsx";
import { reportRoutes } from "../features/moderation/reports.routes.tsx";
import { holdingRoutes } from "../features/notifications/holding.routes.tsx";
import { notificationRoutes } from "../features/notifications/notifications.routes.tsx";
import { organisationRoutes } from "../features/organisations/organisations.routes.tsx";
import { partnerApi } from "../features/partners/partners.api.routes.ts";
import { partnerRoutes } from "../features/partners/partners.routes.tsx";
import { peerListRoutes } from "../features/peers/lists.routes.tsx";
import { peerRoutes } from "../features/peers/peers.routes.tsx";
import { relayRoutes } from "../features/peers/relays.routes.tsx";
import type { PostingSeams } from "../features/posts/posting.forms.tsx";
import { postingRoutes } from "../features/posts/posting.routes.tsx";
import { postReadingRoutes } from "../features/posts/posts.routes.tsx";
import { postWritingRoutes } from "../features/posts/writing.routes.tsx";
import { catalogueRoutes } from "../features/project-notes/catalogue.routes.tsx";
import { commentingRoutes } from "../features/project-notes/commenting.routes.tsx";
import { profileRoutes } from "../features/project-notes/profile.routes.tsx";
import { projectNoteApi } from "../features/project-notes/project-notes.api.routes.ts";
import { readingRoutes } from "../features/project-notes/reading.routes.tsx";
import { writingRoutes } from "../features/project-notes/writing.routes.tsx";
import { quoteRoutes } from "../features/quotes/quotes.routes.tsx";
import { aboutToQuote, quoteOf } from "../features/quotes/usecases/quote.ts";
import { savedSearchRoutes } from "../features/search/saved.routes.tsx";
import { searchRoutes } from "../features/search/search.routes.tsx";
import { adminRoutes } from "../features/setup/admin.routes.tsx";
import { rulesRoutes } from "../features/setup/rules.routes.tsx";
import { setupRoutes } from "../features/setup/setup.routes.tsx";
import { topicRoutes } from "../features/topics/topics.routes.tsx";
import { topicWritingRoutes } from "../features/topics/writing.routes.tsx";
import { confirmingRoutes } from "../features/transfer/confirming.routes.tsx";
import { confirmationOnNote } from "../features/transfer/transfer.note.tsx";
import { transferRoutes } from "../features/transfer/transfer.routes.tsx";
import { lookAtDistrict } from "../federation/fetch/district-card.ts";
import { findIntentLink } from "../federation/fetch/intents.ts";
import { explainLookUp, lookUpActor, lookUpPost } from "../federation/fetch/lookup.ts";
import { lookAtRelay } from "../federation/fetch/relays.ts";
import { federationRoutes } from "../federation/routes.ts";
import { namespaceRoutes } from "../federation/surface/ns.tsx";
import { onlyForListedOrMembers, onlyForListedOrPages } from "../federation/switch.ts";
import { isClientApi } from "../mastodon/access.ts";
import { authorizeRoutes } from "../mastodon/oauth/authorize.routes.tsx";
import { oauthMetadataRoutes } from "../mastodon/oauth/metadata.routes.ts";
import { tokenRoutes } from "../mastodon/oauth/token.routes.ts";
import { accountRoutes } from "../mastodon/routes/accounts.ts";
import { announcementApi } from "../mastodon/routes/announcements.ts";
import { appRoutes } from "../mastodon/routes/apps.ts";
import { blockRoutes } from "../mastodon/routes/blocks.ts";
import { conversationRoutes } from "../mastodon/routes/conversations.ts";
import { credentialRoutes } from "../mastodon/routes/credentials.ts";
import { discoveryRoutes } from "../mastodon/routes/discovery.ts";
import { filterRoutes } from "../mastodon/routes/filters.ts";
import { filterV1Routes } from "../mastodon/routes/filters-v1.ts";
import { followRequestApi } from "../mastodon/routes/follow-requests.ts";
import { groupApi } from "../mastodon/routes/groups.ts";
import { instanceRoutes } from "../mastodon/routes/instance.ts";
import { keepingRoutes } from "../mastodon/routes/keeping.ts";
import { listRoutes } from "../mastodon/routes/lists.ts";
import { markerRoutes } from "../mastodon/routes/markers.ts";
import { mediaApi } from "../mastodon/routes/media.ts";
import { notificationPolicyRoutes } from "../mastodon/routes/notification-policy.ts";
import {
  notificationRoutes as clientNotificationRoutes,
  groupedNotificationRoutes,
} from "../mastodon/routes/notifications.ts";
import { oembedRoutes } from "../mastodon/routes/oembed.ts";
import { pollRoutes } from "../mastodon/routes/polls.ts";
import { preferenceRoutes } from "../mastodon/routes/preferences.ts";
import { pushRoutes } from "../mastodon/routes/push.ts";
import { relationshipRoutes } from "../mastodon/routes/relationships.ts";
import { reportApi } from "../mastodon/routes/reports.ts";
import { scheduledStatusRoutes } from "../mastodon/routes/scheduled-statuses.ts";
import { searchApi } from "../mastodon/routes/search.ts";
import { statusActionRoutes } from "../mastodon/routes/status-actions.ts";
import { statusReadingRoutes } from "../mastodon/routes/statuses-reading.ts";
import { statusWritingRoutes } from "../mastodon/routes/statuses-writing.ts";
import { streamingRoutes } from "../mastodon/routes/streaming.ts";
import { tagRoutes } from "../mastodon/routes/tags.ts";
import { timelineRoutes } from "../mastodon/routes/timelines.ts";
import type { Ctx } from "../platform/ctx.ts";
import { assetRoutes } from "../ui/assets.ts";
import type { AppEnv } from "../ui/env.ts";
import { healthRoutes } from "./health.ts";
import { languageRoutes } from "./language.ts";
import { bodyLimits } from "./middleware/body-limits.ts";
import { clientLimits, crossOrigin } from "./middleware/client-api.ts";
import { answerError, answerNotFound } from "./middleware/errors.tsx";
import { setFrame } from "./middleware/frame.ts";
import { guard } from "./middleware/guard.ts";
import { onlyOurHost } from "./middleware/host.ts";
import { onlyFromOurPages } from "./middleware/origin-check.ts";
import { requestBasics } from "./middleware/request.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import { findViewer } from "./middleware/viewer.ts";

/** What posts may be written in, which that feature does not know. */
const POSTING: PostingSeams = {
  lookUp: explainLookUp,
  groupsFor: async (ctx, { actorId }) =>
    (await groupsToPostIn(ctx, actorId)).map(({ actor: { id, name }, mode }) => ({
      ...{ id, name },
      visibility: visibilityIn(mode),
    })),
  placeIn,
  aboutToQuote,
  quoteOf,
};

/** What other features show on a note's page. */
const ON_NOTE = [adoptionsOnNote, confirmationOnNote];

/** The routes for people and scripts. */
const FEATURES: readonly Hono<AppEnv>[] = [
  namespaceRoutes,
  assetRoutes,
  languageRoutes,
  setupRoutes,
  accountsRoutes,
  settingsRoutes,
  followRequestRoutes,
  followingRoutes,
  relationRoutes,
  movingRoutes(lookUpActor),
  districtRoutes,
  intentRoutes(findIntentLink),
  deedRoutes(lookUpPost),
  catalogueRoutes,
  readingRoutes(ON_NOTE),
  commentingRoutes(ON_NOTE),
  adoptingRoutes(explainLookUp),
  answeringRoutes,
  followUpRoutes,
  adoptionApi,
  writingRoutes,
  transferRoutes,
  confirmingRoutes,
  groupRoutes,
  groupModerationRoutes,
  groupSettingsRoutes,
  organisationRoutes,
  notificationRoutes,
  holdingRoutes,
  postReadingRoutes,
  postWritingRoutes(POSTING),
  postingRoutes(POSTING),
  profileRoutes,
  quoteRoutes,
  composingRoutes,
  announcementRoutes,
  topicRoutes,
  topicWritingRoutes,
  savedSearchRoutes,
  searchRoutes(explainLookUp),
  reportRoutes,
  closingRoutes,
  moderatingRoutes,
  adminRoutes,
  rulesRoutes,
  announcingRoutes,
  peerRoutes,
  peerListRoutes,
  relayRoutes(lookAtRelay),
  partnerRoutes(lookAtDistrict),
  emojiRoutes,
  mediaRoutes,
  foreignMediaRoutes,
  projectNoteApi,
  partnerApi(lookAtDistrict),
  oauthMetadataRoutes,
  authorizeRoutes,
  tokenRoutes,
  appRoutes,
  instanceRoutes,
  accountRoutes,
  credentialRoutes,
  relationshipRoutes,
  followRequestApi,
  blockRoutes,
  searchApi(explainLookUp),
  listRoutes,
  filterRoutes,
  filterV1Routes,
  tagRoutes,
  groupApi,
  conversationRoutes,
  reportApi,
  discoveryRoutes,
  announcementApi,
  oembedRoutes,
  mediaApi,
  preferenceRoutes,
  statusReadingRoutes,
  keepingRoutes,
  timelineRoutes,
  statusWritingRoutes(explainLookUp),
  statusActionRoutes,
  pollRoutes,
  scheduledStatusRoutes,
  markerRoutes,
  notificationPolicyRoutes,
  clientNotificationRoutes,
  groupedNotificationRoutes,
  streamingRoutes,
  pushRoutes,
];

/** The path that is routed. Some clients end addresses of the client API with a slash (Mastodon.py: `/api/v1/instance/`). */
function pathOf(request: Request): string {
  const path = getPath(request);
  return isClientApi(path) && path.endsWith("/") ? path.slice(0, -1) : path;
}

/** The whole web side: what every request goes through, then every feature's routes. */
export function createApp(ctx: Ctx): Hono<AppEnv> {
  const app = new Hono<AppEnv>({ getPath: pathOf });
  app.use("*", requestBasics(ctx), securityHeaders(ctx), crossOrigin, onlyOurHost(ctx));
  app.onError(answerError);
  app.notFound(answerNotFound);
  app.route("/", healthRoutes);
  // Before pages: it answers a page's address when its document is asked for. Peers sign; they have no session and no frame.
  app.route("/", federationRoutes);
  app.use("*", findViewer, setFrame, onlyFromOurPages(ctx), bodyLimits, clientLimits, guard);
  app.use("/media/*", onlyForListedOrPages);
  app.use("/api/v1/stadtteil/projects/:id/document/*", onlyForListedOrMembers);
  for (const routes of FEATURES) app.route("/", routes);
  return app;
}
