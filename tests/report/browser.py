"""A headless Chromium, driven through its own protocol over two pipes.

https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PROGRAM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
        if (found := shutil.which(name))
    ),
    "",
)
_SECONDS = 60
# The browser wants its pipes to be the files 3 and 4.
_AS_3_AND_4 = """
import os, sys
files = [os.dup(os.dup(os.dup(int(n)))) for n in sys.argv[1:3]]
for number, file in enumerate(files, 3):
    os.dup2(file, number)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Browser:
    """One page of a browser that has no network; `problems` are what it said went wrong."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[str] = []
        self.asked: list[str] = []
        reads, self._out = os.pipe()
        self._in, writes = os.pipe()
        # A user without rights needs no other sandbox for a page of our own.
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        flags = [
            "--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run",
            "--disable-dev-shm-usage", "--disable-background-networking", "--no-proxy-server",
            "--disable-component-update", "--disable-extensions", "--hide-scrollbars",
            "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder}", *root,
        ]  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, "-c", _AS_3_AND_4, str(reads), str(writes), PROGRAM, *flags],
            pass_fds=(reads, writes),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(reads)
        os.close(writes)
        self._rest = b""
        self._number = 0
        self._session = ""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)

    def open(self, url: str) -> None:
        """Load a page and wait until it is there."""
        self._call("Page.navigate", url=url)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def until(self, script: str) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + _SECONDS
        while not self.run(script):
            assert time.monotonic() < end, f"never: {script}"
            time.sleep(0.02)

    def press(self, key: str) -> None:
        """Press a key where the focus is."""
        text = key if len(key) == 1 else {"Enter": "\r"}.get(key, "")
        codes = {"Tab": 9, "Enter": 13, " ": 32}
        for kind in ("keyDown", "keyUp"):
            extra: dict[str, Any] = {"text": text} if text and kind == "keyDown" else {}
            code = codes.get(key, 0)
            self._call(
                "Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **extra
            )

    def type(self, text: str) -> None:
        """Type where the focus is."""
        self._call("Input.insertText", text=text)

    def theme(self, name: str) -> None:
        """What the system prefers."""
        feature = {"name": "prefers-color-scheme", "value": name}
        self._call("Emulation.setEmulatedMedia", features=[feature])

    def picture(self, file: Path, width: int = 1200, height: int = 900) -> None:
        """A screenshot."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._call("Emulation.setDeviceMetricsOverride", **size)
        data = self._call("Page.captureScreenshot", format="png")["data"]
        file.write_bytes(base64.b64decode(data))

    def paper(self) -> bytes:
        """The page as it is printed."""
        return base64.b64decode(self._call("Page.printToPDF")["data"])

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        number = self._number
        answer = self._wait(lambda said: said.get("id") == number)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def _wait(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        end = time.monotonic() + _SECONDS
        while True:
            while b"\0" not in self._rest:
                ready, _, _ = select.select([self._in], [], [], max(0, end - time.monotonic()))
                assert ready, "the browser does not answer"
                data = os.read(self._in, 1 << 20)
                assert data, "the browser has gone"
                self._rest += data
            line, _, self._rest = self._rest.partition(b"\0")
            said: dict[str, Any] = json.loads(line)
            if wanted(said):
                return said
            self._note(said)

    def _note(self, said: dict[str, Any]) -> None:
        method, about = said.get("method", ""), said.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.problems.append(str(about["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.problems.append(str(about["entry"]["text"]))
        elif method == "Runtime.consoleAPICalled":
            self.problems.append(str(about["args"]))
        elif method == "Page.javascriptDialogOpening":
            self.problems.append(f"a dialog: {about['message']}")
        elif method == "Network.requestWillBeSent":
            self.asked.append(about["request"]["url"])
