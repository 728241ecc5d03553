"""Copy what the review pages take from npm: ``python tools/vendor_web.py FOLDER``.

FOLDER holds the packages as ``npm pack`` leaves them: leaflet-1.9.4.tgz (BSD 2-Clause) and the fonts
fontsource-variable-noto-naskh-arabic-5.3.0.tgz and fontsource-variable-noto-sans-arabic-5.3.0.tgz (SIL OFL 1.1).
The files are kept as they are, each with its licence beside it; nothing is fetched when the pages are served.
"""

from __future__ import annotations

import sys
import tarfile
from pathlib import Path

OUT = Path(__file__).parents[1] / "src" / "sijill" / "review" / "static" / "vendor"
_NASKH, _SANS = "noto-naskh-arabic", "noto-sans-arabic"
FILES = {
    "leaflet-1.9.4.tgz": {
        "dist/leaflet.js": "leaflet.js", "dist/leaflet.css": "leaflet.css", "LICENSE": "leaflet.LICENSE",
    },
    f"fontsource-variable-{_NASKH}-5.3.0.tgz": {
        f"files/{_NASKH}-arabic-wght-normal.woff2": f"{_NASKH}.woff2", "LICENSE": f"{_NASKH}.LICENSE",
    },
    f"fontsource-variable-{_SANS}-5.3.0.tgz": {
        f"files/{_SANS}-arabic-wght-normal.woff2": f"{_SANS}.woff2", "LICENSE": f"{_SANS}.LICENSE",
    },
}  # fmt: skip


def main(folder: Path) -> None:
    """Write the files."""
    OUT.mkdir(parents=True, exist_ok=True)
    for package, files in FILES.items():
        with tarfile.open(folder / package) as tar:
            for name, target in files.items():
                member = tar.extractfile(f"package/{name}")
                if member is None:
                    raise SystemExit(f"{package}: {name} is no file")
                (OUT / target).write_bytes(member.read())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
