-- What drizzle cannot say. A claim rewrites its row in place (HOT) only if the page has room for the second version:
-- half of each page is left free, and no index names what a claim changes. Done jobs leave holes at once, so the queue is
-- vacuumed by count, not by share.
ALTER TABLE "jobs" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000);
