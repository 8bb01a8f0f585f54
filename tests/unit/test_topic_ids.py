"""The broker's topic ids, as they are written into origins."""

from hub.topics import url_safe


def test_an_id_never_holds_what_separates_a_place() -> None:
    """An origin is `topic/id/partition/offset`: an id with a `/` of its own would name another topic."""
    assert url_safe("4i/vWF/b9X6Q86mf+A") == "4i_vWF_b9X6Q86mf-A"
