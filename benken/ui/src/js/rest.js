// On a shared phone the page leaves by itself once nothing has been typed for as long as the server waits.
const rest = document.querySelector('[data-rest]')

if (rest) {
  let leaving = 0
  const leave = () => {
    document.title = ''
    document.body.hidden = true
    location.replace('/')
  }
  const begin = () => {
    clearTimeout(leaving)
    leaving = setTimeout(leave, (Number(rest.dataset.rest) + 2) * 1000)
  }
  addEventListener('input', begin)
  // A page that the browser kept whole for going back is asked for anew: somebody may have gone out meanwhile.
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload()
  })
  begin()
}
