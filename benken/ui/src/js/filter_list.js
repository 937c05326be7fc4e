// <input data-filter="ID"> hides, as one types, the rows of the list with that id that hold none of what is typed.
// Each row tells in data-found-by what it is found by. The server answers the same form for those without scripts.

// As the server compares: case and accents count for nothing, but å stays å; ä stands for æ, ö for ø.
const plain = (text) =>
  text
    .toLowerCase()
    .normalize('NFC')
    .replace(/ä/g, 'æ')
    .replace(/ö/g, 'ø')
    .replace(/[^å]/g, (mark) => mark.normalize('NFD').replace(/\p{M}/gu, ''))

function filter(field) {
  const list = document.getElementById(field.dataset.filter)
  if (!list) return
  const typed = plain(field.value.trim())
  // A phone number is typed with spaces: then the digits count, whatever stands between them.
  const number = /^[\d\s+()./-]+$/.test(typed) ? typed.replace(/\D/g, '').replace(/^00/, '') : ''
  const parts = number ? [number] : typed.split(/\s+/)
  let shown = 0
  for (const row of list.children) {
    row.hidden = !parts.every((part) => row.dataset.foundBy.includes(part))
    if (!row.hidden) shown += 1
  }
  const none = document.querySelector('[data-filter-empty]')
  if (none) none.hidden = shown > 0
}

document.addEventListener('input', (event) => {
  if (event.target.matches('input[data-filter]')) filter(event.target)
})
