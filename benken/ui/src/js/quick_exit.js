// Leave at once: by the link, or Escape twice within a second.
// The page is emptied before the next one arrives, since a slow network must not leave it on the screen.
let lastEscape = -Infinity

function leave(link) {
  document.title = ''
  document.body.hidden = true
  location.replace(link.href)
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-quick-exit]')
  if (!link) return
  event.preventDefault()
  leave(link)
})

document.addEventListener(
  'keydown',
  (event) => {
    if (event.key !== 'Escape' || event.repeat) return
    const link = document.querySelector('[data-quick-exit]')
    if (link && event.timeStamp - lastEscape < 1000) leave(link)
    lastEscape = event.timeStamp
  },
  true,
)

// Coming back with the Back button shows a fresh page, not the emptied one.
addEventListener('pageshow', () => {
  document.body.hidden = false
})
