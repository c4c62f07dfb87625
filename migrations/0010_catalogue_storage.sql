ALTER TABLE "catalogue_entries" ADD COLUMN "widened" text DEFAULT repeat(' ', 2000) NOT NULL;--> statement-breakpoint
ALTER TABLE "catalogue_entries" SET (toast_tuple_target = 640);
--> statement-breakpoint
ALTER TABLE "catalogue_entries" ALTER COLUMN "search" SET STORAGE external, ALTER COLUMN "facets" SET STORAGE main, ALTER COLUMN "title" SET STORAGE main;
--> statement-breakpoint
CREATE INDEX "posts_seen_notes" ON "posts" USING btree ("id") INCLUDE ("author_id", "visibility", "group_id", "local") WHERE kind = 'projectNote' AND deleted_at IS NULL AND removed_at IS NULL;
