"""A GeoParquet 1.1 file, and a Frictionless data package of Parquet tables."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

from sijill.export.check.problem import Found
from sijill.export.digest import sha256_of
from sijill.export.extras import require

_POINT = 1
_SIZE = 21  # bytes of a point as WKB
_FIELD_TYPES = {"string": "string", "int64": "integer", "double": "number", "date32[day]": "date"}
_PACKAGE = "datapackage.json"


def check_geoparquet(path: Path) -> Found:
    """Check the ``geo`` metadata and every point."""
    found = Found()
    parquet, arrow = require("pyarrow.parquet"), require("pyarrow")
    try:
        file = parquet.ParquetFile(path)
    except (arrow.ArrowException, OSError) as error:
        found.tell(0, "", f"no Parquet file: {error}")
        return found
    geo = _geo(file, found)
    if geo is None:
        return found
    name = geo["primary_column"]
    box = geo["columns"][name].get("bbox")
    for batch in file.iter_batches(columns=[name]):
        for value in batch.column(0).to_pylist():
            found.rows += 1
            message = _wkb_problem(value, box)
            if message is not None:
                found.tell(found.rows, name, message)
    return found


def _geo(file: Any, found: Found) -> dict[str, Any] | None:
    raw = (file.schema_arrow.metadata or {}).get(b"geo")
    try:
        geo = json.loads(raw) if raw is not None else None
    except ValueError:
        geo = None
    if not isinstance(geo, dict):
        found.tell(0, "geo", "the file has no geo metadata in JSON")
        return None
    before = len(found.problems)
    if not str(geo.get("version", "")).startswith("1."):
        found.tell(0, "version", f"{geo.get('version')!r} is not 1.x")
    columns, primary = geo.get("columns"), geo.get("primary_column")
    if not isinstance(columns, dict) or primary not in columns or primary not in file.schema_arrow.names:
        found.tell(0, "primary_column", f"{primary!r} is no column of the metadata and the file")
        return None
    column = columns[primary]
    if column.get("encoding") != "WKB":
        found.tell(0, "encoding", f"{column.get('encoding')!r}; points are checked as WKB")
    if not isinstance(column.get("geometry_types"), list):
        found.tell(0, "geometry_types", "is no list")
    covering = column.get("covering", {}).get("bbox")
    if covering is not None and any(p[0] not in file.schema_arrow.names for p in covering.values()):
        found.tell(0, "covering", "names a column that is not there")
    return geo if len(found.problems) == before else None


def _wkb_problem(value: bytes | None, box: list[float] | None) -> str | None:
    if value is None:
        return None
    if len(value) != _SIZE or value[0] != 1:
        return "is no point as little-endian WKB"
    _, kind, lon, lat = struct.unpack("<BIdd", value)
    if kind != _POINT:
        return f"is geometry {kind}, no point"
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return f"{lon}, {lat} is no longitude and latitude"
    if box is not None and not (box[0] <= lon <= box[2] and box[1] <= lat <= box[3]):
        return f"{lon}, {lat} lies outside the box of the metadata"
    return None


def check_package(folder: Path) -> Found:
    """Check ``datapackage.json``: its resources are there, whole, of the types it says, and their keys hold."""
    found = Found()
    try:
        package = json.loads((folder / _PACKAGE).read_text(encoding="utf-8"))
        resources = {r["name"]: r for r in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        found.tell(0, _PACKAGE, f"is missing or no data package: {error}")
        return found
    keys: dict[str, set[object]] = {}
    for name, resource in resources.items():
        _resource(folder, name, resource, keys, found)
    for name, resource in resources.items():
        for foreign in resource.get("schema", {}).get("foreignKeys", []):
            parents = keys.get(foreign["reference"]["resource"], set())
            missing = keys.get(f"{name}.{foreign['fields'][0]}", set()) - parents
            if missing:
                found.tell(0, name, f"{len(missing)} values of {foreign['fields'][0]} are in no row of the parent")
    return found


def _resource(folder: Path, name: str, resource: dict[str, Any], keys: dict[str, set[object]], found: Found) -> None:
    path = folder / str(resource.get("path"))
    if path.parent != folder or not path.is_file():
        found.tell(0, name, f"no file {resource.get('path')!r} in the package")
        return
    if resource.get("hash") != f"sha256:{sha256_of(path)}":
        found.tell(0, name, "the hash is not that of the file")
    parquet, arrow = require("pyarrow.parquet"), require("pyarrow")
    try:
        file = parquet.ParquetFile(path)
    except (arrow.ArrowException, OSError) as error:
        found.tell(0, name, f"no Parquet file: {error}")
        return
    schema = resource.get("schema", {})
    told = [(f.get("name"), f.get("type")) for f in schema.get("fields", [])]
    real = [(f.name, _FIELD_TYPES.get(str(f.type), str(f.type))) for f in file.schema_arrow]
    if told != real:
        wrong = next((f"{t} for {r}" for t, r in zip(told, real, strict=False) if t != r), "their number")
        found.tell(0, name, f"the fields are not those of the file: {wrong}")
        return
    found.rows += file.metadata.num_rows
    _keys(file, name, schema, keys, found)


def _keys(file: Any, name: str, schema: dict[str, Any], keys: dict[str, set[object]], found: Found) -> None:
    """Collect the values of keys; those of a primary key must differ."""
    for field in schema.get("primaryKey", []):
        values = [v for b in file.iter_batches(columns=[field]) for v in b.column(0).to_pylist()]
        keys[name] = set(values)
        if len(keys[name]) < len(values) or None in keys[name]:
            found.tell(0, name, f"{field} is blank or stands twice")
    for foreign in schema.get("foreignKeys", []):
        field = foreign["fields"][0]
        pointing = {v for b in file.iter_batches(columns=[field]) for v in b.column(0).to_pylist()}
        keys[f"{name}.{field}"] = pointing
