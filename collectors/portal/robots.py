"""What a host lets a robot ask for (RFC 9309), by the library that Scrapy keeps."""

from dataclasses import dataclass
from typing import Final, Self

from protego import Protego
from yarl import URL

ROBOT: Final = "campus-auditor"
#: RFC 9309 section 2.5: at least so much has to be read; the rest is left.
ROBOTS_BYTES_LIMIT: Final = 512 * 1_024


@dataclass(frozen=True, slots=True)
class Rules:
    """`rules` is None where the host lets everything, or nothing, be asked for."""

    rules: Protego | None
    everything: bool = True

    @classmethod
    def of_file(cls, body: bytes) -> Self:
        text = body[:ROBOTS_BYTES_LIMIT].decode("utf-8-sig", "replace")
        return cls(Protego.parse(text))

    @classmethod
    def of_status(cls, status: int) -> Self:
        """RFC 9309 section 2.3.1: without a file all is allowed, and nothing while it fails."""
        return cls(None, everything=status < 500)  # noqa: PLR2004 - RFC 9110: 5xx

    def allow(self, url: URL) -> bool:
        if self.rules is None:
            return self.everything
        return bool(self.rules.can_fetch(str(url), ROBOT))

    @property
    def delay_seconds(self) -> float:
        """Between two requests, as the host asks for; 0 where it does not."""
        asked = self.rules.crawl_delay(ROBOT) if self.rules is not None else None
        return float(asked or 0.0)
