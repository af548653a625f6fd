-- A purchase is the back office's order in its latest state; its event tells the device. A lead is its event.
CREATE TABLE orders AS
SELECT * FROM sent_orders
WHERE order_id IS NOT NULL AND happened IS NOT NULL AND amount IS NOT NULL AND currency IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY order_id ORDER BY changed_at DESC) = 1;

CREATE TABLE announced AS  -- the first event of each order, one that knows the device before one that does not
SELECT * REPLACE (bool_or(is_excluded) OVER (PARTITION BY order_id) AS is_excluded)
FROM events WHERE name = 'purchase' AND order_id IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY order_id ORDER BY device IS NULL, happened, event_id) = 1;

CREATE TABLE conversions AS
WITH purchases AS (
    SELECT 'purchase' AS type, coalesce(o.order_id, e.order_id) AS id, coalesce(o.happened, e.happened) AS happened, e.device,
           CASE WHEN e.consent IS DISTINCT FROM 'none' THEN coalesce('user:' || o.login, e.login, 'email:' || o.email, e.email) END AS strong,
           coalesce(o.amount, e.amount) AS amount, coalesce(o.currency, e.currency) AS currency,
           coalesce(e.is_excluded, false) OR coalesce(o.login LIKE 'staff-%', false) AS is_excluded,
           o.order_id IS NULL AND e.date < getvariable('through') - INTERVAL 3 DAY AS is_unconfirmed
    FROM orders AS o FULL JOIN announced AS e USING (order_id)
), leads AS (
    SELECT 'lead', coalesce(order_id, event_id), happened, device, coalesce(login, email), amount, currency, is_excluded, false
    FROM events WHERE name = 'lead'
)
SELECT c.*, round(amount * CASE WHEN c.currency = 'EUR' THEN 1 ELSE r.rate END, 6) AS value, happened AS owned_at
FROM (FROM purchases UNION ALL FROM leads) AS c
LEFT JOIN rates AS r ON r.currency = c.currency AND r.day = c.happened::DATE
WHERE NOT is_excluded AND NOT is_unconfirmed;

-- A touch is an ad click, a visit that no ad click opened, or a viewable impression.
CREATE TABLE touches AS
SELECT 'ad_click' AS kind, 3 AS rank, n.event_id AS id, n.happened, n.device, v.strong, v.started_at AS owned_at, n.campaign,
       n.consent, v.is_excluded OR n.event_id IN (SELECT event_id FROM doubles) AS is_excluded
FROM numbered AS n JOIN visits AS v ON v.device = n.device AND v.stretch = n.stretch AND v.part = n.part
WHERE n.name = 'ad_click'
UNION ALL
SELECT 'visit', 2, first_event, started_at, device, strong, started_at, campaign, consent, is_excluded
FROM visits WHERE NOT is_opened_by_click
UNION ALL
SELECT 'impression', 1, impression_id, happened, device, NULL, happened, campaign, consent, is_excluded
FROM impressions WHERE in_view AND device IS NOT NULL;

CREATE TABLE followed AS  -- each conversion with each touch before it in its window
SELECT c.type, c.id AS conversion, c.happened AS converted_at, c.value, t.kind, t.id AS touch, t.happened AS touched_at, t.campaign, t.rank
FROM owned('conversions') AS c
JOIN owned('touches') AS t USING (person)
WHERE NOT t.is_excluded AND t.happened <= c.happened
  AND t.happened > c.happened - CASE t.kind WHEN 'impression' THEN INTERVAL 1 DAY ELSE INTERVAL 14 DAY END;

CREATE TABLE last_touch AS
SELECT * FROM followed QUALIFY row_number() OVER (PARTITION BY type, conversion ORDER BY touched_at DESC, rank DESC, touch DESC) = 1;
CREATE TABLE last_click AS
SELECT * FROM followed WHERE kind = 'ad_click'
QUALIFY row_number() OVER (PARTITION BY type, conversion ORDER BY touched_at DESC, touch DESC) = 1;

-- What is published, by campaign; an empty campaign is none.
CREATE TABLE rates_by_campaign AS
SELECT campaign, sum(impressions)::BIGINT AS impressions, sum(clicks)::BIGINT AS clicks, sum(converting)::BIGINT AS converting_clicks
FROM (
    SELECT campaign, count(*) AS impressions, 0 AS clicks, 0 AS converting FROM impressions WHERE NOT is_excluded GROUP BY campaign
    UNION ALL
    SELECT coalesce(campaign, ''), 0, count(*), 0 FROM touches WHERE kind = 'ad_click' AND NOT is_excluded GROUP BY ALL
    UNION ALL  -- clicks on no known device count in CTR alone
    SELECT coalesce(campaign, ''), 0, count(*), 0 FROM events WHERE name = 'ad_click' AND device IS NULL AND NOT is_excluded GROUP BY ALL
    UNION ALL
    SELECT coalesce(campaign, ''), 0, 0, count(DISTINCT touch) FROM last_click WHERE type = 'purchase' GROUP BY ALL
)
GROUP BY campaign;

CREATE TABLE credit_by_campaign AS
SELECT coalesce(campaign, '') AS campaign, count(*) AS conversions, sum(value) AS value FROM last_touch GROUP BY ALL;

CREATE TABLE rates_by_cohort AS  -- of ads that name a campaign
WITH counted AS (
    SELECT region, audience, device_class, 1 AS impression, 0 AS click, 0 AS converting FROM impressions WHERE NOT is_excluded
    UNION ALL
    SELECT e.region, e.audience, e.device_class, 0, 1, 0 FROM touches AS t JOIN events AS e ON e.event_id = t.id
    WHERE t.kind = 'ad_click' AND NOT t.is_excluded AND t.campaign IS NOT NULL
    UNION ALL
    SELECT region, audience, device_class, 0, 1, 0 FROM events WHERE name = 'ad_click' AND device IS NULL AND NOT is_excluded AND campaign IS NOT NULL
    UNION ALL
    SELECT region, audience, device_class, 0, 0, 1 FROM events
    WHERE event_id IN (SELECT touch FROM last_click WHERE type = 'purchase') AND campaign IS NOT NULL
)
SELECT 'region' AS dimension, region AS value, sum(impression)::BIGINT AS impressions, sum(click)::BIGINT AS clicks, sum(converting)::BIGINT AS converting_clicks
FROM counted GROUP BY ALL
UNION ALL
SELECT 'audience', audience, sum(impression)::BIGINT, sum(click)::BIGINT, sum(converting)::BIGINT FROM counted GROUP BY ALL
UNION ALL
SELECT 'device_class', device_class, sum(impression)::BIGINT, sum(click)::BIGINT, sum(converting)::BIGINT FROM counted GROUP BY ALL;
