"""Runs EQL by Elastic's own Python engine for the language.

Reads {"cases": [{"query": text, "by": field, "documents": [{"timeMs": n, "document": {...}}]}]} from standard
input and writes, for each case, every sequence found: its value of the field "by", end and length.
"""

import json
import sys

from eql import Event, PythonEngine
from eql.parser import allow_runs, elasticsearch_syntax, parse_query

TICKS_PER_MS = 10_000
parsed = {}


def query_of(text):
    if text not in parsed:
        with elasticsearch_syntax, allow_runs:
            parsed[text] = parse_query(text)
    return parsed[text]


def matches_of(case):
    found = []
    engine = PythonEngine()
    engine.add_query(query_of(case["query"]))
    engine.add_output_hook(found.append)
    engine.stream_events(
        [
            Event(each.get("type", "any"), each["timeMs"] * TICKS_PER_MS, each["document"])
            for each in case["documents"]
        ]
    )
    return [
        {
            "key": value_at(match.events[-1].data, case["by"]),
            "endMs": match.events[-1].time // TICKS_PER_MS,
            "length": len(match.events),
        }
        for match in found
    ]


def value_at(document, field):
    value = document
    for name in field.split("."):
        value = value.get(name, {})
    return value or None


json.dump([matches_of(case) for case in json.load(sys.stdin)["cases"]], sys.stdout)
