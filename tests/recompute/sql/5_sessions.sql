-- Visits of one person, in order of start, are one session while the next starts at most 30 minutes after the latest end.
CREATE TABLE visit_probes AS SELECT *, started_at AS owned_at FROM visits;

CREATE TABLE person_visits AS
WITH ordered AS (
    SELECT *, max(ended_at) OVER (PARTITION BY person ORDER BY started_at, md5(first_event)
                                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS latest_end
    FROM owned('visit_probes')
)
SELECT *, count_if(latest_end IS NULL OR started_at - latest_end > INTERVAL 30 MINUTE)
          OVER (PARTITION BY person ORDER BY started_at, md5(first_event) ROWS UNBOUNDED PRECEDING) AS session
FROM ordered;

CREATE TABLE sessions AS
SELECT person, session, min(started_at) AS started_at, max(ended_at) AS ended_at, count(*) AS visits, count(DISTINCT device) AS devices,
       sum(events) AS events, sum(views) AS views, sum(ad_clicks) AS ad_clicks, sum(conversions) AS conversions,
       bool_or(is_excluded) AS is_excluded
FROM person_visits
GROUP BY person, session;
