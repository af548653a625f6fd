"""The stated rates of the simulated company: what share of what goes wrong, and how people behave."""

from __future__ import annotations

from dataclasses import dataclass

MINUTE = 60_000  # all instants and durations of the simulator are milliseconds
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True)
class Rates:
    """Shares lie between 0 and 1. The truth keeps a copy."""

    account_share: float = 0.6  # people with a login; the others never log in
    two_accounts_share: float = 0.02  # of them, with a second user id on the same e-mail
    two_emails_share: float = 0.1  # of them, who log in with one of two e-mails
    household_share: float = 0.16  # people who also use a device shared by their household
    cookie_churn: float = 0.006  # of devices, a day: the cookie is deleted
    ad_blind_share: float = 0.2  # people who never click an ad
    visits_per_day: float = 0.17  # of a person, without ad clicks
    impressions_per_day: float = 3.5  # of a person
    switch_share: float = (
        0.1  # of visits without ad click go on at once on another device of the person, if there is one
    )
    kiosk_logins: float = 0.01  # of people, a day, at most 700 logins
    organic_purchases: float = 0.005  # of organic visits; twelve times as many where ads never reach
    same_visit_share: float = 0.65  # of conversions happen in the visit of the click
    view_effect: float = 0.0004  # conversions one viewable display or video impression causes
    lead_share: float = 0.01  # of visits
    order_without_event: float = 0.025  # orders by telephone, for each order of the shop
    event_without_order: float = 0.02  # of purchase events: cancelled or fraud
    refund_share: float = 0.08  # of orders, within 14 days
    server_share: float = 0.6  # of logins, logouts and purchases, told by the server too, whatever the browser tells
    server_without_device: float = 0.15  # of those
    tag_failures: float = 0.025  # of these actions, where the page was left before the tag had sent
    block_shares: tuple[tuple[str, float], ...] = (  # of devices, by family: ads and the tag are blocked on them
        ("chrome", 0.09),
        ("edge", 0.07),
        ("firefox", 0.28),
        ("opera", 0.35),
        ("safari", 0.05),
        ("samsung", 0.1),
    )
    duplicate_share: float = 0.008  # of web events are sent twice
    late_share: float = 0.01  # of web events arrive up to 8 days late
    impression_duplicates: float = 0.003  # of impressions are logged twice
    wrong_clock_share: float = 0.012  # of devices
    malformed_share: float = 0.002  # malformed lines for each good line of a text file
    personal_url_share: float = 0.003  # of landing urls carry an e-mail address
    forwarded_share: float = 0.04  # of mails are clicked by somebody else than the receiver
    upper_case_share: float = 0.03  # of landing urls carry utm values in capitals
    null_agent_share: float = 0.003  # of visits hide their user agent
    anonymous_user_share: float = 0.002  # of events carry the user id `anonymous`
    crawler_share: float = 0.035  # events of declared crawlers for each event of people
    data_centre_share: float = 0.02  # events of undeclared bots in data centres, likewise
    flood_share: float = 0.012  # clicks of click floods, likewise
    blind_share: float = 0.003  # clicks of robots that are shown no ads, likewise
    reader_share: float = 0.003  # events of robots that read robots.txt and pass for people otherwise, likewise
    staff_share: float = 0.006  # events of employees, likewise
    qa_share: float = 0.003  # events of quality assurance, likewise
    rendered_share: float = 0.9  # of impressions served and not viewable begin to be drawn; the viewable ones all do
    other_clicks: float = 0.012  # for each impression meta counts: likes and the like, which lead nowhere
    robot_impressions: float = 0.015  # impressions served to data centres for each one served to people
    fast_clicks: float = 0.0005  # impressions that a robot clicks at once, likewise
    double_click_share: float = 0.02  # of people's ad clicks are followed by a second one within a second
    missed_every_days: int = 30  # meta's report misses delivery day 6 and each so many days after
