-- The views of the private file, for a public copy: every reading in it counts.
CREATE VIEW IF NOT EXISTS chosen_model AS SELECT max(model_id) AS model_id FROM readings;

CREATE VIEW IF NOT EXISTS counting_readings AS
SELECT id, article_id, model_id, run_id, outcome, at FROM readings;
