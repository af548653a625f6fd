"""User agents and address ranges of the simulated company."""

from __future__ import annotations

DESKTOP, MOBILE, TABLET = 0, 1, 2
DEVICE_CLASSES = ("desktop", "mobile", "tablet")

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
_LINUX = "Mozilla/5.0 (X11; Linux x86_64)"
_PHONES = ("SM-S921B", "SM-A556B", "Pixel 8", "Pixel 9 Pro", "2201117TG", "CPH2581")
_TABLETS = ("SM-X710", "SM-T870", "Lenovo TB-J606F")

DESKTOP_AGENTS = (
    *(f"{_WINDOWS} {_WEBKIT} Chrome/{v}.0.0.0 Safari/537.36" for v in (140, 141, 142, 143)),
    *(f"{_MAC} {_WEBKIT} Chrome/{v}.0.0.0 Safari/537.36" for v in (142, 143)),
    *(f"{_WINDOWS} {_WEBKIT} Chrome/{v}.0.0.0 Safari/537.36 Edg/{v}.0.0.0" for v in (142, 143)),
    *(f"{_MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{v} Safari/605.1.15" for v in ("18.6", "26.1")),
    *(f"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{v}.0) Gecko/20100101 Firefox/{v}.0" for v in (140, 145)),
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    f"{_LINUX} {_WEBKIT} Chrome/143.0.0.0 Safari/537.36 OPR/124.0.0.0",
)
MOBILE_AGENTS = (
    *(f"Mozilla/5.0 (Linux; Android 15; {m}) {_WEBKIT} Chrome/143.0.0.0 Mobile Safari/537.36" for m in _PHONES),
    *(
        f"Mozilla/5.0 (iPhone; CPU iPhone OS {v} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        f"Version/{v.replace('_', '.')} Mobile/15E148 Safari/604.1"
        for v in ("17_6", "18_5", "18_6", "26_1")
    ),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "CriOS/143.0.7499.92 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 "
    "Chrome/130.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
)
TABLET_AGENTS = (
    *(f"Mozilla/5.0 (Linux; Android 14; {m}) {_WEBKIT} Chrome/142.0.0.0 Safari/537.36" for m in _TABLETS),
    "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/143.0.7499.92 "
    "Mobile/15E148 Safari/604.1",
)
IN_APP_AGENTS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G86 "
    "[FBAN/FBIOS;FBAV/540.0.0.41.106;FBBV/836562210;FBDV/iPhone15,3;FBMD/iPhone;FBSN/iOS;FBSV/18.6;FBLC/nl_NL]",
    "Mozilla/5.0 (Linux; Android 15; SM-S921B Build/AP3A.240905.015; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/143.0.7499.35 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/540.0.0.38.98;]",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G86 "
    "Instagram 410.0.0.29.70 (iPhone16,1; iOS 18_6; nl_NL; nl; scale=3.00; 1179x2556)",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/142.0.7444.102 Mobile Safari/537.36 Instagram 409.0.0.48.170 Android",
)
MAIL_AGENTS = (
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)",
)
_CHROME_BOT = "AppleWebKit/537.36 (KHTML, like Gecko; compatible;"
CRAWLER_AGENTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/143.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    f"Mozilla/5.0 {_CHROME_BOT} GPTBot/1.2; +https://openai.com/gptbot)",
    f"Mozilla/5.0 {_CHROME_BOT} ClaudeBot/1.0; +claudebot@anthropic.com)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; DotBot/1.2; +https://opensiteexplorer.org/dotbot; help@moz.com)",
    "Mozilla/5.0 (compatible; MJ12bot/v1.4.8; http://mj12bot.com/)",
    "Mozilla/5.0 (compatible; PetalBot;+https://webmaster.petalsearch.com/site/petalbot)",
    "CCBot/2.0 (https://commoncrawl.org/faq/)",
    "DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    f"{_LINUX} {_WEBKIT} HeadlessChrome/143.0.0.0 Safari/537.36",
    "python-requests/2.32.3",
    "curl/8.11.1",
    "Scrapy/2.12.0 (+https://scrapy.org)",
    "Go-http-client/2.0",
)
AGENTS = (*DESKTOP_AGENTS, *MOBILE_AGENTS, *TABLET_AGENTS, *IN_APP_AGENTS, *MAIL_AGENTS, *CRAWLER_AGENTS)

# Family of the browser behind each agent of people, in the order of AGENTS.
FAMILY_OF_AGENT = (
    *(["chrome"] * 6 + ["edge"] * 2 + ["safari"] * 2 + ["firefox"] * 3 + ["opera"]),
    *(["chrome"] * len(_PHONES) + ["safari"] * 4 + ["chrome", "samsung", "firefox"]),
    *(["chrome"] * len(_TABLETS) + ["safari", "chrome"]),
    *(["in_app"] * len(IN_APP_AGENTS)),
)
UNKNOWN_FAMILY = "unknown"  # of a visit that hides its agent


def span(of: tuple[str, ...]) -> range:
    """Places of one group of agents within AGENTS."""
    first = AGENTS.index(of[0])
    return range(first, first + len(of))


def address(text: str) -> int:
    """An IPv4 address as a number."""
    a, b, c, d = (int(part) for part in text.split("."))
    return (a << 24) + (b << 16) + (c << 8) + d


# Documentation and benchmark ranges stand for what they must not be mistaken for: real companies' networks.
HOMES = address("10.0.0.0")  # /8
CARRIERS = address("100.64.0.0")  # /10
DATA_CENTRES = (address("198.18.0.0"), address("203.0.113.0"))  # /15 and /24
CRAWLERS = address("198.51.100.0")  # /24
OFFICE = address("192.0.2.0")  # /24
