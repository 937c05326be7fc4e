// A status region is read aloud when it changes, not when it is there from the start: so put the messages in a moment later.
const region = document.querySelector('[data-messages]')
if (region && region.childElementCount) {
  const messages = [...region.children]
  // The place is kept, so the page does not jump.
  region.style.minHeight = `${region.offsetHeight}px`
  region.replaceChildren()
  setTimeout(() => {
    region.replaceChildren(...messages)
    region.style.minHeight = ''
  }, 60)
}
