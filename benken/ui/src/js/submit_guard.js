// A second press while a form is on its way is ignored, so nothing is saved twice from impatience.
// The server still has the last word: this is a courtesy, not a promise.
const giveUpAfter = 10_000
const sending = new Set()

function release(form) {
  sending.delete(form)
  for (const button of form.querySelectorAll('[aria-busy="true"]')) {
    button.removeAttribute('aria-busy')
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.method === 'dialog' || 'repeatable' in form.dataset) return
  if (sending.has(form)) {
    event.preventDefault()
    return
  }
  // Somebody else (htmx, a module of ours) takes care of this one.
  if (event.defaultPrevented) return
  sending.add(form)
  const button = event.submitter
  if (button) button.setAttribute('aria-busy', 'true')
  // A download never leaves the page, so let go after a while.
  setTimeout(() => release(form), giveUpAfter)
})

addEventListener('pageshow', () => {
  for (const form of [...sending]) release(form)
})
