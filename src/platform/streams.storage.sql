-- What drizzle cannot say. Whatever way a post, boost or notification is written, open streams hear of it when it commits
-- (streams.ts): by ids only, and only while some process has one open. What is older than some hours when it comes is the
-- history of somebody newly followed: no news. Triggers that every activity runs into ask themselves whether anybody listens, since
-- calling a function for it costs more than the answer.
CREATE FUNCTION stv_tell_streams(said text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_notify('stv_streams', said) WHERE EXISTS (SELECT FROM stream_watches WHERE until > now())
$$;
--> statement-breakpoint
CREATE FUNCTION stv_post_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM stream_watches WHERE until > now()) THEN
    PERFORM pg_notify('stv_streams', 'post ' || NEW.id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER posts_written AFTER INSERT ON posts FOR EACH ROW
  WHEN (NEW.deleted_at IS NULL AND NEW.removed_at IS NULL AND NEW.published_at > now() - interval '6 hours')
  EXECUTE FUNCTION stv_post_written();
--> statement-breakpoint
CREATE FUNCTION stv_post_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM stream_watches WHERE until > now()) THEN
    PERFORM pg_notify('stv_streams',
      CASE WHEN NEW.deleted_at IS NOT NULL OR NEW.removed_at IS NOT NULL THEN 'gone ' ELSE 'edit ' END || NEW.id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER posts_changed AFTER UPDATE OF deleted_at, removed_at, updated_at ON posts FOR EACH ROW
  WHEN (OLD.deleted_at IS DISTINCT FROM NEW.deleted_at OR OLD.removed_at IS DISTINCT FROM NEW.removed_at
    OR (OLD.updated_at IS DISTINCT FROM NEW.updated_at AND NEW.deleted_at IS NULL AND NEW.removed_at IS NULL))
  EXECUTE FUNCTION stv_post_changed();
--> statement-breakpoint
CREATE FUNCTION stv_boosted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM stream_watches WHERE until > now()) THEN
    PERFORM pg_notify('stv_streams', 'boost ' || NEW.id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER post_reactions_boosted AFTER INSERT ON post_reactions FOR EACH ROW
  WHEN (NEW.kind = 'boost' AND NEW.created_at > now() - interval '6 hours')
  EXECUTE FUNCTION stv_boosted();
--> statement-breakpoint
-- Of a deleted post nothing is said of its boosts: they are gone with it.
CREATE FUNCTION stv_boost_taken_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM stream_watches WHERE until > now())
    AND EXISTS (SELECT FROM posts WHERE id = OLD.post_id AND deleted_at IS NULL)
  THEN
    PERFORM pg_notify('stv_streams', 'unboost ' || OLD.id || ' ' || OLD.actor_id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER post_reactions_taken_back AFTER DELETE ON post_reactions FOR EACH ROW
  WHEN (OLD.kind = 'boost')
  EXECUTE FUNCTION stv_boost_taken_back();
--> statement-breakpoint
-- Apps of the member that asked for it are told by push, too: a job for each.
CREATE FUNCTION stv_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM stream_watches WHERE until > now()) THEN
    PERFORM pg_notify('stv_streams', 'told ' || NEW.id || ' ' || NEW.recipient_id);
  END IF;
  INSERT INTO jobs (queue, host, payload, run_at, created_at)
    SELECT 'push', host, json_build_object('subscriptionId', id, 'notificationId', NEW.id)::text, NEW.created_at, NEW.created_at
    FROM push_subscriptions WHERE actor_id = NEW.recipient_id;
  IF FOUND THEN
    PERFORM pg_notify('stv_jobs', 'push');
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER notifications_told AFTER INSERT ON notifications FOR EACH ROW EXECUTE FUNCTION stv_told();
--> statement-breakpoint
CREATE FUNCTION stv_access_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM stv_tell_streams('access');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION stv_token_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM push_subscriptions WHERE token_id = OLD.id;
  PERFORM stv_tell_streams('access');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER access_tokens_ended AFTER UPDATE OF revoked_at OR DELETE ON access_tokens FOR EACH ROW
  EXECUTE FUNCTION stv_token_ended();
--> statement-breakpoint
CREATE TRIGGER accounts_suspended AFTER UPDATE OF suspended_at ON accounts FOR EACH ROW
  WHEN (NEW.suspended_at IS NOT NULL)
  EXECUTE FUNCTION stv_access_changed();
