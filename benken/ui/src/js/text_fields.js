// Text fields that grow with the text (where the browser cannot by itself), and quiet counters.
const growsByItself = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content')

function grow(area) {
  if (growsByItself) return
  area.style.height = 'auto'
  area.style.height = `${area.scrollHeight + 2}px`
}

function count(field) {
  const place = document.getElementById(`${field.id}_counter`)
  if (!place) return
  const left = Number(field.dataset.limit) - [...field.value].length
  const text = left < 0 ? place.dataset.over : place.dataset.left
  place.textContent = text.replace('%s', Math.abs(left))
  place.toggleAttribute('data-over-limit', left < 0)
}

function refresh(field) {
  if (field.matches('textarea[data-grow]')) grow(field)
  if (field.matches('[data-limit]')) count(field)
}

document.addEventListener('input', (event) => refresh(event.target))
for (const field of document.querySelectorAll('textarea[data-grow],[data-limit]')) refresh(field)
