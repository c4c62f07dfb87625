import { accounts } from "./areas/accounts.ts";
import { actorTexts } from "./areas/actors.ts";
import { admin } from "./areas/admin.ts";
import { adoptions } from "./areas/adoptions.ts";
import { announcementTexts } from "./areas/announcements.ts";
import { common } from "./areas/common.ts";
import { composing } from "./areas/composing.ts";
import { district } from "./areas/district.ts";
import { emojis } from "./areas/emojis.ts";
import { errors } from "./areas/errors.ts";
import { federation } from "./areas/federation.ts";
import { followUps } from "./areas/follow-ups.ts";
import { follows } from "./areas/follows.ts";
import { groupSettings } from "./areas/group-settings.ts";
import { groups } from "./areas/groups.ts";
import { intents } from "./areas/intents.ts";
import { legal } from "./areas/legal.ts";
import { media } from "./areas/media.ts";
import { moderation } from "./areas/moderation.ts";
import { notifications } from "./areas/notifications.ts";
import { oauth } from "./areas/oauth.ts";
import { organisationTexts } from "./areas/organisations.ts";
import { partners } from "./areas/partners.ts";
import { peers } from "./areas/peers.ts";
import { posts } from "./areas/posts.ts";
import { projectNotes } from "./areas/project-notes.ts";
import { quotes } from "./areas/quotes.ts";
import { reading } from "./areas/reading.ts";
import { relays } from "./areas/relays.ts";
import { search } from "./areas/search.ts";
import { setup } from "./areas/setup.ts";
import { terms } from "./areas/terms.ts";
import { topics } from "./areas/topics.ts";
import { transfer } from "./areas/transfer.ts";
import { writing } from "./areas/writing.ts";
import { writingFields } from "./areas/writing-fields.ts";

/** All texts, area by area. A key starts with the name of its area: `common.save`. */
export const catalogues = {
  de: {
    ...followUps.de,
    ...follows.de,
    ...groups.de,
    ...groupSettings.de,
    ...admin.de,
    ...adoptions.de,
    ...announcementTexts.de,
    ...setup.de,
    ...accounts.de,
    ...actorTexts.de,
    ...district.de,
    ...intents.de,
    ...legal.de,
    ...common.de,
    ...composing.de,
    ...emojis.de,
    ...errors.de,
    ...federation.de,
    ...media.de,
    ...notifications.de,
    ...oauth.de,
    ...partners.de,
    ...peers.de,
    ...organisationTexts.de,
    ...moderation.de,
    ...posts.de,
    ...projectNotes.de,
    ...quotes.de,
    ...reading.de,
    ...relays.de,
    ...search.de,
    ...terms.de,
    ...transfer.de,
    ...topics.de,
    ...writing.de,
    ...writingFields.de,
  },
  en: {
    ...followUps.en,
    ...follows.en,
    ...groups.en,
    ...groupSettings.en,
    ...admin.en,
    ...adoptions.en,
    ...announcementTexts.en,
    ...setup.en,
    ...accounts.en,
    ...actorTexts.en,
    ...district.en,
    ...intents.en,
    ...legal.en,
    ...common.en,
    ...composing.en,
    ...emojis.en,
    ...errors.en,
    ...federation.en,
    ...media.en,
    ...notifications.en,
    ...oauth.en,
    ...partners.en,
    ...peers.en,
    ...organisationTexts.en,
    ...moderation.en,
    ...posts.en,
    ...projectNotes.en,
    ...quotes.en,
    ...reading.en,
    ...relays.en,
    ...search.en,
    ...terms.en,
    ...transfer.en,
    ...topics.en,
    ...writing.en,
    ...writingFields.en,
  },
};
