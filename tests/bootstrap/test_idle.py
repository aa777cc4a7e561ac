"""A node that has nothing to do is small, from its first start on."""

from benchmarks._idle import resident


def test_an_idle_node_takes_less_than_120_megabytes(tmp_path):
    assert resident(tmp_path) < 120, "the first start, which makes the schema"
    assert resident(tmp_path) < 120
