// Keyboard shortcuts. An element declares its own: data-key="g t" (press g, then t) or data-key="n".
// They sleep on pages without the list of keys (the calm ones), while somebody writes (Escape leaves the field), while a
// dialog is open, and when the person has turned them off (WCAG 2.1.4).
// The choice is kept in a cookie that holds nothing else.
import { openDialog } from './dialog.js'

const writable = 'input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]),textarea,select,[contenteditable]'
let pending = ''
let timer = 0

const off = () => /(?:^|; )keys=off/.test(document.cookie) || document.body.dataset.keys === 'off'

function declared() {
  return [...document.querySelectorAll('[data-key]')].filter((element) => element.getClientRects().length > 0)
}

function fillHelp(dialog) {
  const list = dialog.querySelector('[data-keys-list]')
  if (!list) return
  // Two elements may share a key (one "Angre" per message); the list names it once.
  const once = new Map(declared().reverse().map((element) => [element.dataset.key, element]))
  const rows = [...once.values()].reverse().map((element) => {
    const row = document.createElement('div')
    const keys = document.createElement('dt')
    for (const part of element.dataset.key.split(' ')) {
      const kbd = document.createElement('kbd')
      kbd.textContent = part
      keys.append(kbd, ' ')
    }
    const what = document.createElement('dd')
    what.textContent =
      element.dataset.keyLabel || element.getAttribute('aria-label') || element.labels?.[0]?.textContent.trim() || element.textContent.trim()
    row.append(keys, what)
    return row
  })
  list.replaceChildren(...rows)
}

function activate(element) {
  if (element.matches(writable)) element.focus()
  else element.click()
}

document.addEventListener('keydown', (event) => {
  const where = event.target instanceof Element ? event.target : document.body

  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
    const form = where.closest('form')
    if (!form) return
    event.preventDefault()
    form.requestSubmit(form.querySelector('[data-default]') ?? undefined)
    return
  }

  const help = document.getElementById('keys')
  if (!help || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return
  if (off() || document.querySelector('dialog[open]')) return
  if (event.key === 'Escape' && where.matches(writable)) where.blur()
  if (event.key.length !== 1 || where.closest(writable)) return

  if (event.key === '?') {
    event.preventDefault()
    openDialog(help)
    return
  }

  clearTimeout(timer)
  const typed = pending ? `${pending} ${event.key}` : event.key
  pending = ''
  const all = declared()
  const hit = all.find((element) => element.dataset.key === typed)
  if (hit) {
    event.preventDefault()
    activate(hit)
  } else if (all.some((element) => element.dataset.key.startsWith(`${typed} `))) {
    pending = typed
    timer = setTimeout(() => {
      pending = ''
    }, 1500)
  }
})

document.addEventListener('dialog:open', (event) => {
  if (event.target.id !== 'keys') return
  fillHelp(event.target)
  const box = event.target.querySelector('[data-keys-switch]')
  if (box) box.checked = !off()
})

document.addEventListener('change', (event) => {
  if (!event.target.matches('[data-keys-switch]')) return
  const choice = event.target.checked ? 'keys=on; max-age=0' : 'keys=off; max-age=31536000'
  document.cookie = `${choice}; path=/; SameSite=Strict`
})
