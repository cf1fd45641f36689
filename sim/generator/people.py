"""How many people there are, as the registry counts them."""

from typing import Final

from sim.generator.draft import Draft
from sim.generator.sizes import Size

SPREAD: Final = (0.8, 1.2)  # of the size's number, where it is not said exactly
STAFF_SHARE: Final = 11  # one of so many
CLASSES: Final = (40, 45, 50)


def people(draft: Draft, size: Size) -> int:
    """All heads."""
    dice = draft.dice("people")
    spread = dice.uniform(*SPREAD)
    heads = size.heads if size.heads_exactly else round(size.heads * spread)
    staff = heads // STAFF_SHARE
    draft.facts["people"] = {
        "staff": staff,
        "students": heads - staff,
        "full_time_teachers": staff * 7 // 10,
        "largest_class": dice.choice(CLASSES),
        "as_of_days_ago": dice.randrange(1, 150),
        "source": "registry, term report",
    }
    return heads
