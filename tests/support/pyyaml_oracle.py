"""Answers questions about YAML as PyYAML does: one JSON request per line in, one answer per line out."""

import base64
import datetime
import json
import struct
import sys

import yaml


def encode(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return {"int": str(value)}
    if isinstance(value, float):
        return {"float": "nan" if value != value else struct.pack(">d", value).hex()}
    if isinstance(value, datetime.datetime):
        return {"time": value.isoformat(" ")}
    if isinstance(value, datetime.date):
        return {"time": value.isoformat()}
    if isinstance(value, bytes):
        return {"binary": base64.b64encode(value).decode()}
    if isinstance(value, set):
        return {"set": sorted((encode(member) for member in value), key=json.dumps)}
    if isinstance(value, dict):
        return {"map": [[encode(key), encode(item)] for key, item in value.items()]}
    return [encode(item) for item in value]


def decode(value, shared):
    if isinstance(value, list):
        return [decode(item, shared) for item in value]
    if not isinstance(value, dict):
        return value
    (kind, content), *rest = value.items()
    if kind == "int":
        return int(content)
    if kind == "float":
        if content == "nan":
            return float("nan")
        return struct.unpack(">d", bytes.fromhex(content))[0]
    if kind == "time":
        return yaml.safe_load(content)
    if kind == "binary":
        return base64.b64decode(content)
    if kind == "set":
        return {decode(member, shared) for member in content}
    if kind == "map":
        return {decode(key, shared): decode(item, shared) for key, item in content}
    if kind == "same":
        return shared[content]
    shared[content] = decode(rest[0][1], shared)
    return shared[content]


def node_view(value):
    hiera = {}
    hiera.update(value)
    return yaml.safe_dump({"hiera": hiera, "roles": []}, default_flow_style=False)


def answer(request):
    if "dump" in request:
        return yaml.safe_dump(decode(request["dump"], {}), default_flow_style=False)
    if "node" in request:
        return node_view(decode(request["node"], {}))
    value = yaml.safe_load(request["text"])
    if request["ask"] == "load":
        return encode(value)
    if not isinstance(value, dict):
        raise ValueError("Provided YAML should be a dictionary")
    stored = yaml.safe_dump(value, default_flow_style=False)
    return node_view(yaml.safe_load(stored))


for line in sys.stdin:
    try:
        reply = {"ok": True, "value": answer(json.loads(line))}
    except Exception as error:  # what a text does to the loader is the answer
        reply = {"ok": False, "message": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
