"""The folder of uploads."""

from __future__ import annotations

import hashlib
import threading
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from web.storage import FolderStorage, TooLarge

CONTENT = b"some content" * 1000
HASH = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "uploads")


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_content_is_addressed_by_its_hash(storage: FolderStorage) -> None:
    stored = storage.put(BytesIO(CONTENT), len(CONTENT))
    assert (stored.sha256, stored.size) == (HASH, len(CONTENT))
    with storage.open(stored.sha256) as file:
        assert file.read() == CONTENT


def test_same_content_is_kept_once(storage: FolderStorage, tmp_path: Path) -> None:
    storage.put(BytesIO(CONTENT), len(CONTENT))
    storage.put(BytesIO(CONTENT), len(CONTENT))
    assert len(files_in(tmp_path)) == 1


def test_content_over_the_limit_leaves_nothing(storage: FolderStorage, tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        storage.put(BytesIO(CONTENT), len(CONTENT) - 1)
    assert files_in(tmp_path) == []


def test_stream_that_breaks_leaves_nothing(storage: FolderStorage, tmp_path: Path) -> None:
    class Broken:
        def __init__(self) -> None:
            self.reads = 0

        def read(self, _size: int) -> bytes:
            self.reads += 1
            if self.reads > 1:
                raise ConnectionError
            return b"half"

    with pytest.raises(ConnectionError):
        storage.put(cast(BinaryIO, Broken()), 1000)
    assert files_in(tmp_path) == []


def test_content_put_at_the_same_time_is_whole(storage: FolderStorage, tmp_path: Path) -> None:
    threads = [
        threading.Thread(target=lambda: storage.put(BytesIO(CONTENT), len(CONTENT))) for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.read_bytes() for path in files_in(tmp_path)] == [CONTENT]


def test_content_that_was_removed_is_gone(storage: FolderStorage) -> None:
    storage.put(BytesIO(CONTENT), len(CONTENT))
    storage.remove(HASH)
    assert not storage.exists(HASH)
    with pytest.raises(FileNotFoundError):
        storage.open(HASH)


def test_removing_what_is_not_there_does_nothing(storage: FolderStorage) -> None:
    storage.remove(HASH)


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "/" + "a" * 63, "a" * 64 + "\n"]
)
def test_address_that_is_no_hash_is_refused(storage: FolderStorage, name: str) -> None:
    for use in (storage.open, storage.exists, storage.remove):
        with pytest.raises(ValueError, match="hash"):
            use(name)
