"""What may befall the portal of the whole campus, and what is right then, worked out by hand.

Nine links of the second level: /news/, /study/, /admission/, /research/, /services/, two of lib,
mail and cs. Thirteen of the third, three of them found on lib/ alone and one on mail/ alone.
"""

from fractions import Fraction

from sim.pages import ANOTHER
from sim.scenario import load

Set = tuple[str, str, object]

LIB, MAIL, CS = "//lib.example.edu", "//mail.example.edu", "//cs.example.edu"
(PORTAL,) = load("whole").devices.portals
#: One word of some eighty is another: as on a page that greets by the hour.
NEARLY = PORTAL.html["/services/"].replace("Welcome", "Goodbye", 1)
#: A third of them is.
HARDLY = PORTAL.html["/services/"].replace("<p>", "<p>" + "moved " * 40, 1)


def page(name: str, field: str, value: object) -> Set:
    return ("portal", f"pages.{name}.{field}", value)


#: None: nobody can know.
CHANGES: dict[str, tuple[tuple[Set, ...], Fraction | int | None]] = {
    "all is well": ((), 1),
    "a host without AAAA": ((("dns-1", "records.lib.example.edu.AAAA", []),), Fraction(7, 9)),
    "a host that refuses IPv6": (
        (("portal", "hosts.lib.example.edu.listen_ipv6", False),),
        Fraction(7, 9),
    ),
    "a host with links on both levels": (
        (("dns-1", "records.cs.example.edu.AAAA", []),),
        Fraction(11, 13),
    ),
    "the only link to a page lies on a host that is lost": (
        (("portal", "hosts.mail.example.edu.listen_ipv6", False),),
        Fraction(8, 9),
    ),
    "one page of nine": ((page("/admission/", "status", 503),), Fraction(8, 9)),
    "one page of thirteen": ((page("/admission/fees.html", "status", 404),), Fraction(12, 13)),
    "two pages of thirteen are empty over IPv6": (
        (
            page("/admission/fees.html", "empty_over_ipv6", True),
            page(f"{LIB}/catalogue.html", "empty_over_ipv6", True),
        ),
        Fraction(11, 13),
    ),
    "a page that is empty over both": ((page(f"{MAIL}/", "html", ""),), Fraction(8, 9)),
    "another page without links": (
        (page("/services/", "html_over_ipv6", ANOTHER),),
        Fraction(8, 9),
    ),
    "another text, with the links": (
        (page("/services/", "html_over_ipv6", HARDLY), page("/map.html", "status", 500)),
        Fraction(8, 9),
    ),
    "nearly the same text": ((page("/services/", "html_over_ipv6", NEARLY),), 1),
    "another page, which IPv4 has none to compare with": (
        (page(f"{LIB}/", "html_over_ipv6", ANOTHER), ("dns-1", "records.lib.example.edu.A", [])),
        1,
    ),
    "the home page fails": ((page("/", "status", 503),), 0),
    "the home page is empty over IPv6": ((page("/", "empty_over_ipv6", True),), 0),
    "the home page is another over IPv6": ((page("/", "html_over_ipv6", ANOTHER),), 0),
    "the home page has no AAAA": ((("dns-1", "records.www.example.edu.AAAA", []),), 0),
    "the home page refuses IPv6": ((("portal", "listen_ipv6", False),), 0),
    "the home page leads nowhere any more": ((page("/", "html", "<p>Under work</p>"),), None),
}
