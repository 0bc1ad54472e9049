#!/usr/bin/env python3
"""Who waits for a person, current past any break. Usage: python3 waiting.py [socket]"""
import json, os, socket, sys, time

path = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("AGENT_CONSOLE_SOCKET", "/tmp/agent-console.sock")
sessions, position = {}, {}


def take(event):
    kind = event.get("type")
    if kind is None:
        return  # the reply to SUB
    if kind == "snapshot":
        kind = "resumed" if event.get("resumed") else kind
        if kind == "snapshot":
            sessions.clear()  # another life of the state, or the first look at it
        sessions.update({one["session_id"]: one for one in event["sessions"]})
        for gone in event.get("deleted", []):
            sessions.pop(gone, None)
        position["epoch"] = event["epoch"]
    elif kind == "update":
        sessions[event["session"]["session_id"]] = event["session"]
    elif kind == "delete":
        sessions.pop(event["session_id"], None)
    position["since"] = event["seq"]
    waiting = sorted(id for id, one in sessions.items() if one["status"] in ("attention", "question"))
    print(f"{kind}: {' '.join(waiting)}", flush=True)


while True:
    try:
        with socket.socket(socket.AF_UNIX) as hub:
            hub.connect(path)
            hub.sendall(json.dumps({"cmd": "SUB", **position}).encode() + b"\n")
            for line in hub.makefile("rb"):
                take(json.loads(line))
    except (OSError, ValueError):
        pass  # the hub is away, or was killed in the middle of a line
    time.sleep(0.2)
