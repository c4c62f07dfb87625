-- What drizzle cannot say. A claim rewrites its row in place (HOT) only if the page has room for the second version:
-- half of each page is left free, and no index names what a claim changes. Done jobs leave holes at once, so the queue is
-- vacuumed by count, not by share. It is mostly empty when that happens: were it measured or cut short then, PostgreSQL
-- would plan to read it without its indexes, and keep that plan for the next thousand jobs.
ALTER TABLE "jobs" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_analyze_threshold = 2147483647, vacuum_truncate = off);
