from tandem.pages.markup import Html, tag


def test_text_is_escaped_and_markup_is_not():
    assert tag("p", "a < b", tag("b", '"c"')) == "<p>a &lt; b<b>&quot;c&quot;</b></p>"


def test_attributes_are_escaped_renamed_and_left_out_when_none():
    assert tag("td", class_="x", aria_label='"y"', title=None) == '<td class="x" aria-label="&quot;y&quot;"></td>'


def test_children_may_nest_and_none_is_nothing():
    assert tag("ul", [tag("li", "a"), None, [tag("li", "b")]]) == "<ul><li>a</li><li>b</li></ul>"
    assert isinstance(tag("br"), Html)
