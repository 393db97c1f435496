-- One row for each statement that stands behind a deal: from the deal over the field, its value and
-- the words to the article, the call, the run, the model and the prompt.
CREATE VIEW IF NOT EXISTS proof AS
SELECT deals.id AS deal_id, deals.title AS deal, deal_mentions.source_number,
       statements.field, statements.subject, statements.value, statements.verdict, statements.reason,
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
LEFT JOIN calls ON calls.id = statements.call_id
;
