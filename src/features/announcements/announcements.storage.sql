-- What drizzle cannot say. Open streams hear of announcements and of reactions to them when they commit (streams.ts).
CREATE FUNCTION stv_announced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM stv_tell_streams('announcement ' || NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER announcements_told AFTER INSERT OR UPDATE ON announcements FOR EACH ROW EXECUTE FUNCTION stv_announced();
--> statement-breakpoint
CREATE FUNCTION stv_announcement_answered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  answer announcement_reactions := coalesce(NEW, OLD);
BEGIN
  PERFORM stv_tell_streams('reacted ' || answer.announcement_id || ' ' || answer.name);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER announcement_reactions_told AFTER INSERT OR DELETE ON announcement_reactions FOR EACH ROW
  EXECUTE FUNCTION stv_announcement_answered();
