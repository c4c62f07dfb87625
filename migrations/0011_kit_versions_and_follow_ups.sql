CREATE TABLE "follow_ups" (
	"id" bigint PRIMARY KEY NOT NULL,
	"post_id" bigint NOT NULL,
	"side" text NOT NULL,
	"adoption_id" bigint,
	"months" integer NOT NULL,
	"state" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "adoption_claims" ADD COLUMN "confirmed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "kit_confirmations" ADD COLUMN "kit_digest" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "project_notes" ADD COLUMN "kit_digest" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_adoption_id_adoptions_id_fk" FOREIGN KEY ("adoption_id") REFERENCES "public"."adoptions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "follow_ups_once" ON "follow_ups" USING btree ("post_id","side","months",coalesce(adoption_id, 0));--> statement-breakpoint
CREATE INDEX "follow_ups_adoption" ON "follow_ups" USING btree ("adoption_id");--> statement-breakpoint
CREATE INDEX "kit_confirmations_confirmer" ON "kit_confirmations" USING btree ("confirmer_uri");--> statement-breakpoint
CREATE INDEX "kit_confirmations_district" ON "kit_confirmations" USING btree ("district_uri");