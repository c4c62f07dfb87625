-- What drizzle cannot say. Words are read only to rank what was found: they stand beside the row, so that a page holds many
-- rows of facets. Who may see a note is answered by an index alone, without the note's document being read.
ALTER TABLE "catalogue_entries" SET (toast_tuple_target = 640);
--> statement-breakpoint
ALTER TABLE "catalogue_entries" ALTER COLUMN "search" SET STORAGE external, ALTER COLUMN "facets" SET STORAGE main, ALTER COLUMN "title" SET STORAGE main;
--> statement-breakpoint
CREATE INDEX "posts_seen_notes" ON "posts" USING btree ("id") INCLUDE ("author_id", "visibility", "group_id", "local") WHERE kind = 'projectNote' AND deleted_at IS NULL AND removed_at IS NULL;
