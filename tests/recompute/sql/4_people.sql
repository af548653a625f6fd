-- Strong ids seen in one event are linked, unless one of them meets too many others; components are the persons.
CREATE TABLE links AS SELECT DISTINCT login, email, date FROM events WHERE login IS NOT NULL AND email IS NOT NULL;
CREATE TABLE crowded AS  -- a login with over 5 e-mails in 365 days, an e-mail with over 3 logins in 30 days
SELECT a.login AS id FROM links AS a JOIN links AS b ON b.login = a.login AND b.date BETWEEN a.date - 364 AND a.date
GROUP BY a.login, a.date HAVING count(DISTINCT b.email) > 5
UNION
SELECT a.email FROM links AS a JOIN links AS b ON b.email = a.email AND b.date BETWEEN a.date - 29 AND a.date
GROUP BY a.email, a.date HAVING count(DISTINCT b.login) > 3;
CREATE TABLE believed AS
SELECT DISTINCT login, email FROM links
WHERE login NOT IN (SELECT id FROM crowded) AND email NOT IN (SELECT id FROM crowded);

CREATE TABLE persons AS
WITH RECURSIVE pairs AS (SELECT login AS a, email AS b FROM believed UNION SELECT email, login FROM believed),
reached AS (SELECT a AS id, a AS other FROM pairs UNION SELECT r.id, p.b FROM reached AS r JOIN pairs AS p ON p.a = r.other)
SELECT id, min(other) AS person FROM reached GROUP BY id;

-- A device belongs to who logged in last, for 30 days or until a logout; else to who logs in next, within 30 days.
CREATE TABLE logins AS
SELECT v.device, v.started_at, coalesce(p.person, v.strong) AS person,
       CASE WHEN logged_out THEN ended_at ELSE ended_at + INTERVAL 30 DAY END AS until
FROM visits AS v LEFT JOIN persons AS p ON p.id = v.strong
WHERE v.strong IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY v.device, v.started_at ORDER BY md5(first_event) DESC) = 1;

-- With more than 3 people in 7 days it is nobody's.
CREATE TABLE shared AS
WITH moments AS (SELECT DISTINCT device, started_at AS happened FROM logins UNION SELECT device, started_at + INTERVAL 7 DAY FROM logins),
seen AS (
    SELECT m.device, m.happened, count(DISTINCT l.person) AS people
    FROM moments AS m LEFT JOIN logins AS l ON l.device = m.device AND l.started_at <= m.happened AND l.started_at > m.happened - INTERVAL 7 DAY
    GROUP BY m.device, m.happened
)
SELECT device, happened - INTERVAL 7 DAY AS since, lead(happened) OVER (PARTITION BY device ORDER BY happened) AS until, people
FROM seen
QUALIFY people > 3;

CREATE MACRO owned(probes) AS TABLE
WITH probe AS (FROM query_table(probes)),
beside AS (
    SELECT p.*, last.person AS last_person, last.until AS last_until, next.person AS next_person, next.started_at AS next_at
    FROM probe AS p
    ASOF LEFT JOIN logins AS last ON last.device = p.device AND p.owned_at >= last.started_at
    ASOF LEFT JOIN logins AS next ON next.device = p.device AND p.owned_at < next.started_at
)
SELECT b.*, CASE
    WHEN strong IS NOT NULL THEN coalesce(p.person, strong)
    WHEN EXISTS (SELECT 1 FROM shared AS s WHERE s.device = b.device AND b.owned_at >= s.since AND b.owned_at < s.until) THEN 'device:' || b.device
    WHEN owned_at < last_until THEN last_person
    WHEN owned_at >= next_at - INTERVAL 30 DAY THEN next_person
    ELSE 'device:' || b.device END AS person
FROM beside AS b LEFT JOIN persons AS p ON p.id = strong;
