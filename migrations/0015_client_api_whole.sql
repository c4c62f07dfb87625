CREATE TABLE "district_rules" (
	"id" bigint PRIMARY KEY NOT NULL,
	"place" smallint NOT NULL,
	"text" text NOT NULL,
	"text_en" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "endorsements" (
	"follow_id" bigint PRIMARY KEY NOT NULL,
	"actor_id" bigint NOT NULL,
	"id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notification_permissions" (
	"actor_id" bigint NOT NULL,
	"from_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "notification_permissions_actor_id_from_id_pk" PRIMARY KEY("actor_id","from_id")
);
--> statement-breakpoint
CREATE TABLE "notification_policies" (
	"actor_id" bigint PRIMARY KEY NOT NULL,
	"not_following" text DEFAULT 'accept' NOT NULL,
	"not_followers" text DEFAULT 'accept' NOT NULL,
	"new_accounts" text DEFAULT 'accept' NOT NULL,
	"private_mentions" text DEFAULT 'accept' NOT NULL,
	"limited_accounts" text DEFAULT 'drop' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "suggestions_put_away" (
	"account_id" bigint NOT NULL,
	"actor_id" bigint NOT NULL,
	CONSTRAINT "suggestions_put_away_account_id_actor_id_pk" PRIMARY KEY("account_id","actor_id")
);
--> statement-breakpoint
DROP INDEX "adoptions_list";--> statement-breakpoint
DROP INDEX "scheduled_posts_account";--> statement-breakpoint
DROP INDEX "group_log_group";--> statement-breakpoint
DROP INDEX "reports_open";--> statement-breakpoint
DROP INDEX "project_note_drafts_account";--> statement-breakpoint
DROP INDEX "post_tags_topic";--> statement-breakpoint
DROP INDEX "posts_project_notes";--> statement-breakpoint
DROP INDEX "posts_removed_by";--> statement-breakpoint
DROP INDEX "catalogue_entries_kit";--> statement-breakpoint
DROP INDEX "catalogue_entries_ready";--> statement-breakpoint
DROP INDEX "notifications_recipient";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "post_quote_policy" text DEFAULT 'public' NOT NULL;--> statement-breakpoint
ALTER TABLE "actors" ADD COLUMN "attribution_domains" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "follows" ADD COLUMN "boosts" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "follows" ADD COLUMN "notify" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "follows" ADD COLUMN "languages" text[];--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "rule_ids" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "polls" ADD COLUMN "hide_totals" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "post_reactions" ADD COLUMN "visibility" text DEFAULT 'public' NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "application_id" bigint;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "held" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "endorsements" ADD CONSTRAINT "endorsements_follow_id_follows_id_fk" FOREIGN KEY ("follow_id") REFERENCES "public"."follows"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endorsements" ADD CONSTRAINT "endorsements_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_permissions" ADD CONSTRAINT "notification_permissions_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_permissions" ADD CONSTRAINT "notification_permissions_from_id_actors_id_fk" FOREIGN KEY ("from_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_policies" ADD CONSTRAINT "notification_policies_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestions_put_away" ADD CONSTRAINT "suggestions_put_away_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestions_put_away" ADD CONSTRAINT "suggestions_put_away_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "endorsements_actor" ON "endorsements" USING btree ("actor_id","id");--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_application_id_oauth_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."oauth_applications"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "actors_groups" ON "actors" USING btree ("id") WHERE type = 'Group';--> statement-breakpoint
CREATE INDEX "follows_notify" ON "follows" USING btree ("followee_id") WHERE notify;--> statement-breakpoint
CREATE INDEX "posts_application" ON "posts" USING btree ("application_id") WHERE application_id is not null;--> statement-breakpoint
CREATE INDEX "notifications_held" ON "notifications" USING btree ("recipient_id","from_id","id") WHERE held;--> statement-breakpoint
CREATE INDEX "adoptions_list" ON "adoptions" USING btree ("origin_id","state","id");--> statement-breakpoint
CREATE INDEX "scheduled_posts_account" ON "scheduled_posts" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "group_log_group" ON "group_log" USING btree ("group_id","id");--> statement-breakpoint
CREATE INDEX "reports_open" ON "reports" USING btree ("id") WHERE decided_at is null;--> statement-breakpoint
CREATE INDEX "project_note_drafts_account" ON "project_note_drafts" USING btree ("account_id","updated_at");--> statement-breakpoint
CREATE INDEX "post_tags_topic" ON "post_tags" USING btree (regexp_replace(regexp_replace(
  translate(replace("tag", 'ß', 'ss'), 'äöüàáâãåèéêëìíîïòóôõøùúûñç', 'aouaaaaaeeeeiiiiooooouuunc'),
  '([ao])e', '\1', 'g'), '(?<![aeq])ue', 'u', 'g'),"post_id");--> statement-breakpoint
CREATE INDEX "posts_project_notes" ON "posts" USING btree ("id") WHERE kind = 'projectNote' and deleted_at is null and in_reply_to_uri is null;--> statement-breakpoint
CREATE INDEX "posts_removed_by" ON "posts" USING btree ("removed_by_id","id") WHERE removed_by_id is not null;--> statement-breakpoint
CREATE INDEX "catalogue_entries_kit" ON "catalogue_entries" USING btree ("post_id") WHERE kit;--> statement-breakpoint
CREATE INDEX "catalogue_entries_ready" ON "catalogue_entries" USING btree ("post_id") WHERE transfer_ready;--> statement-breakpoint
CREATE INDEX "notifications_recipient" ON "notifications" USING btree ("recipient_id","id");
--> statement-breakpoint
-- What drizzle cannot say. The words of a post, folded as search-words.model.ts folds what is asked for, in German stems (letters are
-- made small by a rule of PostgreSQL's own, whatever the locale). The
-- index is on the function, so that whatever way a post is written or changed, it is found by its words.
CREATE FUNCTION stv_post_words(title text, summary text, content text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('german', regexp_replace(regexp_replace(translate(replace(replace(replace(
    regexp_replace(normalize(lower((regexp_replace(
      left(concat_ws(' ', title, summary, content), 100000), '<[^>]*>|&[#a-zA-Z0-9]+;', ' ', 'g')) COLLATE "pg_c_utf8"), NFKD), '[\u0300-\u036f]', '', 'g'),
    'ß', 'ss'), 'æ', 'a'), 'œ', 'o'), 'øłđ', 'old'), '([ao])e', '\1', 'g'), '(?<![aeq])ue', 'u', 'g'))
$$;
--> statement-breakpoint
CREATE INDEX "posts_words" ON "posts" USING gin (stv_post_words(title, summary, content)) WHERE deleted_at IS NULL;
