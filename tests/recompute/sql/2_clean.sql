-- Once only, at their true time, with who may not count marked. Tables robots(agent) and networks(low, high) are given.
CREATE MACRO address(ip) AS
    try_cast(split_part(ip, '.', 1) AS BIGINT) * 16777216 + try_cast(split_part(ip, '.', 2) AS BIGINT) * 65536
    + try_cast(split_part(ip, '.', 3) AS BIGINT) * 256 + try_cast(split_part(ip, '.', 4) AS BIGINT);
CREATE MACRO parameter(address, key) AS nullif(url_decode(regexp_extract(address, '[?&]' || key || '=([^&#]*)', 1)), '');
CREATE MACRO host(address) AS nullif(regexp_extract(lower(address), '^[a-z-]+://(?:www\.)?([^/:?#]+)', 1), '');

CREATE TABLE rates AS  -- the rate of the day, else the latest of the seven days before
SELECT currency, listed.day + held::INTEGER AS day, arg_max(rate, listed.day) AS rate
FROM sent_rates AS listed, generate_series(0, 7) AS days(held)
GROUP BY ALL;

CREATE TABLE timed_events AS
SELECT *, CASE WHEN sent_at >= clock_at AND abs(epoch_us(received_at) - epoch_us(sent_at)) <= 86400000000
               THEN received_at - (sent_at - clock_at) ELSE received_at END AS happened
FROM sent_events
WHERE event_id IS NOT NULL AND name IS NOT NULL AND received_at IS NOT NULL;

CREATE TABLE once AS
-- Without consent a row is counted and leads to no device, login or e-mail; its address is no key of a flood.
SELECT * REPLACE (CASE WHEN consent IS DISTINCT FROM 'none' THEN device END AS device,
                  CASE WHEN consent IS DISTINCT FROM 'none' THEN email END AS email),
       CASE WHEN consent IS DISTINCT FROM 'none' THEN ip END AS ip_key, happened::DATE AS date
FROM timed_events
WHERE happened >= TIMESTAMP '2000-01-01' AND received_at - happened <= INTERVAL 35 DAY
QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY received_at) = 1;

CREATE TABLE testers AS
SELECT DISTINCT device, date FROM once WHERE contains(url, 'qa=1') AND device IS NOT NULL;
CREATE TABLE floods AS
SELECT DISTINCT ip_key AS ip, date FROM once
WHERE name = 'ad_click' AND ip_key IS NOT NULL
GROUP BY ip_key, date, hour(happened)
HAVING count(*) > getvariable('max_ad_clicks_per_hour');

CREATE TABLE events AS
SELECT e.event_id, e.name, e.happened, e.date, e.device, e.order_id, e.consent,
       CASE WHEN e.consent IS DISTINCT FROM 'none' THEN 'user:' || nullif(nullif(trim(e.login), ''), 'anonymous') END AS login,
       'email:' || nullif(trim(e.email), '') AS email,
       e.amount, e.currency,
       coalesce(e.campaign, parameter(url, 'utm_id'), n.campaign, lower(parameter(url, 'utm_campaign'))) AS campaign,
       is_mail OR parameter(url, 'utm_source') IS NOT NULL OR parameter(url, 'utm_medium') IS NOT NULL
           OR parameter(url, 'utm_campaign') IS NOT NULL OR regexp_matches(url, '[?&](' || getvariable('click_ids') || ')=[^&#]')
           OR coalesce(host(referrer) <> host(url), host(referrer) IS NOT NULL) AS is_marked,
       coalesce(e.agent IN (SELECT agent FROM robots), false) OR f.ip IS NOT NULL OR t.device IS NOT NULL
           OR coalesce(contains(e.url, 'qa=1'), false) OR coalesce(e.login LIKE 'staff-%', false)
           OR EXISTS (SELECT 1 FROM networks WHERE address(e.ip) BETWEEN low AND high) AS is_excluded
FROM once AS e
LEFT JOIN campaign_names AS n ON n.name = lower(parameter(url, 'utm_campaign'))
LEFT JOIN floods AS f ON f.ip = e.ip_key AND f.date = e.date
LEFT JOIN testers AS t ON t.device = e.device AND t.date = e.date;

CREATE TABLE impressions AS
WITH once AS (
    SELECT * REPLACE (CASE WHEN consent IS DISTINCT FROM 'none' THEN device END AS device),
           CASE WHEN consent IS DISTINCT FROM 'none' THEN ip END AS ip_key, happened::DATE AS date FROM sent_impressions
    WHERE impression_id IS NOT NULL AND happened IS NOT NULL AND campaign IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY impression_id ORDER BY happened) = 1
)
SELECT i.impression_id, i.happened, i.date, i.device, i.campaign, i.in_view, i.consent,
       coalesce(i.agent IN (SELECT agent FROM robots), false) OR f.ip IS NOT NULL OR t.device IS NOT NULL
           OR EXISTS (SELECT 1 FROM networks WHERE address(i.ip) BETWEEN low AND high) AS is_excluded
FROM once AS i
LEFT JOIN floods AS f ON f.ip = i.ip_key AND f.date = i.date
LEFT JOIN testers AS t ON t.device = i.device AND t.date = i.date;

CREATE TABLE spend AS  -- the latest export of a line holds
WITH latest AS (
    SELECT * FROM sent_reports
    WHERE day IS NOT NULL AND campaign IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY platform, account, campaign, ad, day ORDER BY exported_at DESC) = 1
)
SELECT l.campaign, l.day, sum(round(l.cost * CASE WHEN l.currency = 'EUR' THEN 1 ELSE r.rate END, 6)) AS spend
FROM latest AS l
LEFT JOIN rates AS r ON r.currency = l.currency AND r.day = l.day
GROUP BY ALL;
