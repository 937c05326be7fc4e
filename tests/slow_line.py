"""`make slow-line`: how long My page takes on a slow telephone.

The line is 400 kbit/s with 400 ms a round trip, the processor six times slower than this one.

The page is useful when the name, who helps, and the three choices are painted. The figure is printed; over three
seconds is a fault. The browser's throttling delays each request, not the opening of a connection; on TLS over such a
line that is about one second more, whatever the page.
"""

import os
import statistics
import sys

from playwright.sync_api import Browser, sync_playwright

from tests.environment import SERVER
from tests.prepare import browser as browser_path
from tests.site import FLAGS, served

DATABASE = "benken_slow_line"
SECONDS = 3.0
TIMES = 5
LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
PROCESSOR = 6
# Looked for at each frame, since the page need not be whole to be useful.
WATCH = """() => {
  const there = (found) => found.length && [...found].every((one) => one.getClientRects().length)
  const painted = () => performance.getEntriesByName('first-contentful-paint')[0]
  const look = () => {
    const [name, who, choices] = ['main h1', 'main .lead', '.big-choice'].map((one) => document.querySelectorAll(one))
    const useful = painted() && there(name) && there(who) && choices.length >= 3 && there(choices)
    if (useful) window.usefulAt = performance.now()
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}"""


def main() -> int:
    """Measure a few times with a cold cache, and print what was found."""
    # As in production: packed files with a name of their own, which the tests do without.
    os.environ.pop("BENKEN_STATIC_FROM_SOURCE", None)
    database = f"{DATABASE}_{os.getpid()}"
    SERVER.start()
    SERVER.drop_database(database)
    SERVER.create_database(database)
    try:
        with served(database) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
            found = [seconds(browser, site) for _time in range(TIMES + 1)][1:]  # the first one warms the server
            browser.close()
    finally:
        SERVER.drop_database(database)
        SERVER.stop_if_unused()
    useful = [one[0] for one in found]
    painted = [one[1] for one in found]
    carried, requests = found[-1][2:]
    sys.stdout.write(
        f"My page is useful after {statistics.median(useful):.2f} s (worst of {TIMES}: {max(useful):.2f} s), "
        f"first paint {statistics.median(painted):.2f} s, {carried} bytes in {requests} requests\n"
    )
    return 0 if statistics.median(useful) <= SECONDS else 1


def seconds(browser: Browser, site: str) -> tuple[float, float, int, int]:
    """Open My page once in a new browser; return when it was useful and painted, its bytes and its requests."""
    context = browser.new_context(
        base_url=site, viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True, locale="nb-NO"
    )
    assert context.request.post("/demo/sign-in/", form={"persona": "person"}).ok
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": PROCESSOR})
    carried: list[float] = []
    line.on("Network.loadingFinished", lambda event: carried.append(event["encodedDataLength"]))
    page.add_init_script(f"({WATCH})()")
    page.goto("/my/", timeout=60_000)
    page.wait_for_function("() => window.usefulAt", timeout=60_000)
    useful = page.evaluate("() => window.usefulAt") / 1000
    painted = page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000
    context.close()
    return useful, painted, int(sum(carried)), len(carried)


if __name__ == "__main__":
    sys.exit(main())
