CREATE TABLE "catalogue_items" (
	"actor_id" bigint NOT NULL,
	"uri" text NOT NULL,
	"author_uri" text,
	"round" integer NOT NULL,
	"state" text NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "catalogue_items_actor_id_uri_pk" PRIMARY KEY("actor_id","uri")
);
--> statement-breakpoint
CREATE TABLE "catalogue_reads" (
	"actor_id" bigint PRIMARY KEY NOT NULL,
	"phase" text DEFAULT 'idle' NOT NULL,
	"next_page" text,
	"pages" integer DEFAULT 0 NOT NULL,
	"round" integer DEFAULT 0 NOT NULL,
	"total" integer,
	"etag" text,
	"told_etag" text,
	"told_digest" text,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "district_mentions" (
	"source_host" text NOT NULL,
	"uri" text NOT NULL,
	"relation" text NOT NULL,
	CONSTRAINT "district_mentions_source_host_uri_pk" PRIMARY KEY("source_host","uri")
);
--> statement-breakpoint
CREATE TABLE "known_districts" (
	"uri" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"actor_id" bigint,
	"depth" integer NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"heard_at" timestamp (3) with time zone NOT NULL,
	"checked_at" timestamp (3) with time zone,
	"verified_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "partners" (
	"actor_id" bigint PRIMARY KEY NOT NULL,
	"asked_at" timestamp (3) with time zone,
	"asked_text" text DEFAULT '' NOT NULL,
	"wanted_at" timestamp (3) with time zone,
	"wanted_text" text DEFAULT '' NOT NULL,
	"refused_at" timestamp (3) with time zone,
	"refused_by" text,
	"refused_text" text DEFAULT '' NOT NULL,
	"partner_since" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"paused_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "catalogue_items" ADD CONSTRAINT "catalogue_items_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalogue_reads" ADD CONSTRAINT "catalogue_reads_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "district_mentions" ADD CONSTRAINT "district_mentions_uri_known_districts_uri_fk" FOREIGN KEY ("uri") REFERENCES "public"."known_districts"("uri") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "known_districts" ADD CONSTRAINT "known_districts_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partners" ADD CONSTRAINT "partners_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "catalogue_items_state" ON "catalogue_items" USING btree ("actor_id","state","tries");--> statement-breakpoint
CREATE INDEX "known_districts_state" ON "known_districts" USING btree ("state","depth");