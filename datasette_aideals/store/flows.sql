INSERT INTO flows (
  source, target, gives, type, currency, amount, up_to, amount_usd, amount_usd_basis, gigawatts, deals, rumored, deal_ids
)
SELECT source, target, gives, type, coalesce(currency, ''),
       sum(amount) FILTER (WHERE NOT rumored),
       sum(CASE WHEN qualifier = 'up_to' THEN amount ELSE 0 END) FILTER (WHERE NOT rumored AND amount IS NOT NULL),
       sum(amount_usd) FILTER (WHERE NOT rumored),
       max(amount_usd_basis) FILTER (WHERE NOT rumored),
       sum(gigawatts) FILTER (WHERE NOT rumored),
       count(*), sum(rumored), json_group_array(deal_id)
FROM (
  SELECT * FROM payments WHERE :sources IS NULL OR source IN (SELECT value FROM json_each(:sources)) ORDER BY deal_id
)
GROUP BY source, target, gives, type, coalesce(currency, '')
