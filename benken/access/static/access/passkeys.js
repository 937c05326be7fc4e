// Passkeys. A form with data-passkey="make" or "use" asks the browser for a key, puts the answer into its field
// `credential` and sends itself. Where there are no keys the form stays hidden, and what stands in
// data-passkey-without names the other way.
(() => {
  if (!window.PublicKeyCredential) return

  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), mark => mark.charCodeAt(0))
  const text = buffer =>
    buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
  const known = list => (list || []).map(one => ({ ...one, id: bytes(one.id) }))

  const make = async ({ publicKey }) => {
    const made = await navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        user: { ...publicKey.user, id: bytes(publicKey.user.id) },
        excludeCredentials: known(publicKey.excludeCredentials),
      },
    })
    return answer(made, {
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    })
  }

  const use = async ({ publicKey }) => {
    const shown = await navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        allowCredentials: known(publicKey.allowCredentials),
      },
    })
    return answer(shown, {
      authenticatorData: text(shown.response.authenticatorData),
      signature: text(shown.response.signature),
      userHandle: text(shown.response.userHandle) || null,
    })
  }

  const answer = (credential, response) => ({
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment || undefined,
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
    clientExtensionResults: credential.getClientExtensionResults(),
  })

  const options = async form => {
    if (form.dataset.options) return JSON.parse(form.dataset.options)
    const fetched = await fetch(form.action, { headers: { Accept: 'application/json' } })
    if (!fetched.ok) throw new Error('no options')
    return (await fetched.json()).request_options
  }

  for (const words of document.querySelectorAll('[data-passkey-without]')) words.hidden = true
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const fault = form.querySelector('[data-passkey-fault]')
    form.hidden = false
    form.addEventListener('submit', async event => {
      event.preventDefault()
      if (fault) fault.hidden = true
      try {
        const work = form.dataset.passkey === 'make' ? make : use
        const shared = document.querySelector('input[type=checkbox][name=shared]')
        if (form.elements.shared) form.elements.shared.value = shared && shared.checked ? 'on' : ''
        form.elements.credential.value = JSON.stringify(await work(await options(form)))
        form.submit()
      } catch {
        if (fault) fault.hidden = false
      }
    })
  }
})()
