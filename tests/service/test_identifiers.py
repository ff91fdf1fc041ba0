"""UUIDs: random, of version 4, and never the same in two processes."""

import os
import uuid

import pytest

from service.identifiers import new_id


def test_an_id_is_a_random_uuid() -> None:
    """Version and variant are those of a random UUID, in its one spelling, and none comes twice."""
    made = [new_id() for _ in range(2_000)]
    assert len(set(made)) == len(made)
    for one in made:
        read = uuid.UUID(one)
        assert (str(read), read.version, read.variant) == (one, 4, uuid.RFC_4122)
    assert {one[19] for one in made} == set("89ab")


def test_every_other_bit_is_random() -> None:
    """Over many ids each of the 122 bits is both 0 and 1."""
    values = [uuid.UUID(new_id()).int for _ in range(300)]
    fixed = {bit for bit in range(128) if len({value >> bit & 1 for value in values}) == 1}
    assert fixed == {62, 63, 76, 77, 78, 79}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # a fork beside threads, as of Python 3.12
def test_a_forked_process_draws_others() -> None:
    """Workers are forked from one master: what it has drawn in advance is not drawn by two of them."""
    new_id()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, new_id().encode())
        os._exit(0)
    os.waitpid(child, 0)
    theirs = os.read(reading, 36).decode()
    os.close(reading)
    os.close(writing)
    assert len(theirs) == 36
    assert theirs not in {new_id() for _ in range(1_000)}
