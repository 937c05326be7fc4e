// <div data-refresh="2"> is fetched anew every 2 seconds while the page is looked at: for work that goes on in the background.
// When the page no longer has such a part, the work is over, and the whole page is shown anew.
// With data-refresh-from="/address/" what is shown there takes its places here by id, and the rest of the page is left
// alone: somebody may be writing on it. It ends when that answer has no such part.
function place(fresh) {
  const here = document.getElementById(fresh.id)
  if (!here || here.innerHTML === fresh.innerHTML || here.contains(document.activeElement)) return
  here.replaceChildren(...fresh.childNodes)
}

function watch(part) {
  const from = part.dataset.refreshFrom
  const wait = Number(part.dataset.refresh) * 1000

  async function look() {
    if (document.visibilityState === 'visible') {
      let next = null
      try {
        const answer = await fetch(from || location.href, { credentials: 'same-origin' })
        if (answer.ok) next = new DOMParser().parseFromString(await answer.text(), 'text/html')
      } catch {
        // No network: look again later.
      }
      if (next) {
        const now = next.querySelector('[data-refresh]')
        if (from) next.querySelectorAll('body > [id]').forEach(place)
        if (!now && from) return
        if (!now) {
          location.reload()
          return
        }
        if (!from) part.replaceChildren(...now.childNodes)
      }
    }
    setTimeout(look, wait)
  }
  setTimeout(look, wait)
}

for (const part of document.querySelectorAll('[data-refresh]')) watch(part)
