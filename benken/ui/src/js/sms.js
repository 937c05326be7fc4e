// <textarea data-sms> tells below the field how many letters a text takes on its way to a phone, and how many messages it
// becomes. data-sms="1": only one may be sent. The sentences stand on #<id>_counter; benken/ui/sms_words.py says the same,
// and benken/messaging/gsm.py counts the same.
// Aloud it is told when the number of messages changes, a while after the last key: never each letter.
const pause = 1200
const gsm = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà')
const extension = new Set('\f^{}\\[~]|€')
const plain = [
  [/\r\n?|[\u2028\u2029]/g, '\n'],
  [/[“”„‟«»″]/g, '"'],
  [/[‘’‚‛‹›′`´]/g, "'"],
  [/[‐‑‒–—―−]/g, '-'],
  [/…/g, '...'],
  [/[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' '],
  [/[\u00ad\u200b\u2060\ufeff]/g, ''],
]
const seen = /[\p{L}\p{N}\p{P}\p{S}]/u
const blank = /[\u115f\u1160\u3164\uffa0\u2800]/

function plainer(text) {
  return plain.reduce((now, [from, to]) => now.replace(from, to), text.normalize('NFC')).normalize('NFC')
}

function measure(text) {
  const letters = [...text]
  const strange = [...new Set(letters)].filter((letter) => !gsm.has(letter) && !extension.has(letter))
  const [room, each] = strange.length ? [70, 67] : [160, 153]
  let taken = 0
  let used = 0
  let parts = 1
  for (const letter of letters) {
    const size = strange.length ? letter.length : extension.has(letter) ? 2 : 1
    if (used + size > each) {
      parts += 1
      used = 0
    }
    used += size
    taken += size
  }
  return { letters: taken, room, parts: taken > room ? parts : 1, strange }
}

function fill(pattern, values) {
  return pattern.replace(/%\((\w+)\)s/g, (_, name) => values[name])
}

function listed(letters, and) {
  if (letters.length > 3) return `${letters.slice(0, 3).join(', ')} …`
  if (letters.length < 2) return letters.join('')
  return fill(and, { names: letters.slice(0, -1).join(', '), last: letters[letters.length - 1] })
}

function words(measured, say) {
  const { parts, room, strange } = measured
  const lines = [parts > 1 ? fill(say.more, { parts: say.numbers.split(' ')[parts - 2] || parts }) : fill(say.one, measured)]
  const shown = strange.filter((letter) => seen.test(letter) && !blank.test(letter))
  if (shown.length) lines.push(fill(say.strange, { strange: listed(shown, say.and), room }))
  else if (strange.length) lines.push(fill(say.unseen, { room }))
  return lines.join('\n')
}

function watch(field) {
  const place = document.getElementById(`${field.id}_counter`)
  const aloud = document.getElementById(`${field.id}_aloud`)
  if (!place || !aloud) return
  let told = 0
  let timer = 0

  function refresh() {
    const measured = measure(plainer(field.value.trim()))
    const sentence = words(measured, place.dataset)
    place.textContent = sentence
    place.toggleAttribute('data-over-limit', field.dataset.sms === '1' && measured.parts > 1)
    const matters = `${measured.parts} ${measured.room}`
    clearTimeout(timer)
    if (!told) told = matters
    else if (told !== matters) {
      timer = setTimeout(() => {
        told = matters
        aloud.textContent = sentence
      }, pause)
    }
  }

  field.addEventListener('input', refresh)
  refresh()
}

for (const field of document.querySelectorAll('[data-sms]')) watch(field)
