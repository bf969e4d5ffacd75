"""Figures of readers' graphs on the held-out articles: `python -m tests.train_reader.evaluate --data FOLDER GRAPH...`.

Everything runs as it does at question time, through `index.reader`.
"""

import argparse
import json
import random
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from index.passages import split
from index.reader.reader import Calibration, Reader, Spans
from index.sentences import sentences
from tests.train_reader.data import Row, held_out, normalised
from tests.train_reader.events import events_aside
from tests.train_reader.measures import (
    Outcome,
    by_article,
    calibrate,
    no_answer,
    outcome,
    probabilities,
    reliability,
    spans_right,
    with_abstention,
)
from tests.train_reader.news import news_aside
from tests.train_reader.train import ENCODER


def read(reader: Reader, row: Row) -> Outcome:
    return outcome(row, row.context, reader.spans(row.question, [row.context], 1)[0])


def unanswerable(rows: Sequence[Row], seed: int = 5) -> list[Row]:
    """Each question with the passage of its article that shares most words with it and holds none of its answers."""
    rnd = random.Random(seed)
    contexts: dict[str, list[str]] = {}
    for row in rows:
        contexts.setdefault(row.group, []).append(row.context)
    result = []
    for row in rows:
        golds = [normalised(text) for text, _ in row.answers]
        others = [c for c in dict.fromkeys(contexts[row.group]) if not any(gold in normalised(c) for gold in golds)]
        asked = set(re.findall(r"\w+", row.question.lower()))
        rnd.shuffle(others)
        if others and row.answers:
            best = max(others, key=lambda c: len(asked & set(re.findall(r"\w+", c.lower()))))
            result.append(Row(best, row.question, (), row.source, row.group))
    return result


def read_news(reader: Reader) -> tuple[list[Outcome], dict[str, Any]]:
    """Of the news kept aside, each question is asked of all passages of its file: what became of its own article's, and figures."""
    rows = news_aside()
    passages, spans_read, whole, right = [], [], [], []
    for file in sorted({row.group for row in rows}):
        here = [row for row in rows if row.group == file]
        cut = {(row.context, span): row.about for row in here for span in split(row.context)}
        texts = [context[start:end] for context, (start, end) in cut]
        for row in here:
            read_all = list(zip(cut, reader.spans(row.question, texts, 1, list(cut.values())), strict=True))
            own = [pair for pair in read_all if pair[0][0] == row.context]
            told = [_of_passage(row, at, one) for at, one in own]
            passages += told
            whole.append(replace(max(told, key=lambda each: each.mass), answerable=bool(row.answers)))
            if row.answers:
                spans_read.append(max((each for each in told if each.answerable), key=lambda each: each.mass))
                (context, place), spans = max(read_all, key=_mass)
                right.append(_holds(row, context, _sentence(context, place[0] + spans.found[0][0])))
    return passages, {
        "news, answerable": spans_right(spans_read),
        "news, the article's best passage, no-answer AUC": no_answer(whole),
        "news, sentence right among all passages of eight articles": {
            "questions": len(right),
            "first": round(100 * float(np.mean(right)), 1),
        },
    }


Place = tuple[str, tuple[int, int]]  # a context, and where in it a passage lies


def _mass(pair: tuple[Place, Spans]) -> float:
    return pair[1].mass


def _text(place: Place) -> str:
    return place[0][place[1][0] : place[1][1]]


def _of_passage(row: Row, place: Place, spans: Spans) -> Outcome:
    """What became of a passage, which answers only if it holds an answer where one was marked."""
    return replace(outcome(row, _text(place), spans), answerable=_holds(row, *place))


def _holds(row: Row, context: str, span: tuple[int, int]) -> bool:
    return context == row.context and any(_within(start, span) for _, start in row.answers)


def _within(place: int, span: tuple[int, int]) -> bool:
    return span[0] <= place < span[1]


def _sentence(text: str, place: int) -> tuple[int, int]:
    return next((span for span in sentences(text) if _within(place, span)), (0, 0))


def report(graph: Path, data: Path) -> dict[str, Any]:
    reader = Reader(graph, Calibration(), ENCODER)
    aside = held_out(data)
    squad = [read(reader, row) for row in aside["squad2_half"]]
    wiki = [read(reader, row) for row in aside["squadshifts_new_wiki"]]
    other = [read(reader, row) for row in unanswerable(aside["squadshifts_new_wiki"])]
    passages, of_news = read_news(reader)
    measured = figures(squad, wiki, other, passages)
    measured["figures"] |= of_news | read_events(reader)
    return measured


def read_events(reader: Reader) -> dict[str, Any]:
    """Figures of the events kept aside, each question asked of every passage of its event."""
    asked: dict[tuple[str, str], list[Row]] = {}
    for row in events_aside():
        asked.setdefault((row.group, row.question), []).append(row)
    passages, first = [], []
    for (_, question), rows in asked.items():
        cut = [(row, (row.context, span)) for row in rows for span in split(row.context)]
        spans = reader.spans(question, [_text(at) for _, at in cut], 1, [row.about for row, _ in cut])
        told = [_of_passage(row, at, one) for (row, at), one in zip(cut, spans, strict=True)]
        passages += told
        if any(one.answerable for one in told):
            first.append(max(told, key=lambda each: each.mass).answerable)
    return {
        "events, answerable": spans_right(passages),
        "events, passages of the event, no-answer AUC": no_answer(passages),
        "events, passage that answers first": {
            "questions": len(first),
            "right": round(100 * float(np.mean(first)), 1),
        },
    }


def figures(squad: list[Outcome], wiki: list[Outcome], other: list[Outcome], news: list[Outcome]) -> dict[str, Any]:
    """`other`: the questions of `wiki` with passages that do not answer them; `news`: each passage of each question's article."""
    everything = [*squad, *wiki, *other, *news]
    exact, f1 = with_abstention(squad)
    pairs = list(by_article(everything))
    sure = np.concatenate([probabilities(calibrate(others), here) for here, others in pairs])
    return {
        "calibration": asdict(calibrate(everything)),
        "figures": {
            "squad2_half, answerable": spans_right(squad),
            "squad2_half, all, threshold from the other articles": {
                "questions": len(squad),
                "exact": round(exact, 1),
                "f1": round(f1, 1),
                "always abstaining": round(100 * np.mean([not outcome.answerable for outcome in squad]), 1),
            },
            "squad2_half, no-answer AUC": no_answer(squad),
            "new_wiki, answerable": spans_right(wiki),
            "new_wiki with another passage of the article, no-answer AUC": no_answer([*wiki, *other]),
        },
        "reliability": reliability([outcome for here, _ in pairs for outcome in here], sure),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graphs", type=Path, nargs="+", metavar="GRAPH")
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    print(json.dumps({str(graph): report(graph, given.data) for graph in given.graphs}, indent=1))


if __name__ == "__main__":
    main()
