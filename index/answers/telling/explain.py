"""Why an answer is what it is: the reading of the question, the best sentences, the figures and what became of each."""

from collections.abc import Mapping, Sequence

from index.answers.evidence.gathering import Scored
from index.answers.questions.question import Question
from index.answers.relations.groups import Group
from index.answers.relations.relating import Found

SENTENCES = 6  # best ones that are shown
LEFT = 8  # values left out that are shown
WIDTH = 110  # characters of a sentence that are shown


def explain(
    question: Question,
    weights: Mapping[str, float],
    ranked: Sequence[Scored],
    groups: Sequence[Group],
    found: Found | None,
) -> tuple[str, ...]:
    """Lines for `--explain`, from the question to the figures that were left out."""
    lines = [*_reading(question, weights), "best sentences:"]
    lines += [_sentence(one) for one in ranked[:SENTENCES]]
    if found is not None:
        lines += ["figures:", *_figures(groups, found)]
    return tuple(lines)


def _reading(question: Question, weights: Mapping[str, float]) -> list[str]:
    written = dict(question.terms)
    parts = {
        "wanted": question.wanted,
        "of": " ".join(written.get(s, s) for s in question.focus),
        "said": " ".join(written.get(s, s) for s in question.predicate),
        "names": " ".join(sorted(written.get(s, s) for s in question.names)),
        "time": " to ".join(map(str, question.period or ())),
        "mended": ", ".join(f"{wrong} to {right}" for wrong, right in question.corrections),
    }
    signs = [name for name in ("planned", "actual", "latest", "first", "total", "more") if getattr(question, name)]
    read = "; ".join(f"{name} {value}" for name, value in parts.items() if value)
    weighed = ", ".join(f"{written.get(s, s)} {weight:.1f}" for s, weight in weights.items())
    return [f"question: {read}" + (f"; {' '.join(signs)}" if signs else ""), f"words by rarity: {weighed}"]


def _sentence(one: Scored) -> str:
    lacking = " ".join(s for s, value in one.support.items() if value < 0.35)
    signs = f"words {one.coverage:.2f}, in itself {one.inside:.2f}, cosine {one.cosine:.2f}, reader {one.read:.2f}"
    return f"  {one.score:.2f} ({signs}{f', lacks {lacking}' if lacking else ''}) {_where(one)}"


def _where(one: Scored) -> str:
    return f"{one.evidence.article.path}: {' '.join(one.evidence.text.split())[:WIDTH]}"


def _figures(groups: Sequence[Group], found: Found) -> list[str]:
    told = {
        "answers": (found.main,),
        "differs": found.rivals,
        "told with it": found.beside,
        "earlier": found.earlier,
        "beside": found.others,
        "planned": found.planned,
        "withdrawn": found.withdrawn,
    }
    named: dict[int, tuple[str, Group]] = {}
    for name, members in told.items():
        for group in members:
            named.setdefault(id(group), (name, group))
    left = [(f"left out, {_reason(group, found.main)}", group) for group in groups if id(group) not in named]
    return [_group(name, group) for name, group in (*named.values(), *left[:LEFT])]


def _reason(group: Group, main: Group) -> str:
    """The weakest sign of a value beside the one that answers."""
    if group.figure.kind != main.figure.kind:
        return f"a {group.figure.kind}"
    signs = {
        "counts something else": group.best.noun - main.best.noun,
        "said of something else": group.best.predicate - main.best.predicate,
        "another part": group.best.role - main.best.role,
        "weaker sentence": (group.best.scored.score - main.best.scored.score) / main.best.scored.score,
    }
    return min(signs, key=lambda name: signs[name])


def _group(name: str, group: Group) -> str:
    best = group.best
    signs = f"noun {best.noun:.2f}, said {best.predicate:.2f}, part {best.role:.2f}, reader {best.read:.2f}"
    day = f", {group.day}" if group.day else ""
    return f"  {name}: {group.figure.text} {group.figure.noun or ''} {group.score:.2f} ({signs}{day}) {_where(best.scored)}"
