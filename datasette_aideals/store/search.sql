-- The indexes hold no text of their own: they read it from a view or table by search_id, a number
-- made from the id. The implicit rowid would not do, because VACUUM may change it.

CREATE VIEW IF NOT EXISTS article_search AS
SELECT articles.search_id, articles.title, articles.publisher, article_texts.text
FROM articles JOIN article_texts ON article_texts.sha256 = articles.sha256;

CREATE VIRTUAL TABLE IF NOT EXISTS articles_fts USING fts5(
  title, publisher, text, content='article_search', content_rowid='search_id', tokenize='porter unicode61'
);

CREATE TRIGGER IF NOT EXISTS article_texts_added AFTER INSERT ON article_texts BEGIN
  INSERT INTO articles_fts (rowid, title, publisher, text)
  SELECT search_id, title, publisher, text FROM article_search
  WHERE search_id = (SELECT search_id FROM articles WHERE sha256 = new.sha256);
END;

CREATE TRIGGER IF NOT EXISTS article_texts_removed BEFORE DELETE ON article_texts BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, title, publisher, text)
  SELECT 'delete', search_id, title, publisher, text FROM article_search
  WHERE search_id = (SELECT search_id FROM articles WHERE sha256 = old.sha256);
END;
