"""What a person does with Mastodon.py, step by step; `ask` has the test do what this program cannot."""

import sys
import time

from mastodon import Mastodon, MastodonAPIError, MastodonUnauthorizedError, StreamListener

ORIGIN, BEN, IMAGE = sys.argv[1:4]
SCOPES = ["read", "write", "follow", "push"]


def ask(word, text):
    print(word, text, flush=True)
    return sys.stdin.readline().strip()


def done(step):
    print(f"done: {step}", flush=True)


def wait(what, check, seconds=90):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"waited in vain for: {what}")


client_id, client_secret = Mastodon.create_app("Probe", scopes=SCOPES, api_base_url=ORIGIN)
anna = Mastodon(client_id=client_id, client_secret=client_secret, api_base_url=ORIGIN)
token = anna.log_in(code=ask("approve", anna.auth_request_url(scopes=SCOPES)), scopes=SCOPES)
assert token and anna.me().acct == "anna"
done("log in")

assert anna.instance().uri and anna.timeline_home() == []
for opened in (anna.notifications, anna.lists, anna.filters, anna.custom_emojis, anna.announcements, anna.conversations,
               anna.follow_requests, anna.bookmarks, anna.favourites, anna.scheduled_statuses, anna.blocks, anna.mutes):
    assert list(opened()) == [], opened.__name__
assert anna.preferences()["posting:default:visibility"] == "public"
done("open")

ask("announce", "Treffen am Freitag")
[announced] = anna.announcements()
assert (announced.content, announced.read, list(announced.reactions)) == ("<p>Treffen am Freitag</p>", False, [])
anna.announcement_reaction_create(announced.id, "🎉")
[reaction] = anna.announcements()[0].reactions
assert (reaction.name, reaction.count, reaction.me) == ("🎉", 1, True)
anna.announcement_reaction_delete(announced.id, "🎉")
anna.announcement_dismiss(announced.id)
[announced] = anna.announcements()
assert announced.read and list(announced.reactions) == []
done("announcement")

media = anna.media_post(IMAGE, description="Blau wie der Himmel")
assert (media.type, media.description) == ("image", "Blau wie der Himmel")
mine = anna.status_post("Sommerfest am Samstag #Fest", media_ids=[media])
assert [one.id for one in mine.media_attachments] == [media.id]
done("post with a picture")

poll = anna.status_post("Wann soll es losgehen?", poll=anna.make_poll(["Um drei", "Um vier"], 86_400))
assert [option.title for option in anna.poll(poll.poll).options] == ["Um drei", "Um vier"]
assert [status.id for status in anna.timeline_home()] == [poll.id, mine.id]
assert [status.id for status in anna.timeline_home(max_id=poll.id)] == [mine.id]
done("poll")

[ben] = anna.search_v2(f"@{BEN}", resolve=True).accounts
assert ben.acct == BEN
anna.account_follow(ben)
wait("the follow", lambda: anna.account_relationships(ben)[0].following)
ask("told", "follow anna@heslach.stv.test")
done("follow")


class Listener(StreamListener):
    heard = []

    def on_update(self, status):
        self.heard.append(("update", status.content))

    def on_notification(self, notification):
        self.heard.append(("notification", notification.type))

    def on_delete(self, status_id):
        self.heard.append(("delete", str(status_id)))


assert anna.stream_healthy()
stream = anna.stream_user(Listener(), run_async=True)
wait("the stream", stream.is_receiving)
ask("ben", "bist du da?")
wait("the update", lambda: [text for kind, text in Listener.heard if kind == "update" and "bist du da?" in text])
wait("the notification", lambda: ("notification", "mention") in Listener.heard)
draft = anna.status_post("Verschrieben")
anna.status_delete(draft)
wait("the deletion", lambda: ("delete", str(draft.id)) in Listener.heard)
stream.close()
done("stream")

bens = wait("ben's status", lambda: [status for status in anna.timeline_home() if status.account.acct == BEN])[0]
answer = anna.status_reply(bens, "Ja!")
assert answer.in_reply_to_account_id == ben.id
assert anna.status_reblog(bens).reblog.id == bens.id
assert anna.status_favourite(bens).favourited
assert answer.id in [status.id for status in anna.status_context(bens).descendants]
for told in ("mention", "reblog", "favourite"):
    ask("told", f"{told} anna@heslach.stv.test")
done("answer")

ask("poll", "Kuchen oder Brot?")
asked = wait("ben's poll", lambda: [status for status in anna.timeline_home() if status.poll and status.account.acct == BEN])
# It answers nothing itself.
anna.poll_vote(asked[0].poll, [0])
assert anna.poll(asked[0].poll).voted
done("vote")

anna.status_update(mine, "Sommerfest am Sonntag #Fest")
assert "Sonntag" in anna.status(mine).content and len(anna.status_history(mine)) == 2
done("edit")

assert "mention" in [one.type for one in anna.notifications()]
anna.notifications_clear()
assert anna.notifications() == []
done("notifications")

found = anna.search_v2("Sommerfest")
assert mine.id in [status.id for status in found.statuses]
assert mine.id in [status.id for status in anna.timeline_hashtag("fest")]
done("search")

anna.revoke_access_token()
try:
    Mastodon(access_token=token, api_base_url=ORIGIN).me()
except (MastodonUnauthorizedError, MastodonAPIError):
    done("log out")
