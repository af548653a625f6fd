"""Addresses that are easily misread, for the rules in Spark and for the same rules in plain Python."""

# address, value of its parameter `medium`
MEDIUMS = [
    ("x?medium=a%20b+c", "a b c"),
    ("x?utm_medium=no", None),
    ("x?a=1&medium=yes&medium=2#f", "yes"),
    ("x?medium=&medium=2", "2"),
    ("x?medium", None),
    ("x?medium=", None),
    ("x?medium=100%", "100%"),
    ("x?medium=100%+a", "100%+a"),
    ("x?medium=a=b", "a=b"),
    ("x?medium=a?b", "a?b"),
    ("x?a=1&&medium=b;c", "b;c"),
    ("x?Medium=a", None),
    ("x?medium=%D1%84", "\u0444"),
    ("x?medium=%26x", "&x"),
    ("x#?medium=1", None),
    ("x?", None),
    ("/p?medium=a", "a"),
    ("", None),
]

PERSONAL_NAMES = ["email", "name", "token"]

# address, the same without personal data, what was found
PERSONAL = [
    ("https://a.example/?email=x%40y.com&utm_source=n", "https://a.example/?email=&utm_source=n", ["email"]),
    ("https://a.example/?user_email=x&q=1", "https://a.example/?user_email=&q=1", ["user_email"]),
    (
        "https://a.example/?campaign_name=x&filename=y",
        "https://a.example/?campaign_name=&filename=y",
        ["campaign_name"],
    ),
    ("https://a.example/?q=jo.doe%40mail.example.com&p=1", "https://a.example/?q=&p=1", ["e-mail address"]),
    ("https://a.example/u/jo@mail.example/x", "https://a.example/u//x", ["e-mail address"]),
    (
        "https://a.example/?utm_campaign=spring#token=abc",
        "https://a.example/?utm_campaign=spring#token=",
        ["token"],
    ),
    ("https://a.example/?EMAIL=x;name=y", "https://a.example/?EMAIL=;name=", ["EMAIL", "name"]),
    ("https://a.example/?email=&p=1", "https://a.example/?email=&p=1", []),
    ("https://a.example/p@7?q=1", "https://a.example/p@7?q=1", []),
]
