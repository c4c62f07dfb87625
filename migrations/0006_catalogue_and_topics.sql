CREATE TABLE "catalogue_entries" (
	"post_id" bigint PRIMARY KEY NOT NULL,
	"facets" text[] NOT NULL,
	"kit" boolean NOT NULL,
	"transfer_ready" boolean DEFAULT false NOT NULL,
	"here" boolean NOT NULL,
	"arrived_at" timestamp (3) with time zone NOT NULL,
	"at" "point",
	"title" "tsvector" NOT NULL,
	"search" "tsvector" NOT NULL,
	"version" smallint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "catalogue_words" (
	"word" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "project_note_plain_checks" (
	"post_id" bigint PRIMARY KEY NOT NULL,
	"checked_by_id" bigint NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	"by_reader" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "saved_searches" (
	"id" bigint PRIMARY KEY NOT NULL,
	"account_id" bigint NOT NULL,
	"parameters" text NOT NULL,
	"mail" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"looked_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "project_notes_search";--> statement-breakpoint
ALTER TABLE "catalogue_entries" ADD CONSTRAINT "catalogue_entries_post_id_project_notes_post_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."project_notes"("post_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_note_plain_checks" ADD CONSTRAINT "project_note_plain_checks_post_id_project_notes_post_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."project_notes"("post_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_note_plain_checks" ADD CONSTRAINT "project_note_plain_checks_checked_by_id_actors_id_fk" FOREIGN KEY ("checked_by_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_searches" ADD CONSTRAINT "saved_searches_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "catalogue_entries_facets" ON "catalogue_entries" USING gin ("facets");--> statement-breakpoint
CREATE INDEX "catalogue_entries_title" ON "catalogue_entries" USING gin ("title");--> statement-breakpoint
CREATE INDEX "catalogue_entries_search" ON "catalogue_entries" USING gin ("search");--> statement-breakpoint
CREATE INDEX "catalogue_entries_at" ON "catalogue_entries" USING gist ("at");--> statement-breakpoint
CREATE INDEX "catalogue_entries_kit" ON "catalogue_entries" USING btree ("post_id" DESC NULLS LAST) WHERE kit;--> statement-breakpoint
CREATE INDEX "catalogue_entries_ready" ON "catalogue_entries" USING btree ("post_id" DESC NULLS LAST) WHERE transfer_ready;--> statement-breakpoint
CREATE INDEX "catalogue_entries_arrived" ON "catalogue_entries" USING btree ("arrived_at");--> statement-breakpoint
CREATE INDEX "catalogue_entries_version" ON "catalogue_entries" USING btree ("version");--> statement-breakpoint
CREATE INDEX "catalogue_words_similar" ON "catalogue_words" USING gin ("word" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "saved_searches_account" ON "saved_searches" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "saved_searches_due" ON "saved_searches" USING btree ("mail","looked_at");--> statement-breakpoint
CREATE INDEX "post_tags_topic" ON "post_tags" USING btree (regexp_replace(regexp_replace(
  translate(replace("tag", 'ß', 'ss'), 'äöüàáâãåèéêëìíîïòóôõøùúûñç', 'aouaaaaaeeeeiiiiooooouuunc'),
  '([ao])e', '\1', 'g'), '(?<![aeq])ue', 'u', 'g'),"post_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "project_notes_origin" ON "project_notes" USING btree ((adoption ->> 'originUri')) WHERE adoption is not null;--> statement-breakpoint
ALTER TABLE "project_notes" DROP COLUMN "search_text";