// <form data-autosave-url="…"> sends what is written to the server shortly after the last keystroke, and when the page is left.
// It says so in [data-autosave-status], a polite live region that carries the sentences:
//   data-saved="Lagret kl. %s"   data-retry="Ikke lagret ennå. Vi prøver igjen."   data-failed="Ikke lagret ennå. Trykk Lagre."
// Nothing is kept in the browser: on a shared phone nothing stays behind.
const pause = 1500
const waits = [3000, 8000, 20_000, 60_000]

function clock() {
  return new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' }).format(new Date())
}

// What is typed. Files wait until the form itself is sent.
function typed(form) {
  const data = new FormData(form)
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name)
  return data
}

function watch(form) {
  const status = form.querySelector('[data-autosave-status]')
  let dirty = false
  let busy = null
  let timer = 0
  let tries = 0
  let leaving = false

  const say = (name, value) => {
    const sentence = status && status.dataset[name]
    if (!sentence) return
    const text = sentence.replace('%s', value)
    // The same words twice are not read twice, and need not be.
    if (status.textContent !== text) status.textContent = text
  }

  const later = (wait) => {
    clearTimeout(timer)
    timer = setTimeout(save, wait)
  }

  async function save() {
    clearTimeout(timer)
    if (!dirty || leaving) return
    if (busy) {
      later(pause)
      return
    }
    dirty = false
    busy = new AbortController()
    let answer = null
    try {
      answer = await fetch(form.dataset.autosaveUrl, {
        method: 'POST',
        body: typed(form),
        credentials: 'same-origin',
        redirect: 'manual',
        headers: { 'X-Requested-With': 'autosave' },
        signal: busy.signal,
      })
    } catch {
      // No network, or the form was sent in the meantime: handled below.
    }
    busy = null
    if (leaving) return
    if (answer && answer.ok) {
      tries = 0
      say('saved', clock())
      if (dirty) later(pause)
      return
    }
    dirty = true
    // 4xx and a redirect to the sign-in page will not get better by asking again.
    if (answer && answer.status < 500) {
      say('failed')
      return
    }
    say('retry')
    later(waits[Math.min(tries, waits.length - 1)])
    tries += 1
  }

  function saveOnTheWayOut() {
    clearTimeout(timer)
    if (!dirty || leaving) return
    const sent = navigator.sendBeacon && navigator.sendBeacon(form.dataset.autosaveUrl, typed(form))
    // A beacon gives no answer. The text stays dirty, and is sent once more if the page comes back.
    if (!sent) save()
  }

  form.addEventListener('input', () => {
    dirty = true
    later(pause)
  })
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return
    // The real form is on its way; a late draft must not come after it.
    leaving = true
    clearTimeout(timer)
    if (busy) busy.abort()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') saveOnTheWayOut()
    else if (dirty) later(pause)
  })
  addEventListener('pagehide', saveOnTheWayOut)
  addEventListener('pageshow', () => {
    leaving = false
  })
  addEventListener('online', () => save())
}

const watched = new WeakSet()
export function watchForms(root) {
  for (const form of root.querySelectorAll('form[data-autosave-url]')) {
    if (watched.has(form)) continue
    watched.add(form)
    watch(form)
  }
}

watchForms(document)
