"""A browser for the tests: Debian's chromium, driven by chromedriver over the WebDriver protocol, with no library."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
MISSING = "" if CHROMIUM and DRIVER else "no chromium with chromedriver here: apt-get install chromium chromium-driver"
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_FLAGS = (
    "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--lang=en-US",
)  # fmt: skip
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Shift": "\ue008", "Left": "\ue012", "Up": "\ue013", "Right": "\ue014",
        "Down": "\ue015", "Tab": "\ue004"}  # fmt: skip


class Browser:
    """One window.

    Args:
        port: of the driver.
        profile: an empty folder of its own.
        size: of the window in CSS pixels.
    """

    def __init__(self, port: int, profile: Path, size: tuple[int, int]):
        self._base = f"http://127.0.0.1:{port}"
        flags = [*_FLAGS, f"--user-data-dir={profile}", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        options = {"binary": CHROMIUM, "args": flags}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        made = self._send("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._base += f"/session/{made['sessionId']}"
        self.size(*size)

    def _send(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self._base + path, data=data, method=method, headers={"Content-Type": "application/json"})
        try:
            with urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except HTTPError as error:
            raise AssertionError(json.load(error)["value"]["message"]) from None

    def size(self, width: int, height: int) -> None:
        """Another size of the page."""
        narrow = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.devtools("Emulation.setDeviceMetricsOverride", narrow)

    def devtools(self, command: str, params: dict[str, Any]) -> Any:
        """A command of Chrome's own protocol."""
        return self._send("POST", "/goog/cdp/execute", {"cmd": command, "params": params})

    def go(self, url: str) -> None:
        """Open a page and wait until its scripts are there."""
        self._send("POST", "/url", {"url": url})
        self.until("return document.documentElement.dataset.ready === '1'")

    def run(self, script: str, *args: object) -> Any:
        """Run a script in the page; what it returns."""
        return self._send("POST", "/execute/sync", {"script": script, "args": list(args)})

    def until(self, script: str, *args: object, seconds: float = 40) -> Any:
        """Wait until a script returns something true; that."""
        end = time.monotonic() + seconds
        while True:
            found = self.run(script, *args)
            if found:
                return found
            assert time.monotonic() < end, f"never came true: {script}\n{self.messages()}"
            time.sleep(0.05)

    def keys(self, *keys: str) -> None:
        """Press keys one after the other; ``Shift+Left`` holds one while pressing the other."""
        actions = []
        for key in keys:
            held = [KEYS[name] for name in key.split("+")[:-1]] if key != "+" else []
            last = key if key == "+" else key.split("+")[-1]
            pressed = KEYS.get(last, last)
            actions += [{"type": "keyDown", "value": k} for k in held]
            actions += [{"type": "keyDown", "value": pressed}, {"type": "keyUp", "value": pressed}]
            actions += [{"type": "keyUp", "value": k} for k in reversed(held)]
        self._send("POST", "/actions", {"actions": [{"type": "key", "id": "k", "actions": actions}]})

    def click(self, selector: str) -> None:
        """Click the first element of a selector."""
        found = self._send("POST", "/element", {"using": "css selector", "value": selector})
        self._send("POST", f"/element/{found[_ELEMENT]}/click", {})

    def picture(self, path: Path) -> None:
        """Keep what is in sight as a picture."""
        path.write_bytes(base64.b64decode(self._send("GET", "/screenshot")))

    def messages(self) -> list[str]:
        """What the console says since it was asked last: violations of the policy and errors among it."""
        return [line["message"] for line in self._send("POST", "/se/log", {"type": "browser"})]

    def close(self) -> None:
        """Close the window."""
        self._send("DELETE", "")


@contextmanager
def browsers(folder: Path) -> Iterator[Callable[..., Browser]]:
    """A driver; call what it gives for a window with a profile of its own."""
    assert DRIVER is not None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    driver = subprocess.Popen(
        [DRIVER, f"--port={port}", "--log-level=OFF"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    opened: list[Browser] = []

    def window(size: tuple[int, int] = (1280, 900)) -> Browser:
        profile = folder / f"profile-{len(opened)}"
        profile.mkdir()
        opened.append(Browser(port, profile, size))
        return opened[-1]

    try:
        _await(port)
        yield window
    finally:
        for browser in opened:
            browser.close()
        driver.terminate()
        driver.wait(10)


def _await(port: int) -> None:
    for _ in range(200):
        try:
            with urlopen(f"http://127.0.0.1:{port}/status", timeout=5):
                return
        except (URLError, ConnectionError):
            time.sleep(0.05)
    raise AssertionError("the driver did not start")
