CREATE TABLE "push_subscriptions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "push_subscriptions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"token_id" bigint NOT NULL,
	"account_id" bigint NOT NULL,
	"actor_id" bigint NOT NULL,
	"endpoint" text NOT NULL,
	"host" text NOT NULL,
	"p256dh" text NOT NULL,
	"auth" text NOT NULL,
	"standard" boolean NOT NULL,
	"alerts" jsonb NOT NULL,
	"policy" text NOT NULL,
	"sealed_token" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "push_subscriptions_token_id_unique" UNIQUE("token_id")
);
--> statement-breakpoint
CREATE TABLE "scheduled_posts" (
	"id" bigint PRIMARY KEY NOT NULL,
	"account_id" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"composition" jsonb NOT NULL,
	"idempotency_key" text,
	"failure" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "filter_keywords" (
	"id" bigint PRIMARY KEY NOT NULL,
	"filter_id" bigint NOT NULL,
	"keyword" text NOT NULL,
	"whole_word" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "filter_posts" (
	"id" bigint NOT NULL,
	"filter_id" bigint NOT NULL,
	"post_id" bigint NOT NULL,
	CONSTRAINT "filter_posts_filter_id_post_id_pk" PRIMARY KEY("filter_id","post_id"),
	CONSTRAINT "filter_posts_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "filters" (
	"id" bigint PRIMARY KEY NOT NULL,
	"actor_id" bigint NOT NULL,
	"title" text NOT NULL,
	"contexts" text[] NOT NULL,
	"action" text NOT NULL,
	"expires_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "actor_notes" (
	"actor_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "actor_notes_actor_id_target_id_pk" PRIMARY KEY("actor_id","target_id")
);
--> statement-breakpoint
CREATE TABLE "host_blocks" (
	"actor_id" bigint NOT NULL,
	"host" text NOT NULL,
	"id" bigint NOT NULL,
	CONSTRAINT "host_blocks_actor_id_host_pk" PRIMARY KEY("actor_id","host")
);
--> statement-breakpoint
CREATE TABLE "list_members" (
	"list_id" bigint NOT NULL,
	"actor_id" bigint NOT NULL,
	"id" bigint NOT NULL,
	CONSTRAINT "list_members_list_id_actor_id_pk" PRIMARY KEY("list_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "lists" (
	"id" bigint PRIMARY KEY NOT NULL,
	"actor_id" bigint NOT NULL,
	"title" text NOT NULL,
	"replies" text NOT NULL,
	"exclusive" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "markers" (
	"account_id" bigint NOT NULL,
	"timeline" text NOT NULL,
	"last_read_id" bigint NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "markers_account_id_timeline_pk" PRIMARY KEY("account_id","timeline")
);
--> statement-breakpoint
CREATE TABLE "relays" (
	"id" bigint PRIMARY KEY NOT NULL,
	"dialect" text NOT NULL,
	"state" text NOT NULL,
	"host" text NOT NULL,
	"inbox_uri" text NOT NULL,
	"actor_uri" text,
	"follow_uri" text NOT NULL,
	"shares_own" boolean DEFAULT false NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"last_received_at" timestamp (3) with time zone,
	"week" text DEFAULT '' NOT NULL,
	"received" integer DEFAULT 0 NOT NULL,
	"kept" integer DEFAULT 0 NOT NULL,
	"dropped" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "relays_inbox_uri_unique" UNIQUE("inbox_uri")
);
--> statement-breakpoint
CREATE TABLE "post_bookmarks" (
	"id" bigint PRIMARY KEY NOT NULL,
	"account_id" bigint NOT NULL,
	"post_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "post_pins" (
	"actor_id" bigint NOT NULL,
	"post_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "post_pins_actor_id_post_id_pk" PRIMARY KEY("actor_id","post_id")
);
--> statement-breakpoint
CREATE TABLE "talk_marks" (
	"actor_id" bigint NOT NULL,
	"root_id" bigint NOT NULL,
	"read_id" bigint DEFAULT '0' NOT NULL,
	"hidden_id" bigint DEFAULT '0' NOT NULL,
	CONSTRAINT "talk_marks_actor_id_root_id_pk" PRIMARY KEY("actor_id","root_id")
);
--> statement-breakpoint
CREATE TABLE "featured_tags" (
	"actor_id" bigint NOT NULL,
	"tag" text NOT NULL,
	"name" text NOT NULL,
	"id" bigint NOT NULL,
	CONSTRAINT "featured_tags_actor_id_tag_pk" PRIMARY KEY("actor_id","tag")
);
--> statement-breakpoint
CREATE TABLE "tag_follows" (
	"actor_id" bigint NOT NULL,
	"tag" text NOT NULL,
	"name" text NOT NULL,
	"id" bigint NOT NULL,
	CONSTRAINT "tag_follows_actor_id_tag_pk" PRIMARY KEY("actor_id","tag")
);
--> statement-breakpoint
CREATE TABLE "muted_threads" (
	"actor_id" bigint NOT NULL,
	"root_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "muted_threads_actor_id_root_id_pk" PRIMARY KEY("actor_id","root_id")
);
--> statement-breakpoint
CREATE TABLE "author_stats" (
	"actor_id" bigint PRIMARY KEY NOT NULL,
	"posts" integer NOT NULL,
	"last_at" timestamp (3) with time zone,
	"counted_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stream_watches" (
	"id" text PRIMARY KEY NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "post_addressees_actor";--> statement-breakpoint
DROP INDEX "post_reactions_boosts";--> statement-breakpoint
DROP INDEX "posts_author";--> statement-breakpoint
DROP INDEX "posts_group";--> statement-breakpoint
DROP INDEX "posts_top_public";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "post_visibility" text DEFAULT 'public' NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "post_sensitive" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "post_language" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "blurhash" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "released_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "post_reactions" ADD COLUMN "id" bigint GENERATED ALWAYS AS (((extract(epoch from (created_at - timestamptz '1970-01-01 00:00:00+00')) * 1000)::bigint << 16) | (hashint8extended(post_id, actor_id) & 65535)) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "push_subscriptions" ADD CONSTRAINT "push_subscriptions_token_id_access_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."access_tokens"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "push_subscriptions" ADD CONSTRAINT "push_subscriptions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_posts" ADD CONSTRAINT "scheduled_posts_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "filter_keywords" ADD CONSTRAINT "filter_keywords_filter_id_filters_id_fk" FOREIGN KEY ("filter_id") REFERENCES "public"."filters"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "filter_posts" ADD CONSTRAINT "filter_posts_filter_id_filters_id_fk" FOREIGN KEY ("filter_id") REFERENCES "public"."filters"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "filter_posts" ADD CONSTRAINT "filter_posts_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "filters" ADD CONSTRAINT "filters_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actor_notes" ADD CONSTRAINT "actor_notes_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actor_notes" ADD CONSTRAINT "actor_notes_target_id_actors_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_blocks" ADD CONSTRAINT "host_blocks_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_members" ADD CONSTRAINT "list_members_list_id_lists_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."lists"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_members" ADD CONSTRAINT "list_members_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lists" ADD CONSTRAINT "lists_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "markers" ADD CONSTRAINT "markers_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_bookmarks" ADD CONSTRAINT "post_bookmarks_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_bookmarks" ADD CONSTRAINT "post_bookmarks_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_pins" ADD CONSTRAINT "post_pins_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_pins" ADD CONSTRAINT "post_pins_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "talk_marks" ADD CONSTRAINT "talk_marks_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "featured_tags" ADD CONSTRAINT "featured_tags_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tag_follows" ADD CONSTRAINT "tag_follows_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muted_threads" ADD CONSTRAINT "muted_threads_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "author_stats" ADD CONSTRAINT "author_stats_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "push_subscriptions_actor" ON "push_subscriptions" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "push_subscriptions_account" ON "push_subscriptions" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "scheduled_posts_account" ON "scheduled_posts" USING btree ("account_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "scheduled_posts_once" ON "scheduled_posts" USING btree ("account_id","idempotency_key");--> statement-breakpoint
CREATE INDEX "filter_keywords_filter" ON "filter_keywords" USING btree ("filter_id");--> statement-breakpoint
CREATE INDEX "filter_posts_post" ON "filter_posts" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "filters_actor" ON "filters" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "actor_notes_target" ON "actor_notes" USING btree ("target_id");--> statement-breakpoint
CREATE INDEX "list_members_actor" ON "list_members" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "lists_actor" ON "lists" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "relays_actor_uri" ON "relays" USING btree ("actor_uri");--> statement-breakpoint
CREATE UNIQUE INDEX "post_bookmarks_pair" ON "post_bookmarks" USING btree ("account_id","post_id");--> statement-breakpoint
CREATE INDEX "post_bookmarks_account" ON "post_bookmarks" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "post_bookmarks_post" ON "post_bookmarks" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "post_pins_post" ON "post_pins" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "featured_tags_tag" ON "featured_tags" USING btree ("tag");--> statement-breakpoint
CREATE INDEX "post_reactions_actor" ON "post_reactions" USING btree ("actor_id","kind","id","post_id");--> statement-breakpoint
CREATE INDEX "posts_local" ON "posts" USING btree ("id") WHERE local and deleted_at is null and in_reply_to_uri is null;--> statement-breakpoint
CREATE INDEX "notifications_group" ON "notifications" USING btree ("recipient_id","type",coalesce(post_id, 0),"id") WHERE type in ('favourite', 'reblog', 'follow');--> statement-breakpoint
CREATE INDEX "post_addressees_actor" ON "post_addressees" USING btree ("actor_id","post_id");--> statement-breakpoint
CREATE INDEX "post_reactions_boosts" ON "post_reactions" USING btree ("id") WHERE kind = 'boost';--> statement-breakpoint
CREATE INDEX "posts_author" ON "posts" USING btree ("author_id","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "posts_group" ON "posts" USING btree ("group_id","id") WHERE deleted_at is null and in_reply_to_uri is null;--> statement-breakpoint
CREATE INDEX "posts_top_public" ON "posts" USING btree ("id") WHERE deleted_at is null and in_reply_to_uri is null and visibility = 'public';--> statement-breakpoint
-- What drizzle cannot say. Whatever way a post, boost or notification is written, open streams hear of it when it commits
-- (streams.ts): by ids only, and only while some process has one open. What is older than some hours when it comes is the
-- history of somebody newly followed: no news.
CREATE FUNCTION stv_tell_streams(said text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_notify('stv_streams', said) WHERE EXISTS (SELECT FROM stream_watches WHERE until > now())
$$;
--> statement-breakpoint
CREATE FUNCTION stv_post_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM stv_tell_streams('post ' || NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER posts_written AFTER INSERT ON posts FOR EACH ROW
  WHEN (NEW.deleted_at IS NULL AND NEW.removed_at IS NULL AND NEW.published_at > now() - interval '6 hours')
  EXECUTE FUNCTION stv_post_written();
--> statement-breakpoint
CREATE FUNCTION stv_post_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM stv_tell_streams(
    CASE WHEN NEW.deleted_at IS NOT NULL OR NEW.removed_at IS NOT NULL THEN 'gone ' ELSE 'edit ' END || NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER posts_changed AFTER UPDATE OF deleted_at, removed_at, updated_at ON posts FOR EACH ROW
  WHEN (OLD.deleted_at IS DISTINCT FROM NEW.deleted_at OR OLD.removed_at IS DISTINCT FROM NEW.removed_at
    OR (OLD.updated_at IS DISTINCT FROM NEW.updated_at AND NEW.deleted_at IS NULL AND NEW.removed_at IS NULL))
  EXECUTE FUNCTION stv_post_changed();
--> statement-breakpoint
CREATE FUNCTION stv_boosted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM stv_tell_streams('boost ' || NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER post_reactions_boosted AFTER INSERT ON post_reactions FOR EACH ROW
  WHEN (NEW.kind = 'boost' AND NEW.created_at > now() - interval '6 hours')
  EXECUTE FUNCTION stv_boosted();
--> statement-breakpoint
-- Apps of the member that asked for it are told by push, too: a job for each.
CREATE FUNCTION stv_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM stv_tell_streams('told ' || NEW.id || ' ' || NEW.recipient_id);
  INSERT INTO jobs (queue, host, payload, run_at, created_at)
    SELECT 'push', host, json_build_object('subscriptionId', id, 'notificationId', NEW.id)::text, NEW.created_at, NEW.created_at
    FROM push_subscriptions WHERE actor_id = NEW.recipient_id;
  IF FOUND THEN
    PERFORM pg_notify('stv_jobs', 'push');
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER notifications_told AFTER INSERT ON notifications FOR EACH ROW EXECUTE FUNCTION stv_told();
--> statement-breakpoint
CREATE FUNCTION stv_access_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM stv_tell_streams('access');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION stv_token_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM push_subscriptions WHERE token_id = OLD.id;
  PERFORM stv_tell_streams('access');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER access_tokens_ended AFTER UPDATE OF revoked_at OR DELETE ON access_tokens FOR EACH ROW
  EXECUTE FUNCTION stv_token_ended();
--> statement-breakpoint
CREATE TRIGGER accounts_suspended AFTER UPDATE OF suspended_at ON accounts FOR EACH ROW
  WHEN (NEW.suspended_at IS NOT NULL)
  EXECUTE FUNCTION stv_access_changed();
