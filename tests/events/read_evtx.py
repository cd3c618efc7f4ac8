"""Reads binary logs that the tests wrote with the PyPI package python-evtx and compares them with what they hold.

usage: read_evtx.py FOLDER          (FOLDER holds NAME.evtx and NAME.json, left there by the tests)
"""

import datetime
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

import Evtx.Evtx

NAMESPACE = "{http://schemas.microsoft.com/win/2004/08/events/event}"


def seconds(text):
    whole, _, fraction = text.replace(" ", "T").partition(".")
    fraction = re.match(r"\d*", fraction).group()
    time = datetime.datetime.fromisoformat(whole[:19] + "+00:00")
    return time.timestamp() + (float("0." + fraction) if fraction else 0)


def strings_of(event):
    """python-evtx renders an array of strings as escaped <string> elements inside one <Data>."""
    strings = []
    for data in event.iterfind(f"./{NAMESPACE}EventData/{NAMESPACE}Data"):
        items = list(data)
        if items:
            strings.extend(item.text or "" for item in items)
        elif data.text:
            strings.extend(re.findall(r"<string>(.*?)</string>", data.text, re.DOTALL))
    return strings


def check(path):
    expected = json.loads(path.with_suffix(".json").read_text())
    with Evtx.Evtx.Evtx(str(path)) as log:
        header = log.get_file_header()
        assert header.verify(), "the file header does not verify"
        found = []
        for chunk in header.chunks():
            assert chunk.verify(), "a chunk does not verify"
            for record in chunk.records():
                assert record.verify(), f"record {record.record_num()} does not verify"
                found.append((record, ElementTree.fromstring(record.xml())))
        assert len(found) == len(expected), f"{len(found)} records instead of {len(expected)}"
        for (record, event), want in zip(found, expected):
            system = event.find(f"./{NAMESPACE}System")
            got = {
                "record_id": record.record_num(),
                "provider": system.find(f"{NAMESPACE}Provider").get("Name"),
                "computer": system.find(f"{NAMESPACE}Computer").text,
                "channel": system.find(f"{NAMESPACE}Channel").text,
                "event_id": int(system.find(f"{NAMESPACE}EventID").text),
                "strings": strings_of(event),
            }
            for key, value in got.items():
                assert value == want[key], f"record {want['record_id']}: {key} is {value!r}, not {want[key]!r}"
            # Python's times go down to microseconds, and python-evtx rounds to them.
            time = seconds(system.find(f"{NAMESPACE}TimeCreated").get("SystemTime"))
            assert abs(time - seconds(want["time"])) < 0.00001, f"record {want['record_id']}: {time}"
    print(f"{path.name}: {len(found)} records agree")


def main():
    paths = sorted(pathlib.Path(sys.argv[1]).glob("*.evtx"))
    if not paths:
        sys.exit(f"no .evtx file in {sys.argv[1]}: run the tests first")
    for path in paths:
        check(path)


if __name__ == "__main__":
    main()
