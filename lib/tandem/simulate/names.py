"""Names and ids of campaigns, creatives, pages and links, as text, in the order of their codes."""

from __future__ import annotations

from tandem.simulate.market import CHANNELS, CREATIVES_EACH, LINKS, MICROSOFT, THEMES, Market

HOST = "https://shop.example"
CATEGORIES = ("shoes", "jackets", "shirts", "bags", "home", "outdoor", "kids", "sale")
PAGES = (
    "/",
    *(f"/c/{category}" for category in CATEGORIES),
    *(f"/p/{CATEGORIES[number % 8]}-{number:03d}" for number in range(100)),
    *(f"/blog/{topic}" for topic in ("size-guide", "care", "new-in", "sustainability", "stores")),
    "/search?q=boots",
    "/cart",
    "/checkout",
    "/checkout/thank-you",
    "/account",
    "/account/login",
    "/newsletter",
    "/robots.txt",
)
CHECKOUT, THANKS, ACCOUNT, LOGIN_PAGE, NEWSLETTER, ROBOTS_PAGE = (
    PAGES.index(page)
    for page in ("/checkout", "/checkout/thank-you", "/account", "/account/login", "/newsletter", "/robots.txt")
)
BROWSED_PAGES = PAGES.index("/checkout")  # pages before it are where people wander
URLS = (*(HOST + page for page in PAGES), *(f"{HOST}{page}{'&' if '?' in page else '?'}qa=1" for page in PAGES))
ELEMENTS = (
    "add-to-cart",
    "size-selector",
    "hero-banner",
    "menu",
    "filter-price",
    "wishlist",
    "video-play",
    "reviews-tab",
)
SOURCES = ("google", "google", "facebook", "gdn", "youtube", "awin", "newsletter")
FORMATS = ("text", "product", "image", "banner", "video", "text", "html")
HEADLINES = ("Free delivery", "New season, new you", "Up to 40 % off", "Made to last", "Find your size")


def campaign_ids(market: Market) -> list[str]:
    """Ids such as platforms give."""
    return [str(18_220_000_000 + 7_919 * number) for number in range(len(market.campaigns["channel"]))]


def campaign_names(market: Market) -> list[str]:
    """Names such as planners give; they decide nothing but the channel rule for shopping."""
    return [_campaign_name(channel, number) for channel, number in _pairs(market)]


def creative_ids(market: Market) -> list[str]:
    """Ids such as platforms give."""
    return [str(700_100_000 + 131 * number) for number in range(len(market.creatives["campaign"]))]


def creative_names(market: Market) -> list[str]:
    """`<campaign>_v<number>`."""
    names = campaign_names(market)
    return [f"{names[campaign]}_v{at % CREATIVES_EACH + 1}" for at, campaign in enumerate(market.creatives["campaign"])]


def placement_names(channel: int) -> list[str]:
    """Names of a channel's four placements."""
    return [placement[0] for placement in CHANNELS[channel].placements]


def link_urls(market: Market) -> list[str]:
    """Landing addresses by link code (creative * 4 + placement), then the same with utm_source in capitals."""
    links = [(creative, place) for creative in range(len(market.creatives["campaign"])) for place in range(4)]
    sources = [_source(market, creative, place) for creative, place in links]
    ids, names, ads = campaign_ids(market), campaign_names(market), creative_ids(market)
    rest = []
    for creative, place in links:
        campaign = market.creatives["campaign"][creative]
        channel = int(market.campaigns["channel"][campaign])
        placement = "" if CHANNELS[channel].placements == LINKS else f"&placement={placement_names(channel)[place]}"
        rest.append(
            f"&utm_medium={CHANNELS[channel].medium}&utm_campaign={names[campaign]}&utm_id={ids[campaign]}"
            f"&utm_content={ads[creative]}{placement}"
        )
    pages = [HOST + PAGES[market.creatives["page"][creative]] for creative, _ in links]
    sources_twice = [*sources, *(source.upper() for source in sources)]
    return [
        f"{page}?utm_source={source}{marks}"
        for page, source, marks in zip(pages * 2, sources_twice, rest * 2, strict=True)
    ]


def _campaign_name(channel: int, number: int) -> str:
    fixed = {(0, 0): "search_brand_nl", (3, 0): "display_retargeting_nl"}
    theme = THEMES[number % len(THEMES)]
    return fixed.get((channel, number), f"{CHANNELS[channel].prefix}_{theme}_{('nl', 'be', 'de')[number % 3]}")


def _pairs(market: Market) -> list[tuple[int, int]]:
    return list(zip(market.campaigns["channel"].tolist(), market.campaigns["number"].tolist(), strict=True))


def _source(market: Market, creative: int, place: int) -> str:
    campaign = market.creatives["campaign"][creative]
    channel = int(market.campaigns["channel"][campaign])
    if market.campaigns["platform"][campaign] == MICROSOFT:
        return "bing"
    return "instagram" if placement_names(channel)[place].startswith("instagram") else SOURCES[channel]
