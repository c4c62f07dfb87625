CREATE TABLE "district_digest_items" (
	"post_id" bigint PRIMARY KEY NOT NULL,
	"group_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"digest_id" bigint
);
--> statement-breakpoint
ALTER TABLE "actors" ADD COLUMN "archived_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "group_log" ADD COLUMN "mode" text;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "erased_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "removed_by_id" bigint;--> statement-breakpoint
ALTER TABLE "project_note_drafts" ADD COLUMN "kind" text DEFAULT 'projectNote' NOT NULL;--> statement-breakpoint
ALTER TABLE "district_digest_items" ADD CONSTRAINT "district_digest_items_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "district_digest_items" ADD CONSTRAINT "district_digest_items_group_id_actors_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "district_digest_items" ADD CONSTRAINT "district_digest_items_digest_id_posts_id_fk" FOREIGN KEY ("digest_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "district_digest_items_digest" ON "district_digest_items" USING btree ("digest_id");--> statement-breakpoint
CREATE INDEX "district_digest_items_waiting" ON "district_digest_items" USING btree ("post_id") WHERE digest_id is null;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_removed_by_id_actors_id_fk" FOREIGN KEY ("removed_by_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reports_to_erase" ON "reports" USING btree ("decided_at") WHERE erased_at is null and decided_at is not null;--> statement-breakpoint
CREATE INDEX "posts_removed_by" ON "posts" USING btree ("removed_by_id","id" DESC NULLS LAST) WHERE removed_by_id is not null;