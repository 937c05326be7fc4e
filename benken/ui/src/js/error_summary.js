// After a form came back with errors, the summary is where reading goes on.
const summary = document.querySelector('[data-error-summary]')
if (summary) summary.focus()

// A link in the summary moves to the field itself, and to the first choice in a group.
document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-error-summary] a[href^="#"]')
  if (!link) return
  const place = document.getElementById(link.hash.slice(1))
  if (!place) return
  const field = place.matches('input,select,textarea') ? place : place.querySelector('input,select,textarea')
  if (!field) return
  event.preventDefault()
  const group = field.closest('.ds-fieldset, .ds-field') || field
  group.scrollIntoView({ block: 'start' })
  field.focus({ preventScroll: true })
})
