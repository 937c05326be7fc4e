// <div data-refresh="2"> is fetched anew every 2 seconds while the page is looked at: for work that goes on in the background.
// When the page no longer has such a part, the work is over, and the whole page is shown anew.
function watch(part) {
  const wait = Number(part.dataset.refresh) * 1000

  async function look() {
    if (document.visibilityState === 'visible') {
      let next = null
      try {
        const answer = await fetch(location.href, { credentials: 'same-origin' })
        if (answer.ok) next = new DOMParser().parseFromString(await answer.text(), 'text/html')
      } catch {
        // No network: look again later.
      }
      if (next) {
        const now = next.querySelector('[data-refresh]')
        if (!now) {
          location.reload()
          return
        }
        part.replaceChildren(...now.childNodes)
      }
    }
    setTimeout(look, wait)
  }
  setTimeout(look, wait)
}

for (const part of document.querySelectorAll('[data-refresh]')) watch(part)
