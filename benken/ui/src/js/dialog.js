// A link to a dialog's id opens it; without scripts the link shows it through :target.
export function openDialog(dialog) {
  if (dialog.open) return
  dialog.dispatchEvent(new CustomEvent('dialog:open', { bubbles: true }))
  dialog.showModal()
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest('a[data-dialog]')
  if (opener) {
    const dialog = document.querySelector(opener.hash)
    if (!dialog || !dialog.showModal) return
    event.preventDefault()
    openDialog(dialog)
    return
  }
  const closer = event.target.closest('[data-dialog-close]')
  const open = closer ? closer.closest('dialog[open]') : event.target.matches('dialog[open]') && event.target
  if (!open) return
  // A click on the dialog element itself, outside its box, is a click on the backdrop.
  if (!closer) {
    const box = open.getBoundingClientRect()
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom
    if (inside) return
  } else {
    event.preventDefault()
  }
  open.close()
})

// A menu made of <details data-menu> closes on Escape and on a click elsewhere.
function closeMenus(except) {
  for (const menu of document.querySelectorAll('details[data-menu][open]')) {
    if (!except || !menu.contains(except)) menu.open = false
  }
}

document.addEventListener('click', (event) => closeMenus(event.target))
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  const menu = event.target.closest && event.target.closest('details[data-menu][open]')
  closeMenus()
  if (menu) menu.querySelector('summary').focus()
})
