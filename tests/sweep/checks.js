// Run in a page: returns what is wrong with how it is drawn, and the texts that are to be seen.
() => {
  const faults = []
  const wide = document.documentElement.clientWidth
  const calm = document.body.classList.contains('calm')
  const least = calm ? 44 : 24
  const told = {}

  const describe = (element) => {
    const text = (element.textContent || element.value || '').trim().replace(/\s+/g, ' ').slice(0, 60)
    const classes = [...element.classList].map((name) => `.${name}`).join('')
    return `<${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ''}${classes}> «${text}»`
  }
  // Of each kind the first three are told: one fault in a list stands for all its rows.
  const say = (kind, element, more) => {
    told[kind] = (told[kind] || 0) + 1
    if (told[kind] <= 3) faults.push(`${kind}: ${describe(element)}${more ? ` (${more})` : ''}`)
  }
  // Said aloud and not shown: cut away on purpose.
  const away = [...document.querySelectorAll('*')].filter((element) => getComputedStyle(element).clipPath.startsWith('inset(50%'))
  const forEyes = (element) =>
    !away.some((hidden) => hidden.contains(element)) &&
    !element.closest('.ds-sr-only, .skip, svg, script, style, template, noscript') &&
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  const scrolls = (element) => {
    for (let up = element; up && up !== document.body; up = up.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX)) return true
    }
    return false
  }
  const isAside = (element) => {
    for (let up = element; up; up = up.parentElement) {
      if (['fixed', 'sticky'].includes(getComputedStyle(up).position)) return true
    }
    return false
  }
  const whole = document.documentElement.scrollHeight <= innerHeight
  const elements = [...document.body.querySelectorAll('*')].filter(forEyes)

  if (document.documentElement.scrollWidth > innerWidth) faults.push(`scrolls sideways: ${document.documentElement.scrollWidth} px`)

  for (const element of elements) {
    const style = getComputedStyle(element)
    const box = element.getBoundingClientRect()
    if (!box.width || !box.height) continue
    if ((box.right > wide + 1 || box.left < -1) && !scrolls(element)) say('sticks out of the page', element, `${Math.round(box.left)}–${Math.round(box.right)} px`)
    const hidden = (value) => value === 'hidden' || value === 'clip'
    if (element.matches('input, textarea, select')) continue
    if (hidden(style.overflowX) && style.textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1) say('text is cut', element)
    if (hidden(style.overflowY) && element.scrollHeight > element.clientHeight + 2) say('text is cut below', element)
  }

  // What a closed list shows must be readable whole.
  const pen = document.createElement('canvas').getContext('2d')
  for (const list of document.querySelectorAll('select')) {
    if (!forEyes(list) || !list.selectedOptions.length) continue
    const style = getComputedStyle(list)
    if (style.textOverflow === 'ellipsis') continue // the open list shows it whole
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    const room = list.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
    if (pen.measureText(list.selectedOptions[0].text).width > room + 2) say('choice is cut', list, list.selectedOptions[0].text)
  }

  const texts = new Set()
  const lines = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const language = document.documentElement.lang
  while (walker.nextNode()) {
    const node = walker.currentNode
    const words = node.data.trim().replace(/\s+/g, ' ')
    const parent = node.parentElement
    if (!words || parent.closest('script, style, template, noscript')) continue
    const speaks = parent.closest('[lang]')
    if (speaks && speaks.lang === language) texts.add(words)
    if (!forEyes(parent) || parent.closest('option')) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    let block = parent
    while (block !== document.body && ['inline', 'contents'].includes(getComputedStyle(block).display)) block = block.parentElement
    const frame = block.getBoundingClientRect()
    const aside = isAside(parent)
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue
      if ((box.right > frame.right + 2 || box.left < frame.left - 2) && !scrolls(parent)) say('text runs out of its box', parent)
      lines.push({ box, parent, aside })
    }
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [title], [alt], [data-key-label]')) {
    for (const name of ['aria-label', 'placeholder', 'title', 'alt', 'data-key-label']) {
      const words = (element.getAttribute(name) || '').trim()
      if (words) texts.add(words)
    }
  }
  texts.add(document.title)

  lines.sort((one, other) => one.box.top - other.box.top)
  for (let first = 0; first < lines.length; first += 1) {
    const { box, parent } = lines[first]
    for (let second = first + 1; second < lines.length && lines[second].box.top < box.bottom - 4; second += 1) {
      const other = lines[second]
      if (other.parent === parent || other.aside || lines[first].aside) continue
      const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
      const down = Math.min(box.bottom, other.box.bottom) - other.box.top
      if (across > 2 && down > 4) say('texts lie over each other', parent, describe(other.parent))
    }
    const middle = [box.left + box.width / 2, box.top + box.height / 2]
    if (middle[1] >= innerHeight || middle[1] < 0) continue
    const top = document.elementFromPoint(...middle)
    // Where the page is longer than the window, what always stands there lies over something that can be scrolled away.
    if (top && (whole || !isAside(top)) && !top.contains(parent) && !parent.contains(top)) say('text is covered', parent, describe(top))
  }

  // What one presses: 44 px on calm pages, 24 px on the others. A link inside a sentence is as high as its line.
  const union = (boxes) => ({
    width: Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left)),
    height: Math.max(...boxes.map((box) => box.bottom)) - Math.min(...boxes.map((box) => box.top)),
  })
  for (const target of document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=hidden])')) {
    if (!forEyes(target)) continue
    const style = getComputedStyle(target)
    const beside = [...target.parentElement.childNodes].some((node) => node !== target && node.nodeType === 3 && /[\p{L}\p{N}]/u.test(node.data))
    if (target.matches('a') && style.display === 'inline' && beside) continue
    const labels = target.matches('[type=checkbox], [type=radio]') ? [...target.labels] : []
    const size = union([target, ...labels].map((element) => element.getBoundingClientRect()))
    // Half a pixel is the browser's rounding.
    if (size.height < least - 0.5 || size.width < least - 0.5) say(`target under ${least} px`, target, `${Math.round(size.width)} × ${Math.round(size.height)}`)
  }

  return { faults, texts: [...texts], calm, language }
}
