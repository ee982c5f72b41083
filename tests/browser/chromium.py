# SPDX-License-Identifier: Apache-2.0
"""A page in a real Chromium, driven by the DevTools protocol over a pair of pipes: no package beside Python and the browser.

    with Browser() as browser:                  Absent is raised where no Chromium is installed
        page = browser.open(path, width=400, dark=True)
        page.run("document.title")              the value of an expression; a promise is waited for
        page.press("Enter")
        page.errors                             what the page wrote to the console as an error, and what it threw

Messages are JSON, each ended by a zero byte (chromium --remote-debugging-pipe: it reads descriptor 3 and writes 4).
"""
import base64
import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ["chromium", "chromium-browser", "google-chrome"]
WAIT = float(os.environ.get("FLORIN_BROWSER_WAIT", "60"))  # seconds for one answer; machines are slow under sanitizers


class Absent(Exception):
    pass


class Failed(Exception):
    pass


class Browser:
    def __init__(self):
        program = next((path for path in map(shutil.which, NAMES) if path), None)
        if program is None:
            raise Absent("no chromium")
        self.folder = tempfile.TemporaryDirectory(prefix="florin-browser-", ignore_cleanup_errors=True)
        to_read, self.to = os.pipe()
        self.source, to_write = os.pipe()
        self.buffer, self.number, self.pages = b"", 0, {}
        arguments = [program, "--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--disable-extensions",
                     "--disable-background-networking", "--disable-component-update", "--no-default-browser-check", "--disable-sync",
                     "--force-color-profile=srgb", "--hide-scrollbars", "--user-data-dir=" + self.folder.name, "about:blank"]
        if os.getuid() == 0:
            arguments.insert(1, "--no-sandbox")  # Chromium refuses to run as root with it, as in a container

        def wire():
            first, second = os.dup(to_read), os.dup(to_write)  # above 4, so that neither dup2 closes what the other needs
            os.dup2(first, 3)
            os.dup2(second, 4)

        self.process = subprocess.Popen(arguments, preexec_fn=wire, close_fds=False, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(to_read)
        os.close(to_write)
        try:
            self.call("Browser.getVersion")
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    def close(self):
        try:
            self.call("Browser.close")
        except (Failed, OSError):
            pass
        for descriptor in (self.to, self.source):
            try:
                os.close(descriptor)
            except OSError:
                pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def receive(self, deadline):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.source], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise Failed("the browser does not answer")
            part = os.read(self.source, 1 << 20)
            if not part:
                raise Failed("the browser went away")
            self.buffer += part
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def call(self, method, session=None, **parameters):
        """Send one command; note the events that come before its answer."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to, data):]
        deadline = time.monotonic() + WAIT
        while True:
            answer = self.receive(deadline)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise Failed(method + ": " + answer["error"]["message"])
                return answer["result"]
            if "method" in answer and answer.get("sessionId") in self.pages:
                self.pages[answer["sessionId"]].event(answer["method"], answer["params"])

    def open(self, path, **options):
        return Page(self, path, **options)


class Page:
    def __init__(self, browser, path, fragment="", width=1280, height=900, dark=False, phone=False, script=True):
        self.browser, self.errors, self.requests, self.loaded, self.width = browser, [], [], False, width
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.target = target
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        browser.pages[self.session] = self
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2 if phone else 1, mobile=phone)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        if not script:
            self.call("Emulation.setScriptExecutionDisabled", value=True)
        self.go(path, fragment)

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def event(self, method, parameters):
        if method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
            self.errors.append(" ".join(str(a.get("value", a.get("description"))) for a in parameters["args"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.errors.append(parameters["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        elif method == "Page.javascriptDialogOpening":
            self.errors.append("dialog: " + parameters["message"])
            self.loaded = True
        elif method == "Page.loadEventFired":
            self.loaded = True

    def go(self, path, fragment=""):
        self.visit("about:blank")  # else another fragment of the same file would not load it anew
        self.requests.clear()
        self.visit(pathlib.Path(path).resolve().as_uri() + fragment)

    def visit(self, address):
        self.loaded = False
        self.call("Page.navigate", url=address)
        deadline = time.monotonic() + WAIT
        while not self.loaded:
            answer = self.browser.receive(deadline)
            if answer.get("sessionId") == self.session and "method" in answer:
                self.event(answer["method"], answer["params"])

    def run(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, userGesture=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise Failed(details.get("exception", {}).get("description", details["text"]) + "\nin " + expression)
        return answer["result"].get("value")

    def press(self, key, modifiers=0):
        """One key as a person presses it: 'Enter', 'Tab', 'ArrowDown', '/', 'a'. Modifiers: 1 alt, 2 control, 8 shift."""
        codes = {"Enter": 13, "Tab": 9, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "Home": 36, "End": 35, " ": 32}
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        event = {"key": key, "code": key, "windowsVirtualKeyCode": codes.get(key, ord(key[0].upper())), "modifiers": modifiers}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **event)
        self.call("Input.dispatchKeyEvent", type="keyUp", **event)

    def write(self, text):
        self.call("Input.insertText", text=text)

    def picture(self, path, top=0, height=0):
        """The window as it stands, or 'height' pixels of the page from 'top'."""
        part = {"clip": {"x": 0, "y": top, "width": self.width, "height": height, "scale": 1}, "captureBeyondViewport": True}
        data = self.call("Page.captureScreenshot", format="png", **(part if height else {}))["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def paper(self, path):
        data = self.call("Page.printToPDF", printBackground=False, paperWidth=8.27, paperHeight=11.69)["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)
        self.browser.pages.pop(self.session, None)
