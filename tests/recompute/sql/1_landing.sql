-- Rows as delivered. What cannot be read is left out here; that nothing else is, the books show.
CREATE MACRO instant(text) AS try_cast(text AS TIMESTAMP);
CREATE MACRO of_millis(text) AS make_timestamp(try_cast(text AS BIGINT) * 1000);
CREATE MACRO money(text) AS try_cast(text AS DECIMAL(18, 6));

CREATE MACRO cells(line, sep) AS
    list_transform(regexp_extract_all(line || sep, '("[^"]*"|[^"' || sep || ']*)' || sep, 1), lambda cell: nullif(trim(cell, '"'), ''));

-- One map from column name to text per line that has as many cells as the header, which begins with `first`.
CREATE MACRO of_csv(path, sep, first) AS TABLE
WITH lines AS (
    SELECT cells(line, sep) AS cells
    FROM read_csv(getvariable('landing') || path, columns = {'line': 'VARCHAR'},
                  auto_detect = false, header = false, delim = chr(1), quote = '', escape = '')
), head AS (SELECT DISTINCT cells AS names FROM lines WHERE cells[1] = first)
SELECT map(names, cells) AS r FROM lines, head WHERE len(cells) = len(names) AND cells <> names;

CREATE MACRO of_json(path) AS TABLE
SELECT json AS j FROM read_ndjson_objects(getvariable('landing') || path, ignore_errors = true) WHERE json_type(json) = 'OBJECT';

CREATE TABLE sent_events AS
SELECT j ->> 'eventId' AS event_id, j ->> 'name' AS name, of_millis(j ->> 'ts') AS clock_at, of_millis(j ->> 'sentAt') AS sent_at,
       instant(j ->> 'receivedAt') AS received_at, j ->> 'cookieId' AS device, j ->> 'userId' AS login, j ->> 'emailSha256' AS email,
       j ->> 'pageUrl' AS url, j ->> 'referrer' AS referrer, j ->> 'userAgent' AS agent, j ->> 'ip' AS ip,
       j ->> 'orderId' AS order_id, money(j ->> 'revenue') AS amount, j ->> 'currency' AS currency, j ->> 'consent' AS consent,
       j ->> 'campaignId' AS campaign, j ->> 'region' AS region, 'browser' AS seen_by, false AS is_mail
FROM of_json('/events/web/*/*.jsonl.gz')
UNION ALL
SELECT r['event_id'], r['event'], instant(r['event_time']), instant(r['event_time']), instant(r['received_time']),
       r['client_id'], r['customer_id'], r['email_sha256'], r['page'], NULL, r['user_agent'], r['client_ip'],
       r['order_number'], money(r['amount']), r['currency'], r['consent'], r['campaign'], NULL, 'server', false
FROM of_csv('/events/server/*/*.csv', ',', 'event_id')
UNION ALL
SELECT r['id'], r['action'], instant(r['timestamp']), instant(r['timestamp']), instant(r['processed']),
       NULL, r['recipient'], r['recipient_sha256'], NULL, NULL, r['agent'], r['address'],
       NULL, NULL, NULL, NULL, r['mailing'], NULL, NULL, true
FROM of_csv('/events/mail/*/*.csv.gz', ',', 'id');

CREATE TABLE sent_impressions AS
SELECT impression_id, make_timestamp(epoch_us(served_at)) AS happened, cookie AS device, network AS platform, campaign, ad,
       country AS region, segment AS audience, in_view, ua AS agent, client_ip AS ip, tcf_consent AS consent
FROM read_parquet(getvariable('landing') || '/impressions/adserver/*/*.parquet');

CREATE TABLE sent_orders AS
SELECT r['ordernr'] AS order_id, instant(r['created']) AS happened, r['customer'] AS login, r['email_sha256'] AS email,
       money(replace(r['total'], ',', '.')) AS amount, r['currency'] AS currency, instant(r['changed']) AS changed_at
FROM of_csv('/orders/shop/*/*.csv', ';', 'ordernr');

CREATE TABLE sent_reports AS
SELECT 'google' AS platform, r['customer_id'] AS account, r['campaign_id'] AS campaign, r['ad_id'] AS ad,
       try_cast(r['day'] AS DATE) AS day, money(r['cost_micros']) * 0.000001 AS cost, r['currency_code'] AS currency,
       instant(r['exported_at']) AS exported_at
FROM of_csv('/ad_reports/google/*/*.csv', ',', 'day')
UNION ALL
SELECT 'microsoft', r['customer_id'], r['campaign_id'], r['ad_id'], try_cast(r['day'] AS DATE), money(r['spend']),
       r['currency_code'], instant(r['exported_at'])
FROM of_csv('/ad_reports/microsoft/*/*.csv', ',', 'day')
UNION ALL
SELECT 'meta', j ->> 'account_id', j ->> 'campaign_id', j ->> 'ad_id', try_cast(j ->> 'date_start' AS DATE), money(j ->> 'spend'),
       j ->> 'account_currency', make_timestamp(try_cast(j ->> 'exported_at' AS BIGINT) * 1000000)
FROM of_json('/ad_reports/meta/*/*.jsonl');

CREATE TABLE sent_rates AS
SELECT try_cast(r['date'] AS DATE) AS day, r['currency'] AS currency, money(r['eur']) AS rate
FROM of_csv('/fx_rates/bank/*/*.csv', ',', 'date');

CREATE TABLE campaign_names AS
SELECT lower(trim(r['name'])) AS name, min(r['id']) AS campaign FROM of_csv('/campaigns/planner/*/*.csv', ',', 'id') GROUP BY ALL;
