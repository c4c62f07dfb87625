CREATE TABLE "post_topics" (
	"post_id" bigint NOT NULL,
	"iri" text NOT NULL,
	CONSTRAINT "post_topics_iri_post_id_pk" PRIMARY KEY("iri","post_id")
);
--> statement-breakpoint
CREATE TABLE "topic_names" (
	"host" text NOT NULL,
	"key" text NOT NULL,
	"iri" text NOT NULL,
	"post_id" bigint,
	CONSTRAINT "topic_names_host_key_iri_pk" PRIMARY KEY("host","key","iri")
);
--> statement-breakpoint
ALTER TABLE "post_topics" ADD CONSTRAINT "post_topics_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "topic_names" ADD CONSTRAINT "topic_names_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "post_topics_post" ON "post_topics" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "topic_names_iri" ON "topic_names" USING btree ("iri");--> statement-breakpoint
CREATE INDEX "topic_names_post" ON "topic_names" USING btree ("post_id") WHERE post_id is not null;