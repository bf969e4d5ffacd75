"""The collections of a Milvus store.

`articles` holds a row for each article that is told, `bodies` what belongs to it, in pieces, `passages` what is
searched, `notes` the recipe, the files and what builders are about. Every key is a hash of what the row is.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pymilvus import MilvusClient

FORMAT = 2
ARTICLES, BODIES, PASSAGES, NOTES = "newsdesk_articles", "newsdesk_bodies", "newsdesk_passages", "newsdesk_notes"
EVERY = (NOTES, ARTICLES, PASSAGES, BODIES)
LONGEST = 65_535  # bytes that Milvus takes in one field
SKETCHED, LINKED, COUNTED = 32, 256, 4096  # entries of an array
NONE = {"none": [0.0, 0.0]}  # Milvus wants a vector in every row
MOST = 10_000  # rows of one answer; Milvus gives 16,384 at most
ANALYZER = {"tokenizer": "standard"}  # the words were stemmed before, as those of a local store are


def make_collections(client: "MilvusClient", dimension: int, *, lite: bool) -> None:
    """Make what is missing of the collections; builders may do it at once. What `lite` holds needs no index of numbers."""
    from pymilvus.exceptions import MilvusException

    for name, (schema, indexes) in _collections(client, dimension, lite).items():
        if client.has_collection(name):
            continue
        try:
            client.create_collection(name, schema=schema, consistency_level="Bounded")
            client.create_index(name, indexes, sync=False)
        except MilvusException:
            if not client.has_collection(name):  # else another builder was first
                raise
    for name in EVERY:
        client.load_collection(name)


def _collections(client: "MilvusClient", dimension: int, lite: bool) -> dict[str, tuple[Any, Any]]:
    return {
        ARTICLES: _articles(client, lite),
        BODIES: _plain(client, {"piece": LONGEST}, ()),
        PASSAGES: _passages(client, dimension, lite),
        NOTES: _plain(client, {"kind": 32, "name": LONGEST, "value": LONGEST}, ("owner", "part")),
    }


def _articles(client: "MilvusClient", lite: bool) -> tuple[Any, Any]:
    from pymilvus import DataType

    numbers = ("version", "body", "pieces", "file", "outlet", "url", "day", "figures", "withdrawn")
    schema, indexes = _plain(client, {"path": LONGEST, "checksum": 64, "outlet_name": LONGEST}, numbers)
    many = {"sketch": SKETCHED, "near": LINKED, "older": LINKED, "newer": LINKED, "nouns": COUNTED}
    for name, most in many.items():
        schema.add_field(name, DataType.ARRAY, element_type=DataType.INT64, max_capacity=most)
    for name in () if lite else ("version", "file", "outlet", "url", "day", "withdrawn", *many):
        indexes.add_index(name, index_type="INVERTED")
    return schema, indexes


def _passages(client: "MilvusClient", dimension: int, lite: bool) -> tuple[Any, Any]:
    from pymilvus import DataType, Function, FunctionType

    schema, indexes = client.create_schema(auto_id=False, enable_dynamic_field=False), client.prepare_index_params()
    schema.add_field("id", DataType.INT64, is_primary=True)
    for name in ("version", "start", "stop", "outlet", "day"):
        schema.add_field(name, DataType.INT64)
    schema.add_field("words", DataType.VARCHAR, max_length=LONGEST, enable_analyzer=True, enable_match=True, analyzer_params=ANALYZER, mmap_enabled=True)  # fmt: skip
    schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_function(Function("bm25", FunctionType.BM25, input_field_names=["words"], output_field_names=["sparse"]))
    indexes.add_index("dense", index_type="AUTOINDEX", metric_type="IP")
    indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params={"bm25_k1": 1.2, "bm25_b": 0.75})  # fmt: skip
    for name in () if lite else ("version", "outlet", "day"):
        indexes.add_index(name, index_type="INVERTED")
    return schema, indexes


def _plain(client: "MilvusClient", texts: dict[str, int], numbers: tuple[str, ...]) -> tuple[Any, Any]:
    """A collection that is not searched by vectors."""
    from pymilvus import DataType

    schema, indexes = client.create_schema(auto_id=False, enable_dynamic_field=False), client.prepare_index_params()
    schema.add_field("id", DataType.INT64, is_primary=True)
    for name, longest in texts.items():
        schema.add_field(name, DataType.VARCHAR, max_length=longest, mmap_enabled=True)
    for name in numbers:
        schema.add_field(name, DataType.INT64)
    schema.add_field("none", DataType.FLOAT_VECTOR, dim=2)
    indexes.add_index("none", index_type="FLAT", metric_type="IP")
    return schema, indexes
