-- One device: a silence of more than 30 minutes, another login or a logout ends a visit, and a midnight after a day
-- without a silence.
CREATE TABLE stretches AS
WITH ordered AS (
    SELECT *, lag(happened) OVER d AS before, lag(name) OVER d AS name_before, lag(date) OVER d AS date_before
    FROM events
    WHERE device IS NOT NULL AND name NOT IN ('email_sent', 'ping')
    WINDOW d AS (PARTITION BY device ORDER BY happened, event_id)
), active AS (
    SELECT *, max(CASE WHEN before IS NULL OR happened - before > INTERVAL 30 MINUTE THEN happened END)
              OVER (PARTITION BY device ORDER BY happened, event_id ROWS UNBOUNDED PRECEDING) AS active_since
    FROM ordered
), cut AS (
    SELECT *, date_before < date AND active_since < happened AND active_since <= date - INTERVAL 1 DAY + INTERVAL 30 MINUTE AS is_runaway
    FROM active
)
SELECT *, count_if(before IS NULL OR active_since = happened AND happened - before > INTERVAL 30 MINUTE OR name_before = 'logout' OR is_runaway)
          OVER (PARTITION BY device ORDER BY happened, event_id ROWS UNBOUNDED PRECEDING) AS stretch
FROM cut;

CREATE TABLE numbered AS
WITH logins AS (
    SELECT *, last_value(login IGNORE NULLS) OVER (PARTITION BY device, stretch ORDER BY happened, event_id
                                                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS login_before
    FROM stretches
)
SELECT *, count_if(coalesce(login <> login_before, false)) OVER (PARTITION BY device, stretch ORDER BY happened, event_id ROWS UNBOUNDED PRECEDING) AS part
FROM logins;

CREATE TABLE visits AS
SELECT device, stretch, part, arg_min(event_id, (happened, event_id)) AS first_event, min(happened) AS started_at, max(happened) AS ended_at,
       min(happened)::DATE AS date, coalesce(max(login), arg_min(email, (happened, event_id)) FILTER (email IS NOT NULL)) AS strong,
       bool_or(name = 'logout') AS logged_out, count(*) AS events, count_if(name = 'view') AS views,
       count_if(name = 'ad_click') AS ad_clicks, count_if(name IN ('purchase', 'lead')) AS conversions,
       arg_min({'campaign': campaign}, (happened, event_id)) FILTER (is_marked).campaign AS campaign,
       coalesce(min(happened) FILTER (name = 'ad_click') = min(happened), false) AS is_opened_by_click,
       arg_min({'consent': consent}, (happened, event_id)).consent AS consent, bool_or(is_excluded) AS is_excluded
FROM numbered
GROUP BY device, stretch, part;
