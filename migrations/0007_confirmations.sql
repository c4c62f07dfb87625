CREATE TABLE "kit_confirmations" (
	"id" bigint PRIMARY KEY NOT NULL,
	"post_id" bigint NOT NULL,
	"stamp_uri" text NOT NULL,
	"confirmer_uri" text,
	"confirmer_id" bigint,
	"district_uri" text,
	"sentence" text DEFAULT '' NOT NULL,
	"state" text NOT NULL,
	"document" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"checked_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "project_notes" ADD COLUMN "confirmed_by" text;--> statement-breakpoint
ALTER TABLE "kit_confirmations" ADD CONSTRAINT "kit_confirmations_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kit_confirmations" ADD CONSTRAINT "kit_confirmations_confirmer_id_actors_id_fk" FOREIGN KEY ("confirmer_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "kit_confirmations_stamp" ON "kit_confirmations" USING btree ("post_id","stamp_uri");--> statement-breakpoint
CREATE UNIQUE INDEX "kit_confirmations_one_each" ON "kit_confirmations" USING btree ("post_id","confirmer_uri") WHERE state = 'confirmed';--> statement-breakpoint
CREATE INDEX "kit_confirmations_uri" ON "kit_confirmations" USING btree ("stamp_uri");--> statement-breakpoint
CREATE INDEX "kit_confirmations_checked" ON "kit_confirmations" USING btree ("checked_at") WHERE document is null;