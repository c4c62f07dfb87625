CREATE TABLE "access_tokens" (
	"id" bigint PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"account_id" bigint NOT NULL,
	"name" text NOT NULL,
	"scopes" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "access_tokens_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" bigint PRIMARY KEY NOT NULL,
	"actor_id" bigint NOT NULL,
	"email" text NOT NULL,
	"password_hash" text NOT NULL,
	"role" text NOT NULL,
	"locale" text DEFAULT 'de' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"suspended_at" timestamp (3) with time zone,
	CONSTRAINT "accounts_actor_id_unique" UNIQUE("actor_id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"account_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "actor_keys" (
	"actor_id" bigint NOT NULL,
	"algorithm" text NOT NULL,
	"key_id" text NOT NULL,
	"public_key" text NOT NULL,
	"sealed_private_key" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "actor_keys_actor_id_algorithm_pk" PRIMARY KEY("actor_id","algorithm"),
	CONSTRAINT "actor_keys_key_id_unique" UNIQUE("key_id")
);
--> statement-breakpoint
CREATE TABLE "actors" (
	"id" bigint PRIMARY KEY NOT NULL,
	"uri" text NOT NULL,
	"type" text NOT NULL,
	"kind" text NOT NULL,
	"local" boolean NOT NULL,
	"handle" text NOT NULL,
	"host" text NOT NULL,
	"name" text NOT NULL,
	"summary" text DEFAULT '' NOT NULL,
	"url" text NOT NULL,
	"inbox_uri" text NOT NULL,
	"shared_inbox_uri" text,
	"outbox_uri" text,
	"followers_uri" text,
	"following_uri" text,
	"featured_uri" text,
	"icon_url" text,
	"image_url" text,
	"manually_approves_followers" boolean DEFAULT false NOT NULL,
	"discoverable" boolean DEFAULT false NOT NULL,
	"indexable" boolean DEFAULT false NOT NULL,
	"sector" text,
	"fields" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"public_key_id" text,
	"public_key_pem" text,
	"document" text DEFAULT '' NOT NULL,
	"etag" text DEFAULT '' NOT NULL,
	"followers_count" integer DEFAULT 0 NOT NULL,
	"following_count" integer DEFAULT 0 NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"fetched_at" timestamp (3) with time zone,
	"key_fetched_at" timestamp (3) with time zone,
	"suspended_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "actors_uri_unique" UNIQUE("uri")
);
--> statement-breakpoint
CREATE TABLE "peers" (
	"host" text PRIMARY KEY NOT NULL,
	"software" text,
	"version" text,
	"announce_form" text DEFAULT 'plain' NOT NULL,
	"signature_scheme" text DEFAULT 'cavage' NOT NULL,
	"checked_at" timestamp (3) with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"held_until" timestamp (3) with time zone,
	"last_success_at" timestamp (3) with time zone,
	"last_error" text,
	"blocked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "received_activities" (
	"actor_uri" text NOT NULL,
	"activity_uri" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "received_activities_actor_uri_activity_uri_pk" PRIMARY KEY("actor_uri","activity_uri")
);
--> statement-breakpoint
CREATE TABLE "district" (
	"one" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"actor_id" bigint NOT NULL,
	"instance_actor_id" bigint NOT NULL,
	"city" text NOT NULL,
	"about" text DEFAULT '' NOT NULL,
	"accent" text NOT NULL,
	"imprint" jsonb,
	"origin" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "district_single_row" CHECK ("district"."one" = 1)
);
--> statement-breakpoint
CREATE TABLE "setup_link" (
	"one" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"token_hash" text NOT NULL,
	"origin" text NOT NULL,
	CONSTRAINT "setup_link_single_row" CHECK ("setup_link"."one" = 1)
);
--> statement-breakpoint
CREATE TABLE "follows" (
	"id" bigint PRIMARY KEY NOT NULL,
	"follower_id" bigint NOT NULL,
	"followee_id" bigint NOT NULL,
	"state" text NOT NULL,
	"uri" text NOT NULL,
	"activity" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "media" (
	"id" bigint PRIMARY KEY NOT NULL,
	"account_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"storage_key" text NOT NULL,
	"media_type" text NOT NULL,
	"file_name" text NOT NULL,
	"bytes" integer NOT NULL,
	"digest" text NOT NULL,
	"width" integer,
	"height" integer,
	"alt" text DEFAULT '' NOT NULL,
	"focus_x" real,
	"focus_y" real,
	"created_at" timestamp (3) with time zone NOT NULL,
	"attached_at" timestamp (3) with time zone,
	CONSTRAINT "media_storage_key_unique" UNIQUE("storage_key")
);
--> statement-breakpoint
CREATE TABLE "post_addressees" (
	"post_id" bigint NOT NULL,
	"actor_id" bigint NOT NULL,
	CONSTRAINT "post_addressees_post_id_actor_id_pk" PRIMARY KEY("post_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "post_ledger" (
	"post_id" bigint NOT NULL,
	"inbox" text NOT NULL,
	CONSTRAINT "post_ledger_post_id_inbox_pk" PRIMARY KEY("post_id","inbox")
);
--> statement-breakpoint
CREATE TABLE "post_reactions" (
	"post_id" bigint NOT NULL,
	"actor_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"uri" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "post_reactions_post_id_kind_actor_id_pk" PRIMARY KEY("post_id","kind","actor_id")
);
--> statement-breakpoint
CREATE TABLE "post_revisions" (
	"post_id" bigint NOT NULL,
	"version" integer NOT NULL,
	"document" text NOT NULL,
	"editor_id" bigint,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "post_revisions_post_id_version_pk" PRIMARY KEY("post_id","version")
);
--> statement-breakpoint
CREATE TABLE "post_stats" (
	"post_id" bigint PRIMARY KEY NOT NULL,
	"replies" integer DEFAULT 0 NOT NULL,
	"likes" integer DEFAULT 0 NOT NULL,
	"boosts" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "post_tags" (
	"post_id" bigint NOT NULL,
	"tag" text NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "post_tags_tag_post_id_pk" PRIMARY KEY("tag","post_id")
);
--> statement-breakpoint
CREATE TABLE "posts" (
	"id" bigint PRIMARY KEY NOT NULL,
	"uri" text NOT NULL,
	"url" text NOT NULL,
	"slug" text,
	"local" boolean NOT NULL,
	"author_id" bigint NOT NULL,
	"group_id" bigint,
	"kind" text NOT NULL,
	"type" text NOT NULL,
	"title" text,
	"summary" text,
	"content" text DEFAULT '' NOT NULL,
	"plain_content" text,
	"language" text,
	"visibility" text NOT NULL,
	"sensitive" boolean DEFAULT false NOT NULL,
	"in_reply_to_uri" text,
	"in_reply_to_id" bigint,
	"root_id" bigint,
	"image_url" text,
	"image_alt" text,
	"attachments" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"document" text NOT NULL,
	"etag" text NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "posts_uri_unique" UNIQUE("uri")
);
--> statement-breakpoint
CREATE TABLE "project_note_authors" (
	"post_id" bigint NOT NULL,
	"account_id" bigint NOT NULL,
	CONSTRAINT "project_note_authors_post_id_account_id_pk" PRIMARY KEY("post_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "project_note_drafts" (
	"id" bigint PRIMARY KEY NOT NULL,
	"account_id" bigint NOT NULL,
	"post_id" bigint,
	"form" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "project_notes" (
	"post_id" bigint PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"outcome" text NOT NULL,
	"fields" jsonb NOT NULL,
	"district_name" text NOT NULL,
	"district_uri" text,
	"structure" text DEFAULT 'ok' NOT NULL,
	"search_text" text DEFAULT '' NOT NULL,
	"update_sent_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "job_bodies" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "job_bodies_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"body" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "jobs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"queue" text NOT NULL,
	"ordering_key" text,
	"host" text,
	"merge_key" text,
	"payload" text NOT NULL,
	"body_id" bigint,
	"run_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"leased_until" timestamp (3) with time zone,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"last_error" text,
	"dead_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kv" (
	"key" text[] NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	CONSTRAINT "kv_key_pk" PRIMARY KEY("key")
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actor_keys" ADD CONSTRAINT "actor_keys_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "district" ADD CONSTRAINT "district_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "district" ADD CONSTRAINT "district_instance_actor_id_actors_id_fk" FOREIGN KEY ("instance_actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_follower_id_actors_id_fk" FOREIGN KEY ("follower_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_followee_id_actors_id_fk" FOREIGN KEY ("followee_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_addressees" ADD CONSTRAINT "post_addressees_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_addressees" ADD CONSTRAINT "post_addressees_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_ledger" ADD CONSTRAINT "post_ledger_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_reactions" ADD CONSTRAINT "post_reactions_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_reactions" ADD CONSTRAINT "post_reactions_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_revisions" ADD CONSTRAINT "post_revisions_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_revisions" ADD CONSTRAINT "post_revisions_editor_id_accounts_id_fk" FOREIGN KEY ("editor_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_stats" ADD CONSTRAINT "post_stats_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_tags" ADD CONSTRAINT "post_tags_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_actors_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_group_id_actors_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_note_authors" ADD CONSTRAINT "project_note_authors_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_note_authors" ADD CONSTRAINT "project_note_authors_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_note_drafts" ADD CONSTRAINT "project_note_drafts_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_note_drafts" ADD CONSTRAINT "project_note_drafts_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_notes" ADD CONSTRAINT "project_notes_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_tokens_account" ON "access_tokens" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_email" ON "accounts" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "sessions_account" ON "sessions" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "actors_handle" ON "actors" USING btree ("handle","host");--> statement-breakpoint
CREATE INDEX "actors_host" ON "actors" USING btree ("host");--> statement-breakpoint
CREATE INDEX "actors_public_key_id" ON "actors" USING btree ("public_key_id") WHERE public_key_id is not null;--> statement-breakpoint
CREATE INDEX "actors_url" ON "actors" USING btree ("url");--> statement-breakpoint
CREATE INDEX "peers_blocked" ON "peers" USING btree ("host") WHERE blocked_at is not null;--> statement-breakpoint
CREATE INDEX "received_activities_at" ON "received_activities" USING btree ("received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "follows_pair" ON "follows" USING btree ("follower_id","followee_id");--> statement-breakpoint
CREATE INDEX "follows_followee" ON "follows" USING btree ("followee_id","state");--> statement-breakpoint
CREATE INDEX "follows_uri" ON "follows" USING btree ("uri");--> statement-breakpoint
CREATE INDEX "media_account" ON "media" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "media_unattached" ON "media" USING btree ("created_at") WHERE attached_at is null;--> statement-breakpoint
CREATE INDEX "post_addressees_actor" ON "post_addressees" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "post_reactions_uri" ON "post_reactions" USING btree ("uri");--> statement-breakpoint
CREATE INDEX "post_tags_post" ON "post_tags" USING btree ("post_id");--> statement-breakpoint
CREATE UNIQUE INDEX "posts_slug" ON "posts" USING btree ("slug") WHERE slug is not null;--> statement-breakpoint
CREATE INDEX "posts_url" ON "posts" USING btree ("url");--> statement-breakpoint
CREATE INDEX "posts_author" ON "posts" USING btree ("author_id","id" DESC NULLS LAST) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "posts_group" ON "posts" USING btree ("group_id","id" DESC NULLS LAST) WHERE deleted_at is null and in_reply_to_uri is null;--> statement-breakpoint
CREATE INDEX "posts_top_public" ON "posts" USING btree ("id" DESC NULLS LAST) WHERE deleted_at is null and in_reply_to_uri is null and visibility = 'public';--> statement-breakpoint
CREATE INDEX "posts_project_notes" ON "posts" USING btree ("id" DESC NULLS LAST) WHERE kind = 'projectNote' and deleted_at is null and in_reply_to_uri is null;--> statement-breakpoint
CREATE INDEX "posts_root" ON "posts" USING btree ("root_id","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "posts_reply_uri" ON "posts" USING btree ("in_reply_to_uri") WHERE in_reply_to_uri is not null;--> statement-breakpoint
CREATE INDEX "project_note_authors_account" ON "project_note_authors" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "project_note_drafts_account" ON "project_note_drafts" USING btree ("account_id","updated_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "project_notes_status" ON "project_notes" USING btree ("status");--> statement-breakpoint
CREATE INDEX "project_notes_outcome" ON "project_notes" USING btree ("outcome");--> statement-breakpoint
CREATE INDEX "project_notes_district" ON "project_notes" USING btree ("district_uri");--> statement-breakpoint
CREATE INDEX "project_notes_search" ON "project_notes" USING gin (to_tsvector('german', "search_text"));--> statement-breakpoint
CREATE INDEX "jobs_ready" ON "jobs" USING btree ("queue","run_at","id") WHERE dead_at is null;--> statement-breakpoint
CREATE INDEX "jobs_order" ON "jobs" USING btree ("queue","ordering_key","id") WHERE ordering_key is not null and dead_at is null;--> statement-breakpoint
CREATE INDEX "jobs_body" ON "jobs" USING btree ("body_id") WHERE body_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_merge" ON "jobs" USING btree ("queue","merge_key") WHERE merge_key is not null;--> statement-breakpoint
CREATE INDEX "kv_expires" ON "kv" USING btree ("expires_at") WHERE expires_at is not null;--> statement-breakpoint
CREATE INDEX "rate_limits_expires" ON "rate_limits" USING btree ("expires_at");