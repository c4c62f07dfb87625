CREATE TABLE "announcement_dismissals" (
	"announcement_id" bigint NOT NULL,
	"actor_id" bigint NOT NULL,
	CONSTRAINT "announcement_dismissals_announcement_id_actor_id_pk" PRIMARY KEY("announcement_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "announcement_reactions" (
	"announcement_id" bigint NOT NULL,
	"actor_id" bigint NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "announcement_reactions_announcement_id_actor_id_name_pk" PRIMARY KEY("announcement_id","actor_id","name")
);
--> statement-breakpoint
CREATE TABLE "announcements" (
	"id" bigint PRIMARY KEY NOT NULL,
	"text" text NOT NULL,
	"starts_at" timestamp (3) with time zone,
	"ends_at" timestamp (3) with time zone,
	"all_day" boolean NOT NULL,
	"audience" text NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"taken_down_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "custom_emojis" (
	"id" bigint PRIMARY KEY NOT NULL,
	"shortcode" text NOT NULL,
	"category" text DEFAULT '' NOT NULL,
	"in_picker" boolean DEFAULT true NOT NULL,
	"storage_key" text NOT NULL,
	"media_type" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"changed_by_id" bigint NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "custom_emojis_storage_key_unique" UNIQUE("storage_key")
);
--> statement-breakpoint
CREATE TABLE "severances" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "severances_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"actor_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"target_name" text NOT NULL,
	"followers" integer NOT NULL,
	"following" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "severed_follows" ADD COLUMN "boosts" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "severed_follows" ADD COLUMN "notify" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "severed_follows" ADD COLUMN "languages" text[];--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "post_ids" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "post_stats" ADD COLUMN "comments" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "about_id" bigint;--> statement-breakpoint
ALTER TABLE "announcement_dismissals" ADD CONSTRAINT "announcement_dismissals_announcement_id_announcements_id_fk" FOREIGN KEY ("announcement_id") REFERENCES "public"."announcements"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_dismissals" ADD CONSTRAINT "announcement_dismissals_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_reactions" ADD CONSTRAINT "announcement_reactions_announcement_id_announcements_id_fk" FOREIGN KEY ("announcement_id") REFERENCES "public"."announcements"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_reactions" ADD CONSTRAINT "announcement_reactions_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "severances" ADD CONSTRAINT "severances_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "announcement_dismissals_actor" ON "announcement_dismissals" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "announcement_reactions_actor" ON "announcement_reactions" USING btree ("actor_id");--> statement-breakpoint
CREATE UNIQUE INDEX "custom_emojis_shortcode" ON "custom_emojis" USING btree (lower("shortcode"));--> statement-breakpoint
CREATE INDEX "severances_actor" ON "severances" USING btree ("actor_id");
-- Reports told before: apps show them by their row.
UPDATE notifications SET about_id = reports.id FROM reports
WHERE notifications.type = 'report' AND reports.target_id IS NOT NULL
  AND notifications.path = '/verwaltung/meldungen/' || reports.id;
--> statement-breakpoint
-- What was counted was the whole thread; direct answers are counted apart.
UPDATE post_stats SET comments = post_stats.replies, replies = coalesce(direct.answers, 0)
FROM post_stats AS one LEFT JOIN (
  SELECT in_reply_to_id, count(*)::int AS answers FROM posts
  WHERE in_reply_to_id IS NOT NULL AND deleted_at IS NULL AND removed_at IS NULL AND visibility IN ('public', 'unlisted')
  GROUP BY in_reply_to_id) AS direct ON direct.in_reply_to_id = one.post_id
WHERE one.post_id = post_stats.post_id AND one.replies > 0;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION stv_post_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM stream_watches WHERE until > now()) THEN
    PERFORM pg_notify('stv_streams', 'post ' || NEW.id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION stv_post_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM stream_watches WHERE until > now()) THEN
    PERFORM pg_notify('stv_streams',
      CASE WHEN NEW.deleted_at IS NOT NULL OR NEW.removed_at IS NOT NULL THEN 'gone ' ELSE 'edit ' END || NEW.id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION stv_boosted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM stream_watches WHERE until > now()) THEN
    PERFORM pg_notify('stv_streams', 'boost ' || NEW.id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION stv_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM stream_watches WHERE until > now()) THEN
    PERFORM pg_notify('stv_streams', 'told ' || NEW.id || ' ' || NEW.recipient_id);
  END IF;
  INSERT INTO jobs (queue, host, payload, run_at, created_at)
    SELECT 'push', host, json_build_object('subscriptionId', id, 'notificationId', NEW.id)::text, NEW.created_at, NEW.created_at
    FROM push_subscriptions WHERE actor_id = NEW.recipient_id;
  IF FOUND THEN
    PERFORM pg_notify('stv_jobs', 'push');
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- Of a deleted post nothing is said of its boosts: they are gone with it.
CREATE FUNCTION stv_boost_taken_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM stream_watches WHERE until > now())
    AND EXISTS (SELECT FROM posts WHERE id = OLD.post_id AND deleted_at IS NULL)
  THEN
    PERFORM pg_notify('stv_streams', 'unboost ' || OLD.id || ' ' || OLD.actor_id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER post_reactions_taken_back AFTER DELETE ON post_reactions FOR EACH ROW
  WHEN (OLD.kind = 'boost')
  EXECUTE FUNCTION stv_boost_taken_back();
--> statement-breakpoint
-- What drizzle cannot say. Open streams hear of announcements and of reactions to them when they commit (streams.ts).
CREATE FUNCTION stv_announced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM stv_tell_streams('announcement ' || NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER announcements_told AFTER INSERT OR UPDATE ON announcements FOR EACH ROW EXECUTE FUNCTION stv_announced();
--> statement-breakpoint
CREATE FUNCTION stv_announcement_answered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  answer announcement_reactions := coalesce(NEW, OLD);
BEGIN
  PERFORM stv_tell_streams('reacted ' || answer.announcement_id || ' ' || answer.name);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER announcement_reactions_told AFTER INSERT OR DELETE ON announcement_reactions FOR EACH ROW
  EXECUTE FUNCTION stv_announcement_answered();
