-- What drizzle cannot say. The words of a post, folded as search-words.model.ts folds what is asked for, in German stems (letters are
-- made small by a rule of PostgreSQL's own, whatever the locale). The
-- index is on the function, so that whatever way a post is written or changed, it is found by its words.
CREATE FUNCTION stv_post_words(title text, summary text, content text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('german', regexp_replace(regexp_replace(translate(replace(replace(replace(
    regexp_replace(normalize(lower((regexp_replace(
      left(concat_ws(' ', title, summary, content), 100000), '<[^>]*>|&[#a-zA-Z0-9]+;', ' ', 'g')) COLLATE "pg_c_utf8"), NFKD), '[\u0300-\u036f]', '', 'g'),
    'ß', 'ss'), 'æ', 'a'), 'œ', 'o'), 'øłđ', 'old'), '([ao])e', '\1', 'g'), '(?<![aeq])ue', 'u', 'g'))
$$;
--> statement-breakpoint
CREATE INDEX "posts_words" ON "posts" USING gin (stv_post_words(title, summary, content)) WHERE deleted_at IS NULL;
