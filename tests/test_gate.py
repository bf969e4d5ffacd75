"""The quality gate holds: no figure is under the floor that was pinned for it."""

import pytest

from tests.eval.gate import main


@pytest.mark.encoder
def test_no_figure_is_under_its_floor(capsys: pytest.CaptureFixture[str]) -> None:
    """Every figure on the sample questions, on every sixth event, and on the shared sets where they are there."""
    code = main(["-v", "--every", "6"])

    assert code == 0, capsys.readouterr().out
