CREATE TABLE "group_bans" (
	"group_id" bigint NOT NULL,
	"actor_id" bigint NOT NULL,
	"until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "group_bans_group_id_actor_id_pk" PRIMARY KEY("group_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "severed_follows" (
	"follower_id" bigint NOT NULL,
	"followee_id" bigint NOT NULL,
	"uri" text NOT NULL,
	"activity" text NOT NULL,
	"host" text NOT NULL,
	"severed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "severed_follows_follower_id_followee_id_pk" PRIMARY KEY("follower_id","followee_id")
);
--> statement-breakpoint
CREATE TABLE "relations" (
	"id" bigint PRIMARY KEY NOT NULL,
	"actor_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "district_boosts" (
	"post_id" bigint PRIMARY KEY NOT NULL,
	"boosted_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "group_invitations" (
	"group_id" bigint NOT NULL,
	"actor_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "group_invitations_group_id_actor_id_pk" PRIMARY KEY("group_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "group_log" (
	"id" bigint PRIMARY KEY NOT NULL,
	"group_id" bigint NOT NULL,
	"moderator_id" bigint NOT NULL,
	"action" text NOT NULL,
	"actor_id" bigint,
	"post_id" bigint,
	"reason" text DEFAULT '' NOT NULL,
	"until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "group_moderators" (
	"group_id" bigint NOT NULL,
	"actor_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "group_moderators_group_id_actor_id_pk" PRIMARY KEY("group_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "group_pins" (
	"group_id" bigint NOT NULL,
	"post_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "group_pins_group_id_post_id_pk" PRIMARY KEY("group_id","post_id")
);
--> statement-breakpoint
CREATE TABLE "group_submissions" (
	"post_id" bigint PRIMARY KEY NOT NULL,
	"group_id" bigint NOT NULL,
	"activity" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"turned_away_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "groups" (
	"actor_id" bigint PRIMARY KEY NOT NULL,
	"mode" text NOT NULL,
	"about" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "foreign_media" (
	"url_hash" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"storage_key" text,
	"media_type" text,
	"bytes" integer DEFAULT 0 NOT NULL,
	"fetched_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" bigint PRIMARY KEY NOT NULL,
	"report_id" bigint,
	"action" text NOT NULL,
	"ground" text NOT NULL,
	"reason" text NOT NULL,
	"statement" text NOT NULL,
	"subject_id" bigint,
	"local" boolean NOT NULL,
	"decided_by_id" bigint NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"id" bigint PRIMARY KEY NOT NULL,
	"origin" text NOT NULL,
	"receipt_hash" text,
	"reporter_id" bigint,
	"reporter_name" text,
	"reporter_email" text,
	"reason" text NOT NULL,
	"text" text NOT NULL,
	"address" text NOT NULL,
	"target_id" bigint,
	"evidence" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"forwarded_at" timestamp (3) with time zone,
	"appeal" text,
	"appealed_at" timestamp (3) with time zone,
	CONSTRAINT "reports_receipt_hash_unique" UNIQUE("receipt_hash")
);
--> statement-breakpoint
CREATE TABLE "organisation_editors" (
	"organisation_id" bigint NOT NULL,
	"account_id" bigint NOT NULL,
	"state" text NOT NULL,
	"invited_by_id" bigint,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "organisation_editors_organisation_id_account_id_pk" PRIMARY KEY("organisation_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "organisations" (
	"actor_id" bigint PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"about" text DEFAULT '' NOT NULL,
	"address" text,
	"website" text,
	"open_for_cooperation" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "poll_options" (
	"post_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"votes" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "poll_options_post_id_position_pk" PRIMARY KEY("post_id","position")
);
--> statement-breakpoint
CREATE TABLE "poll_votes" (
	"post_id" bigint NOT NULL,
	"actor_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "poll_votes_post_id_actor_id_position_pk" PRIMARY KEY("post_id","actor_id","position")
);
--> statement-breakpoint
CREATE TABLE "polls" (
	"post_id" bigint PRIMARY KEY NOT NULL,
	"multiple" boolean NOT NULL,
	"ends_at" timestamp (3) with time zone,
	"voters" integer DEFAULT 0 NOT NULL,
	"tallied_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "post_quotes" (
	"post_id" bigint PRIMARY KEY NOT NULL,
	"quoted_uri" text NOT NULL,
	"quoted_id" bigint,
	"stamp_uri" text,
	"state" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quote_stamps" (
	"id" bigint PRIMARY KEY NOT NULL,
	"post_id" bigint NOT NULL,
	"quoter_id" bigint NOT NULL,
	"quoting_uri" text NOT NULL,
	"document" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "suspended_for" text;--> statement-breakpoint
ALTER TABLE "actors" ADD COLUMN "emojis" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "actors" ADD COLUMN "also_known_as" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "actors" ADD COLUMN "moved_to" text;--> statement-breakpoint
ALTER TABLE "actors" ADD COLUMN "moved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "peers" ADD COLUMN "silenced_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "peers" ADD COLUMN "reject_media_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "peers" ADD COLUMN "reject_reports_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "peers" ADD COLUMN "trusted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "peers" ADD COLUMN "public_reason" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "peers" ADD COLUMN "private_reason" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "peers" ADD COLUMN "obfuscated" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "district" ADD COLUMN "federation_mode" text DEFAULT 'partnersWrite' NOT NULL;--> statement-breakpoint
ALTER TABLE "district" ADD COLUMN "publishes_blocks" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "acted_by_id" bigint;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "emojis" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "removed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "locked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "update_sent_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "group_bans" ADD CONSTRAINT "group_bans_group_id_actors_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_bans" ADD CONSTRAINT "group_bans_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "severed_follows" ADD CONSTRAINT "severed_follows_follower_id_actors_id_fk" FOREIGN KEY ("follower_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "severed_follows" ADD CONSTRAINT "severed_follows_followee_id_actors_id_fk" FOREIGN KEY ("followee_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relations" ADD CONSTRAINT "relations_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relations" ADD CONSTRAINT "relations_target_id_actors_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "district_boosts" ADD CONSTRAINT "district_boosts_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_invitations" ADD CONSTRAINT "group_invitations_group_id_actors_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_invitations" ADD CONSTRAINT "group_invitations_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_log" ADD CONSTRAINT "group_log_group_id_actors_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_log" ADD CONSTRAINT "group_log_moderator_id_actors_id_fk" FOREIGN KEY ("moderator_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_log" ADD CONSTRAINT "group_log_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_log" ADD CONSTRAINT "group_log_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_moderators" ADD CONSTRAINT "group_moderators_group_id_actors_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_moderators" ADD CONSTRAINT "group_moderators_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_pins" ADD CONSTRAINT "group_pins_group_id_actors_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_pins" ADD CONSTRAINT "group_pins_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_submissions" ADD CONSTRAINT "group_submissions_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_submissions" ADD CONSTRAINT "group_submissions_group_id_actors_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "groups" ADD CONSTRAINT "groups_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_report_id_reports_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_subject_id_actors_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_decided_by_id_accounts_id_fk" FOREIGN KEY ("decided_by_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_reporter_id_actors_id_fk" FOREIGN KEY ("reporter_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_target_id_actors_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisation_editors" ADD CONSTRAINT "organisation_editors_organisation_id_organisations_actor_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("actor_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisation_editors" ADD CONSTRAINT "organisation_editors_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisation_editors" ADD CONSTRAINT "organisation_editors_invited_by_id_accounts_id_fk" FOREIGN KEY ("invited_by_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "poll_options" ADD CONSTRAINT "poll_options_post_id_polls_post_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."polls"("post_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "poll_votes" ADD CONSTRAINT "poll_votes_post_id_polls_post_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."polls"("post_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "poll_votes" ADD CONSTRAINT "poll_votes_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "polls" ADD CONSTRAINT "polls_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_quotes" ADD CONSTRAINT "post_quotes_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_quotes" ADD CONSTRAINT "post_quotes_quoted_id_posts_id_fk" FOREIGN KEY ("quoted_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quote_stamps" ADD CONSTRAINT "quote_stamps_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quote_stamps" ADD CONSTRAINT "quote_stamps_quoter_id_actors_id_fk" FOREIGN KEY ("quoter_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "severed_follows_host" ON "severed_follows" USING btree ("host");--> statement-breakpoint
CREATE UNIQUE INDEX "relations_pair" ON "relations" USING btree ("actor_id","target_id","kind");--> statement-breakpoint
CREATE INDEX "relations_target" ON "relations" USING btree ("target_id") WHERE kind = 'block';--> statement-breakpoint
CREATE INDEX "district_boosts_at" ON "district_boosts" USING btree ("boosted_at");--> statement-breakpoint
CREATE INDEX "group_log_group" ON "group_log" USING btree ("group_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "group_submissions_group" ON "group_submissions" USING btree ("group_id","post_id");--> statement-breakpoint
CREATE INDEX "foreign_media_host" ON "foreign_media" USING btree ("host","fetched_at");--> statement-breakpoint
CREATE INDEX "foreign_media_expires" ON "foreign_media" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "decisions_report" ON "decisions" USING btree ("report_id");--> statement-breakpoint
CREATE INDEX "decisions_subject" ON "decisions" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "reports_open" ON "reports" USING btree ("id" DESC NULLS LAST) WHERE decided_at is null;--> statement-breakpoint
CREATE INDEX "reports_target" ON "reports" USING btree ("target_id");--> statement-breakpoint
CREATE INDEX "organisation_editors_account" ON "organisation_editors" USING btree ("account_id","state");--> statement-breakpoint
CREATE INDEX "post_quotes_stamp" ON "post_quotes" USING btree ("stamp_uri");--> statement-breakpoint
CREATE INDEX "post_quotes_quoted" ON "post_quotes" USING btree ("quoted_uri");--> statement-breakpoint
CREATE UNIQUE INDEX "quote_stamps_pair" ON "quote_stamps" USING btree ("post_id","quoting_uri");--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_acted_by_id_accounts_id_fk" FOREIGN KEY ("acted_by_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "peers_silenced" ON "peers" USING btree ("host") WHERE silenced_at is not null;