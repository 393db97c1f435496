-- One row for each statement that stands behind a deal: from the deal over the field, its value and
-- the words to the article, the call, the run, the model and the prompt.
CREATE VIEW IF NOT EXISTS proof AS
SELECT deals.id AS deal_id, deals.title AS deal, deal_mentions.source_number,
       statements.field, statements.subject, statements.value,
       CASE WHEN reviewed_statements.state IN ('rejected', 'replaced') THEN 'rejected' ELSE statements.verdict END
         AS verdict,
       reviewed_statements.state AS reviewed, statements.reason,
       statements.exact, statements.prefix, statements.suffix, statements.start, statements.end,
       statements.words, statements.origin, statements.id AS statement_id, mentions.id AS mention_id,
       articles.id AS article_id, articles.title AS article, articles.publisher, articles.published, articles.url,
       articles.sha256, statements.call_id, readings.id AS reading_id, readings.run_id, readings.model_id AS model,
       runs.resolved_model, runs.code_version, coalesce(calls.prompt_id, runs.prompt_id) AS prompt_id
FROM deals
JOIN deal_mentions ON deal_mentions.deal_id = deals.id
JOIN mentions ON mentions.id = deal_mentions.mention_id
JOIN statements ON statements.mention_id = mentions.id
JOIN readings ON readings.id = mentions.reading_id
JOIN runs ON runs.id = readings.run_id
JOIN articles ON articles.id = deal_mentions.article_id
LEFT JOIN reviewed_statements ON reviewed_statements.statement_id = statements.id
LEFT JOIN calls ON calls.id = statements.call_id;

-- The model whose readings count: the one that a person chose last, unless that was taken back, else the
-- model of the first run that could read an article; null where no article was read. Who takes back an undoing
-- restores what it undid, so decisions are looked at from the newest to the oldest.
CREATE VIEW IF NOT EXISTS chosen_model AS
WITH RECURSIVE
  ordered AS (
    SELECT id, kind, object, undoes, row_number() OVER (ORDER BY at DESC, id DESC) AS place
    FROM decisions WHERE kind IN ('use_model', 'undo')
  ),
  seen (place, undone, model_id) AS (
    SELECT 0, '[]', NULL
    UNION ALL
    SELECT ordered.place,
           CASE WHEN ordered.undoes IS NULL OR ordered.id IN (SELECT value FROM json_each(undone)) THEN undone
                ELSE json_insert(undone, '$[#]', ordered.undoes) END,
           CASE WHEN ordered.kind = 'use_model' AND ordered.id NOT IN (SELECT value FROM json_each(undone))
                THEN ordered.object END
    FROM seen JOIN ordered ON ordered.place = seen.place + 1
    WHERE seen.model_id IS NULL
  )
SELECT coalesce(
  (SELECT model_id FROM seen WHERE model_id IS NOT NULL),
  (SELECT model_id FROM runs
   WHERE EXISTS (SELECT 1 FROM readings WHERE readings.run_id = runs.id AND readings.outcome <> 'failed')
   ORDER BY started, id LIMIT 1)
) AS model_id;

-- The readings that count: for each article that still stands the newest successful one by the chosen model.
CREATE VIEW IF NOT EXISTS counting_readings AS
SELECT readings.id, readings.article_id, readings.model_id, readings.run_id, readings.outcome, readings.at
FROM readings
WHERE readings.outcome <> 'failed' AND readings.model_id = (SELECT model_id FROM chosen_model)
  AND EXISTS (
    SELECT 1 FROM article_sources WHERE article_sources.article_id = readings.article_id AND article_sources.current = 1
  )
  AND NOT EXISTS (
    SELECT 1 FROM readings AS newer
    WHERE newer.article_id = readings.article_id AND newer.model_id = readings.model_id AND newer.outcome <> 'failed'
      AND (newer.at, newer.id) > (readings.at, readings.id)
  );
