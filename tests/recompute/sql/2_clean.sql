-- Once only, at their true time, with who may not count marked. Tables robots(agent) and networks(low, high) are given.
CREATE MACRO address(ip) AS
    try_cast(split_part(ip, '.', 1) AS BIGINT) * 16777216 + try_cast(split_part(ip, '.', 2) AS BIGINT) * 65536
    + try_cast(split_part(ip, '.', 3) AS BIGINT) * 256 + try_cast(split_part(ip, '.', 4) AS BIGINT);
CREATE MACRO parameter(address, key) AS nullif(url_decode(regexp_extract(address, '[?&]' || key || '=([^&#]*)', 1)), '');
CREATE MACRO host(address) AS nullif(regexp_extract(lower(address), '^[a-z-]+://(?:www\.)?([^/:?#]+)', 1), '');
CREATE MACRO device_class(agent) AS CASE
    WHEN regexp_matches(agent, 'iPad|Tablet|Kindle|Silk/') THEN 'tablet'
    WHEN regexp_matches(agent, 'Mobi|iPhone|iPod') THEN 'mobile'
    WHEN agent LIKE '%Android%' AND agent NOT LIKE '%TV%' THEN 'tablet'
    WHEN regexp_matches(agent, 'Windows NT|Macintosh|X11;|CrOS') THEN 'desktop'
    ELSE 'other' END;

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
-- Without consent a row is counted and leads to no device, login or e-mail; its address is no key.
SELECT * REPLACE (CASE WHEN consent IS DISTINCT FROM 'none' THEN device END AS device,
                  CASE WHEN consent IS DISTINCT FROM 'none' THEN email END AS email),
       CASE WHEN consent IS DISTINCT FROM 'none' THEN ip END AS ip_key, happened::DATE AS date
FROM timed_events
WHERE happened >= TIMESTAMP '2000-01-01' AND received_at - happened <= INTERVAL 35 DAY
QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY seen_by = 'server', received_at) = 1;

CREATE TABLE shown AS
SELECT * REPLACE (CASE WHEN consent IS DISTINCT FROM 'none' THEN device END AS device),
       CASE WHEN consent IS DISTINCT FROM 'none' THEN ip END AS ip_key, happened::DATE AS date FROM sent_impressions
WHERE impression_id IS NOT NULL AND happened IS NOT NULL AND campaign IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY impression_id ORDER BY happened) = 1;

CREATE TABLE named AS
SELECT e.* REPLACE (coalesce(e.campaign, parameter(url, 'utm_id'), n.campaign, lower(parameter(url, 'utm_campaign'))) AS campaign)
FROM once AS e
LEFT JOIN campaign_names AS n ON n.name = lower(parameter(url, 'utm_campaign'));

CREATE TABLE clicks AS
SELECT event_id, happened, date, device, ip_key AS ip, agent, campaign, coalesce(parameter(url, 'utm_content'), campaign) AS ad
FROM named WHERE name = 'ad_click';

CREATE TABLE doubles AS  -- clicks that follow another of the same device on the same ad
SELECT event_id FROM clicks WHERE device IS NOT NULL AND ad IS NOT NULL
QUALIFY epoch_us(happened) - epoch_us(lag(happened) OVER (PARTITION BY device, ad ORDER BY happened, event_id))
        <= getvariable('double_click_s') * 1000000;

CREATE TABLE by_key AS
SELECT 'device' AS kind, device AS key, date, campaign, happened FROM clicks WHERE device IS NOT NULL
UNION ALL SELECT 'ip', ip, date, campaign, happened FROM clicks WHERE ip IS NOT NULL;
CREATE TABLE shown_to AS
SELECT 'device' AS kind, device AS key, date, campaign FROM shown WHERE device IS NOT NULL
UNION ALL SELECT 'ip', ip_key, date, campaign FROM shown WHERE ip_key IS NOT NULL;

CREATE TABLE set_aside AS
SELECT 'device' AS kind, device AS key, date FROM once WHERE contains(url, 'qa=1') OR url LIKE '%/robots.txt'
UNION SELECT 'ip', ip_key, date FROM once WHERE url LIKE '%/robots.txt'
UNION  -- more clicks in less than an hour: this one and those after it
SELECT 'ip', a.key, unnest([a.date, max(b.date)]) FROM by_key AS a JOIN by_key AS b
    ON a.kind = 'ip' AND b.kind = 'ip' AND a.key = b.key AND b.happened >= a.happened AND b.happened < a.happened + INTERVAL 1 HOUR
GROUP BY a.key, a.date, a.happened HAVING count(*) > getvariable('max_ad_clicks_per_hour')
UNION
SELECT 'ip', ip, date FROM clicks WHERE ip IS NOT NULL GROUP BY ip, agent, date
HAVING count(DISTINCT campaign) > getvariable('max_campaigns_per_day')
UNION
SELECT 'device', c.device, c.date FROM clicks AS c JOIN shown AS s ON s.device = c.device AND coalesce(s.ad, s.campaign) = c.ad
    AND epoch_us(c.happened) - epoch_us(s.happened) BETWEEN 1 AND getvariable('min_seconds_to_click') * 1000000 - 1
UNION
SELECT kind, key, date FROM by_key AS c
WHERE EXISTS (SELECT 1 FROM shown_to AS s WHERE s.kind = c.kind AND s.campaign = c.campaign AND s.date = c.date)
    AND NOT EXISTS (SELECT 1 FROM shown_to AS s WHERE s.kind = c.kind AND s.key = c.key
                    AND s.date BETWEEN c.date - getvariable('blind_days_before')::INTEGER AND c.date)
GROUP BY kind, key, date HAVING count(*) > getvariable('blind_more_than');

CREATE TABLE events AS
SELECT e.event_id, e.name, e.happened, e.date, e.device, e.order_id, e.consent,
       CASE WHEN e.consent IS DISTINCT FROM 'none' THEN 'user:' || nullif(nullif(trim(e.login), ''), 'anonymous') END AS login,
       'email:' || nullif(trim(e.email), '') AS email,
       e.amount, e.currency, e.campaign, coalesce(upper(e.region), '') AS region,
       coalesce(lower(parameter(e.url, 'audience')), '') AS audience, device_class(e.agent) AS device_class,
       is_mail OR parameter(url, 'utm_source') IS NOT NULL OR parameter(url, 'utm_medium') IS NOT NULL
           OR parameter(url, 'utm_campaign') IS NOT NULL OR regexp_matches(url, '[?&](' || getvariable('click_ids') || ')=[^&#]')
           OR coalesce(host(referrer) <> host(url), host(referrer) IS NOT NULL) AS is_marked,
       coalesce(e.agent IN (SELECT agent FROM robots), false) OR i.key IS NOT NULL OR d.key IS NOT NULL
           OR coalesce(contains(e.url, 'qa=1'), false) OR coalesce(e.login LIKE 'staff-%', false)
           OR EXISTS (SELECT 1 FROM networks WHERE address(e.ip) BETWEEN low AND high) AS is_excluded
FROM named AS e
LEFT JOIN set_aside AS i ON i.kind = 'ip' AND i.key = e.ip_key AND i.date = e.date
LEFT JOIN set_aside AS d ON d.kind = 'device' AND d.key = e.device AND d.date = e.date;

CREATE TABLE impressions AS
SELECT s.impression_id, s.happened, s.date, s.device, s.campaign, s.in_view, s.consent,
       coalesce(upper(s.region), '') AS region, coalesce(lower(s.audience), '') AS audience, device_class(s.agent) AS device_class,
       coalesce(s.agent IN (SELECT agent FROM robots), false) OR i.key IS NOT NULL OR d.key IS NOT NULL
           OR EXISTS (SELECT 1 FROM networks WHERE address(s.ip) BETWEEN low AND high) AS is_excluded
FROM shown AS s
LEFT JOIN set_aside AS i ON i.kind = 'ip' AND i.key = s.ip_key AND i.date = s.date
LEFT JOIN set_aside AS d ON d.kind = 'device' AND d.key = s.device AND d.date = s.date;

CREATE TABLE witnesses AS  -- what browser or server told of, however often
SELECT e.date, e.name, e.campaign, bool_or(t.seen_by = 'browser') AS by_browser, bool_or(t.seen_by = 'server') AS by_server
FROM events AS e JOIN timed_events AS t ON t.event_id = e.event_id AND t.name = e.name
WHERE e.name IN ('purchase', 'lead', 'login', 'logout') AND NOT e.is_excluded AND t.received_at - t.happened <= INTERVAL 35 DAY
GROUP BY e.event_id, e.date, e.name, e.campaign;

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
