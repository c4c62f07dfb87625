CREATE TABLE "adoption_claims" (
	"post_id" bigint PRIMARY KEY NOT NULL,
	"origin_uri" text NOT NULL,
	"origin_title" text,
	"origin_url" text,
	"origin_author_uri" text,
	"origin_gone" boolean DEFAULT false NOT NULL,
	"stamp_uri" text,
	"state" text NOT NULL,
	"reason" text,
	"checked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "adoption_policies" (
	"post_id" bigint PRIMARY KEY NOT NULL,
	"policy" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "adoption_requests" (
	"id" bigint PRIMARY KEY NOT NULL,
	"post_id" bigint NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"message" text NOT NULL,
	"token_hash" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	CONSTRAINT "adoption_requests_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "adoptions" (
	"id" bigint PRIMARY KEY NOT NULL,
	"origin_id" bigint NOT NULL,
	"adopted_uri" text NOT NULL,
	"adopted_id" bigint,
	"adopter_id" bigint NOT NULL,
	"offer_uri" text,
	"message" text DEFAULT '' NOT NULL,
	"state" text NOT NULL,
	"progress" text,
	"reason" text,
	"final" boolean DEFAULT false NOT NULL,
	"document" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "external_adoptions" (
	"id" bigint PRIMARY KEY NOT NULL,
	"origin_id" bigint NOT NULL,
	"title" text NOT NULL,
	"district" text NOT NULL,
	"url" text,
	"state" text NOT NULL,
	"entered_by_id" bigint,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lineage_nodes" (
	"uri" text PRIMARY KEY NOT NULL,
	"root_uri" text NOT NULL,
	"parent_uri" text,
	"position" integer NOT NULL,
	"title" text NOT NULL,
	"url" text,
	"district" text NOT NULL,
	"state" text,
	"lesson" text,
	"published_at" timestamp (3) with time zone,
	"gone" boolean DEFAULT false NOT NULL,
	"confirmed" boolean NOT NULL,
	"by_hand" boolean DEFAULT false NOT NULL,
	"refreshed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "project_notes" ADD COLUMN "adoption" jsonb;--> statement-breakpoint
ALTER TABLE "adoption_claims" ADD CONSTRAINT "adoption_claims_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "adoption_policies" ADD CONSTRAINT "adoption_policies_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "adoption_requests" ADD CONSTRAINT "adoption_requests_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "adoptions" ADD CONSTRAINT "adoptions_origin_id_posts_id_fk" FOREIGN KEY ("origin_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "adoptions" ADD CONSTRAINT "adoptions_adopted_id_posts_id_fk" FOREIGN KEY ("adopted_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "adoptions" ADD CONSTRAINT "adoptions_adopter_id_actors_id_fk" FOREIGN KEY ("adopter_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "external_adoptions" ADD CONSTRAINT "external_adoptions_origin_id_posts_id_fk" FOREIGN KEY ("origin_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "external_adoptions" ADD CONSTRAINT "external_adoptions_entered_by_id_accounts_id_fk" FOREIGN KEY ("entered_by_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "adoption_claims_origin" ON "adoption_claims" USING btree ("origin_uri");--> statement-breakpoint
CREATE INDEX "adoption_claims_stamp" ON "adoption_claims" USING btree ("stamp_uri");--> statement-breakpoint
CREATE INDEX "adoption_claims_checked" ON "adoption_claims" USING btree ("checked_at");--> statement-breakpoint
CREATE INDEX "adoption_requests_created" ON "adoption_requests" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "adoptions_offer" ON "adoptions" USING btree ("origin_id","adopted_uri","adopter_id");--> statement-breakpoint
CREATE UNIQUE INDEX "adoptions_pair" ON "adoptions" USING btree ("origin_id","adopted_uri") WHERE state = 'accepted';--> statement-breakpoint
CREATE INDEX "adoptions_list" ON "adoptions" USING btree ("origin_id","state","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "adoptions_adopted" ON "adoptions" USING btree ("adopted_uri");--> statement-breakpoint
CREATE INDEX "external_adoptions_origin" ON "external_adoptions" USING btree ("origin_id");--> statement-breakpoint
CREATE INDEX "lineage_nodes_root" ON "lineage_nodes" USING btree ("root_uri","position");--> statement-breakpoint
CREATE INDEX "lineage_nodes_refreshed" ON "lineage_nodes" USING btree ("refreshed_at");