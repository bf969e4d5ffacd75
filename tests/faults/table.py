"""One row of the table: a fault, how often it was made, and what became of it."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Row:
    """`lost` counts what must not be: articles or questions lost, stores that do not open, wrong answers in silence."""

    fault: str
    tried: int = 0
    survived: int = 0
    lost: int = 0
    notes: list[str] = field(default_factory=list)

    def note(self, *wrong: str) -> None:
        """Count one try: survived where nothing is said to be wrong."""
        self.tried += 1
        if wrong:
            self.lost += 1
            self.notes += wrong[: max(0, 5 - len(self.notes))]
        else:
            self.survived += 1

    def __str__(self) -> str:
        told = "".join(f"\n    {note}" for note in self.notes)
        return f"| {self.fault} | {self.tried:,} | {self.survived:,} | {self.lost:,} |{told}"
