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
DROP INDEX "post_addressees_actor";--> statement-breakpoint
DROP INDEX "post_reactions_boosts";--> statement-breakpoint
DROP INDEX "posts_author";--> statement-breakpoint
DROP INDEX "posts_group";--> statement-breakpoint
DROP INDEX "posts_top_public";--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "blurhash" text;--> statement-breakpoint
ALTER TABLE "post_reactions" ADD COLUMN "id" bigint GENERATED ALWAYS AS (((extract(epoch from (created_at - timestamptz '1970-01-01 00:00:00+00')) * 1000)::bigint << 16) | (hashint8extended(post_id, actor_id) & 65535)) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "scheduled_posts" ADD CONSTRAINT "scheduled_posts_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_bookmarks" ADD CONSTRAINT "post_bookmarks_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_bookmarks" ADD CONSTRAINT "post_bookmarks_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_pins" ADD CONSTRAINT "post_pins_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_pins" ADD CONSTRAINT "post_pins_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muted_threads" ADD CONSTRAINT "muted_threads_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "author_stats" ADD CONSTRAINT "author_stats_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scheduled_posts_account" ON "scheduled_posts" USING btree ("account_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "scheduled_posts_once" ON "scheduled_posts" USING btree ("account_id","idempotency_key");--> statement-breakpoint
CREATE INDEX "relays_actor_uri" ON "relays" USING btree ("actor_uri");--> statement-breakpoint
CREATE UNIQUE INDEX "post_bookmarks_pair" ON "post_bookmarks" USING btree ("account_id","post_id");--> statement-breakpoint
CREATE INDEX "post_bookmarks_account" ON "post_bookmarks" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "post_bookmarks_post" ON "post_bookmarks" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "post_pins_post" ON "post_pins" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "post_reactions_actor" ON "post_reactions" USING btree ("actor_id","kind","id","post_id");--> statement-breakpoint
CREATE INDEX "posts_local" ON "posts" USING btree ("id") WHERE local and deleted_at is null and in_reply_to_uri is null;--> statement-breakpoint
CREATE INDEX "post_addressees_actor" ON "post_addressees" USING btree ("actor_id","post_id");--> statement-breakpoint
CREATE INDEX "post_reactions_boosts" ON "post_reactions" USING btree ("id") WHERE kind = 'boost';--> statement-breakpoint
CREATE INDEX "posts_author" ON "posts" USING btree ("author_id","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "posts_group" ON "posts" USING btree ("group_id","id") WHERE deleted_at is null and in_reply_to_uri is null;--> statement-breakpoint
CREATE INDEX "posts_top_public" ON "posts" USING btree ("id") WHERE deleted_at is null and in_reply_to_uri is null and visibility = 'public';