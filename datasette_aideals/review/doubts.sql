-- Everything that a person may want to look at, each with how risky it is to leave it as it is.
WITH closed AS (
  SELECT reviews_applied.article_id AS id FROM reviews_applied JOIN reviews ON reviews.id = reviews_applied.review_id
  WHERE reviews.decision = 'nothing_missing' AND reviews_applied.state = 'applied'
),
others AS (
  SELECT article_id, id, model_id FROM (
    SELECT readings.*, row_number() OVER (PARTITION BY article_id, model_id ORDER BY at DESC, id DESC) AS place
    FROM readings WHERE outcome <> 'failed'
  )
  WHERE place = 1 AND model_id <> (SELECT model_id FROM chosen_model)
    AND article_id IN (SELECT article_id FROM article_sources WHERE current = 1)
    AND article_id NOT IN (SELECT id FROM closed)
),
told AS (
  SELECT others.article_id, others.model_id, mentions.id AS mention_id, deal_addresses.deal_id
  FROM others JOIN mentions ON mentions.reading_id = others.id AND mentions.accepted = 1
  LEFT JOIN deal_addresses ON deal_addresses.digits = substr(mentions.key, 1, 10)
),
counting AS (
  SELECT statements.id, statements.field, statements.subject, statements.value, statements.words, statements.exact,
         statements.verdict, statements.reason, deal_mentions.deal_id, deal_mentions.mention_id,
         deal_mentions.article_id
  FROM deal_mentions JOIN statements ON statements.mention_id = deal_mentions.mention_id
  LEFT JOIN reviewed_statements ON reviewed_statements.statement_id = statements.id
  WHERE reviewed_statements.state IS NULL AND statements.origin <> 'person'
),
unknown AS (
  SELECT counting.id FROM counting
  JOIN deal_names ON deal_names.deal_id = counting.deal_id AND deal_names.name = json_extract(counting.value, '$')
  JOIN organizations ON organizations.key = deal_names.organization_key 
    AND organizations.key NOT IN (SELECT value FROM json_each(:known))
  WHERE counting.field = 'party'
),
disputed AS (SELECT deal_id, field FROM conflicts WHERE rule <> 'a person decided'),
doubts AS (
  SELECT 'reopened' AS kind, 90 AS base, reviews_applied.article_id, deal_mentions.deal_id,
         reviews_applied.mention_id, NULL AS statement_id, reviews.field, reviews.subject, reviews.after AS value,
         reviews.quote AS words, NULL AS reason, NULL AS model
  FROM reviews_applied JOIN reviews ON reviews.id = reviews_applied.review_id
  LEFT JOIN deal_mentions ON deal_mentions.mention_id = reviews_applied.mention_id
  WHERE reviews_applied.state = 'reopened' AND reviews_applied.article_id NOT IN (SELECT id FROM closed)
    AND NOT EXISTS (
      SELECT 1 FROM reviews_applied AS later JOIN reviews AS again ON again.id = later.review_id
      WHERE later.mention_id = reviews_applied.mention_id AND later.state = 'applied'
        AND again.field = reviews.field AND again.at > reviews.at
    )
  UNION ALL
  SELECT 'refused', 70, article_id, deal_id, mention_id, id, field, subject, value, coalesce(exact, words), reason, NULL
  FROM counting WHERE verdict IN ('mismatch', 'unfound') AND article_id NOT IN (SELECT id FROM closed)
  UNION ALL
  SELECT 'refused', 65, readings.article_id, NULL, mentions.id, NULL, 'deal', NULL, json_quote(mentions.type), NULL,
         mentions.refused_because, NULL
  FROM mentions JOIN counting_readings AS readings ON readings.id = mentions.reading_id
  WHERE mentions.accepted = 0 AND readings.article_id NOT IN (SELECT id FROM closed)
    AND mentions.id NOT IN (SELECT mention_id FROM reviews_applied WHERE mention_id IS NOT NULL)
  UNION ALL
  SELECT 'conflict', 60, deal_mentions.article_id, conflicts.deal_id, deal_mentions.mention_id, NULL, conflicts.field,
         NULL, conflicts.chosen, NULL, conflicts.rule, NULL
  FROM conflicts JOIN deal_mentions ON deal_mentions.deal_id = conflicts.deal_id AND deal_mentions.source_number = 1
  WHERE rule <> 'a person decided'
    AND deal_mentions.mention_id = (
      SELECT min(mention_id) FROM deal_mentions AS first
      WHERE first.deal_id = conflicts.deal_id AND first.source_number = 1
    )
  UNION ALL
  SELECT 'disagreement', 45, told.article_id, NULL, NULL, NULL, 'deal', NULL, json_quote(mentions.type),
         (SELECT exact FROM statements WHERE mention_id = told.mention_id AND field = 'quote' LIMIT 1), NULL,
         told.model_id
  FROM told JOIN mentions ON mentions.id = told.mention_id WHERE told.deal_id IS NULL
  UNION ALL
  SELECT 'disagreement', 40, told.article_id, told.deal_id, NULL, NULL, statements.field, NULL, statements.value,
         statements.exact, NULL, told.model_id
  FROM told JOIN statements ON statements.mention_id = told.mention_id
  JOIN deals ON deals.id = told.deal_id AND deals.review_state <> 'reviewed'
  WHERE statements.verdict IN ('supported', 'judged') AND (
      statements.field = 'type' AND json_extract(statements.value, '$') <> deals.type
      OR statements.field = 'amount' AND json_extract(statements.value, '$.value') IS NOT deals.amount
    )
  UNION ALL
  SELECT 'disagreement', 35, counted.article_id, counted.deal_id, counted.mention_id, NULL, 'missing', NULL, NULL, NULL,
         NULL, others.model_id
  FROM deal_mentions AS counted JOIN others ON others.article_id = counted.article_id
  JOIN deals ON deals.id = counted.deal_id AND deals.review_state <> 'reviewed'
  WHERE NOT EXISTS (
    SELECT 1 FROM told WHERE told.article_id = counted.article_id AND told.model_id = others.model_id
      AND told.deal_id = counted.deal_id
  )
  UNION ALL
  SELECT 'judged', 30, article_id, deal_id, mention_id, id, field, subject, value, exact, reason, NULL
  FROM counting WHERE verdict = 'judged' AND field NOT IN ('ai', 'quote')
  UNION ALL
  SELECT 'unknown', 20, article_id, deal_id, mention_id, id, field, subject, value, exact, NULL, NULL
  FROM counting WHERE verdict = 'supported' AND id IN (SELECT id FROM unknown)
  UNION ALL
  SELECT 'simple', 0, article_id, deal_id, mention_id, id, field, subject, value, exact, NULL, NULL
  FROM counting
  WHERE verdict = 'supported' AND id NOT IN (SELECT id FROM unknown)
    AND NOT EXISTS (
      SELECT 1 FROM disputed WHERE disputed.deal_id = counting.deal_id
        AND (disputed.field = counting.field
             OR counting.field IN ('party', 'share') AND disputed.field LIKE '% of %')
    )
    AND NOT EXISTS (
      SELECT 1 FROM told JOIN statements ON statements.mention_id = told.mention_id
      WHERE told.deal_id = counting.deal_id AND told.article_id = counting.article_id
        AND statements.field = counting.field AND counting.field IN ('type', 'amount')
        AND statements.verdict IN ('supported', 'judged') AND statements.value <> counting.value
    )
),
weighed AS (
  SELECT doubts.*, deals.title, deals.type AS deal_type, deals.amount_usd,
         articles.title AS article, articles.publisher,
         base + CASE WHEN base = 0 THEN 0 WHEN amount_usd >= 10000000000 THEN 25 WHEN amount_usd >= 1000000000 THEN 20
                     WHEN amount_usd >= 100000000 THEN 12 WHEN amount_usd >= 10000000 THEN 6 ELSE 0 END AS risk
  FROM doubts JOIN articles ON articles.id = doubts.article_id
  LEFT JOIN deals ON deals.id = doubts.deal_id
)
