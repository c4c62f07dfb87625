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
CREATE INDEX "actors_groups" ON "actors" USING btree ("id") WHERE type = 'Group';--> statement-breakpoint
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