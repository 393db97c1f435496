CREATE VIRTUAL TABLE IF NOT EXISTS deals_fts USING fts5(
  title, summary, parties_text, content='deals', content_rowid='search_id', tokenize='porter unicode61'
);
