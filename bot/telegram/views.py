"""Which view of an answer its message shows."""

REMEMBERED = 10_000  # answers whose view is known


class Views:
    """What each answer's message shows, so that it is not changed into what it is already."""

    def __init__(self) -> None:
        self._views: dict[str, object] = {}

    def change(self, answer: str, view: object) -> bool:
        """Note what a message is about to show; False if it shows that."""
        if self._views.get(answer) == view:
            return False
        self._views.pop(answer, None)
        self._views[answer] = view
        if len(self._views) > REMEMBERED:
            del self._views[next(iter(self._views))]
        return True
