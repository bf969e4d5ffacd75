"""How often one person may ask in a private chat."""

AT_ONCE = 5
A_MINUTE = 10


class Buckets:
    """A token bucket for each person; times are those of the messages, so that a backlog is judged as it was written."""

    def __init__(self) -> None:
        self._buckets: dict[int, tuple[float, float]] = {}
        self._told: set[int] = set()

    def wait(self, person: int, at: float) -> float:
        """Seconds until the person may ask; 0 takes one question out of the bucket."""
        level, since = self._buckets.get(person, (float(AT_ONCE), at))
        level = min(float(AT_ONCE), level + max(0.0, at - since) * A_MINUTE / 60)
        if level < 1:
            self._buckets[person] = (level, max(at, since))
            return (1 - level) * 60 / A_MINUTE
        self._buckets[person] = (level - 1, max(at, since))
        self._told.discard(person)
        if len(self._buckets) > 10_000:
            self._buckets.pop(next(iter(self._buckets)))
        return 0.0

    def tell(self, person: int) -> bool:
        """Whether the person is to be told to wait: once, until they may ask again."""
        if person in self._told:
            return False
        self._told.add(person)
        return True
