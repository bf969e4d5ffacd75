"""What the bundled reader is trained on, and that its training can go on from its shipped weights."""

import random
from datetime import date
from pathlib import Path

import pytest
import torch

from index.reader import Reader
from index.reader.reader import HERE, best_spans
from tests.learn.aside import kept_aside
from tests.train_reader.contrast import Asked, altered
from tests.train_reader.data import Example, held_out, normalised, pieces_of, training_rows
from tests.train_reader.events import event, events_aside, training_events
from tests.train_reader.model import Embeddings, SpanReader, collate
from tests.train_reader.news import news_aside, stories, training_news
from tests.train_reader.phrasing import as_typed
from tests.train_reader.pool import Pool
from tests.train_reader.start import start_from
from tests.train_reader.train import ENCODER, tokenizer

TRAINING = Path(__file__).resolve().parents[2] / "shared" / "train"
QUESTION = "How much did the repairs cost?"
HARBOUR = (
    "The harbour authority of Velmara reopened the northern quay on Tuesday after repairs that cost 4.2 million euros."
)


@pytest.mark.skipif(not TRAINING.is_dir(), reason="the training questions are kept outside the repository")
def test_held_out_articles_are_not_trained_on() -> None:
    """No passage and no article of the 2,000 held-out questions is in any source, whatever it is called there."""
    kept = [row for rows in held_out(TRAINING).values() for row in rows]
    trained = [row for rows in training_rows(TRAINING).values() for row in rows]

    assert len(kept) == 2000
    assert len(trained) > 85_000
    assert not {row.group for row in kept} & {row.group for row in trained}
    assert not set(map(normalised, {row.context for row in kept})) & set(
        map(normalised, {row.context for row in trained})
    )


def test_questions_as_typed_keep_their_rare_words() -> None:
    """Typed questions are lower case without a question mark, and no word but a little one is lost."""
    for seed in range(50):
        typed = as_typed("How many trees will Brodek plant?", random.Random(seed))

        assert typed == typed.lower().rstrip("?")
        assert len({"many", "trees", "brodek", "plant"} & set(typed.split())) >= 2


def asked(question: str, context: str, *answers: str) -> Asked:
    return Asked(question, context, answers, names=(), neighbours=())


def test_altered_questions_ask_for_something_else() -> None:
    """A year that the passage does not hold takes the place of the one asked about; nothing else changes."""
    question = altered(asked("In 1987, what stood?", "The mill stood in 1987."), random.Random(4))

    assert question is not None
    assert question.startswith("In ")
    assert question.endswith(", what stood?")
    assert "1987" not in question


def test_altered_questions_do_not_take_the_answer_for_another_name() -> None:
    """Of the two names in the passage that the question lacks, the one that answers it is never put into it."""
    context = "In the spring Mayor Tibor Halvik praised the town of Nedra and the port of Ostvin."
    for seed in range(40):
        question = altered(asked("Who praised the town of Nedra?", context, "Mayor Tibor Halvik"), random.Random(seed))

        assert question is not None
        assert "Halvik" not in question
        assert question != "Who praised the town of Nedra?"


def test_altered_questions_can_deny_or_ask_for_the_opposite() -> None:
    """A question with a helping verb and a word that has an opposite gives both kinds in time."""
    made = {altered(asked("What was the first mill?", "The first mill."), random.Random(seed)) for seed in range(40)}

    assert made == {"What wasn't the first mill?", "What was the last mill?"}


def test_questions_without_a_handle_are_not_altered() -> None:
    """A question without name, number, helping verb or a word that could be another gives no unanswerable one."""
    assert altered(asked("What stood?", "The mill stood."), random.Random(4)) is None


def test_training_goes_on_from_the_shipped_weights() -> None:
    """Out of int8 again, the weights give the best span of the shipped graph, and nearly its score."""
    trained = SpanReader()
    start_from(HERE / "reader.onnx", trained)
    pieces = pieces_of(tokenizer(), [QUESTION, HARBOUR])
    pair = collate([Example(pieces[QUESTION].ids, pieces[HARBOUR].ids, ())])
    with torch.no_grad():
        starts, ends, _ = trained(Embeddings(ENCODER / "model.safetensors")(pair.ids, pair.types), pair.mask)
    first = len(pieces[QUESTION].ids) + 2
    inside = slice(first, first + len(pieces[HARBOUR].ids))
    null = float(starts[0, 0] + ends[0, 0])
    start, end, score = best_spans(starts[0, inside].numpy(), ends[0, inside].numpy(), pieces[HARBOUR].offsets, 1)[0]
    reader = Reader.bundled()

    assert reader is not None
    reading = reader.read(QUESTION, [HARBOUR])[0]
    assert HARBOUR[start:end] == HARBOUR[reading.start : reading.end]
    assert abs(score - null - reading.score) < 1.5


def test_news_aside_is_not_trained_on() -> None:
    """No article of the files kept aside is among those trained on; about two questions of three are answered."""
    trained, aside = training_news(), news_aside()

    assert not {row.context for row in trained} & {row.context for row in aside}
    assert not {row.group for row in trained} & {row.group for row in aside}
    assert 0.6 < sum(bool(row.answers) for row in trained) / len(trained) < 0.7


def test_news_gives_each_answer_its_place(tmp_path: Path) -> None:
    """Of an answer that the text holds twice, the longer piece behind "@" says which; the head is what the index reads above a passage."""
    file = tmp_path / "a.txt"
    file.write_text(
        "== 6 March 2026 | Ostmere Echo | Crane sinks boats\nNine boats sank. Two of nine were old.\n--\n"
        "how many went down => Nine || Nine boats\nhow many are there => nine @ Two of nine\nwho did it =>\n"
    )
    ((article, rows),) = stories(file)

    assert article.published == date(2026, 3, 6)
    assert [row.answers for row in rows] == [(("Nine", 0), ("Nine boats", 0)), (("nine", 24),), ()]
    assert {row.about for row in rows} == {"Crane sinks boats. Ostmere Echo. 6 March 2026"}


def test_news_names_an_answer_that_is_not_there(tmp_path: Path) -> None:
    """An answer that the text does not hold stops the training and is told."""
    file = tmp_path / "a.txt"
    file.write_text("== 6 March 2026 | Ostmere Echo | Crane\nNine boats sank.\n--\nhow many => ten\n")

    with pytest.raises(ValueError, match="'ten' does not stand once in 'Nine boats sank"):
        list(stories(file))


FLOOD = (
    "== 6 March 2026 | Ostmere Echo | River rises\nNine boats sank. Two of nine were old.\n"
    "== 9 March 2026 | Velm Post | After the flood\nThe loss is down to seven, as two were found.\n"
)


def test_events_ask_every_article_and_say_which_answer(tmp_path: Path) -> None:
    """A question stands with each article of its event: with its piece where the article answers, without where it does not."""
    file = tmp_path / "a.txt"
    file.write_text(
        FLOOD
        + "--\nhow many sank => 1: Nine || 1: Nine boats || 2: seven\nhow many are old => 1: Two\nwhose are they =>\n"
    )
    rows = list(event(file))

    assert [(row.question, row.answers) for row in rows] == [
        ("how many sank", (("Nine", 0), ("Nine boats", 0))),
        ("how many sank", (("seven", 20),)),
        ("how many are old", (("Two", 17),)),
        ("how many are old", ()),
        ("whose are they", ()),
        ("whose are they", ()),
    ]
    assert rows[1].about == "After the flood. Velm Post. 9 March 2026"


@pytest.mark.parametrize("answer", ["3: Nine", "Nine", "0: Nine"])
def test_events_name_an_answer_without_its_article(tmp_path: Path, answer: str) -> None:
    """An answer of no article, or of one that is not there, stops the training and is told."""
    file = tmp_path / "a.txt"
    file.write_text(f"{FLOOD}--\nhow many sank => {answer}\n")

    with pytest.raises(ValueError, match=f"'{answer}' does not name one of 2 articles"):
        list(event(file))


def test_events_aside_are_not_trained_on() -> None:
    """Every question has one row for each article; an event has forty questions, a fifth of them answered nowhere."""
    trained, aside = training_events(), events_aside()
    asked: dict[tuple[str, str], list[bool]] = {}
    for row in [*trained, *aside]:
        asked.setdefault((row.group, row.question), []).append(bool(row.answers))

    assert not {row.group for row in trained} & {row.group for row in aside}
    assert not {row.context for row in trained} & {row.context for row in aside}
    assert {len(answered) for answered in asked.values()} == {8}
    assert 0.19 < sum(not any(answered) for answered in asked.values()) / len(asked) < 0.21


def test_weights_are_learned_from_what_the_reader_was_not_trained_on() -> None:
    """Of what is kept aside no article is trained on; every answer stands in its article, where it is said to."""
    trained = {row.context for row in [*training_news(), *training_events()]}
    told = list(kept_aside())
    texts = [{article.path: article.text for article in articles} for articles, _ in told]
    answers = [
        (text, at, texts[i][path])
        for i, (_, asked) in enumerate(told)
        for one in asked
        for path, given in one.answers.items()
        for text, at in given
    ]

    assert not trained & {text for part in texts for text in part.values()}
    assert len(answers) > 2000
    assert all(whole[at : at + len(text)] == text for text, at, whole in answers)


def test_the_pool_draws_events_as_they_are_told(tmp_path: Path) -> None:
    """Each article of an event is read for its own answer, and no article on another matter is."""
    file = tmp_path / "a.txt"
    file.write_text(FLOOD + "--\nhow many sank => 1: Nine || 2: seven\n")
    words = tokenizer()
    drawn = [example for batch in Pool({"events": list(event(file))}, words, 1).epoch() for example in batch]
    spans = {words.decode(one.passage[start : end + 1]) for one in drawn for start, end in one.spans}

    assert spans == {"nine", "seven"}
