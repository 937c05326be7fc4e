// A real OpenID Connect provider on this machine, for the tests. It reads its keys and clients from the first line of
// stdin, says `ready <issuer>`, and ends when stdin is closed. Whoever signs in says in a form who they are and how.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import Provider from 'oidc-provider'

const lines = createInterface({ input: process.stdin })
const config = JSON.parse((await lines[Symbol.asyncIterator]().next()).value)
process.stdin.on('end', () => process.exit(0))
lines.on('close', () => process.exit(0))

const server = createServer()
await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
const issuer = `http://localhost:${server.address().port}`
const people = new Map() // account → what is said about it
const CLAIMS = ['pid', 'name', 'helseid://claims/identity/pid', 'helseid://claims/identity/security_level']

const provider = new Provider(issuer, {
  clients: config.clients,
  jwks: config.jwks,
  acrValues: ['idporten-loa-substantial', 'idporten-loa-high', 'idporten-loa-low', 'Level4'],
  claims: { openid: ['sub'], profile: CLAIMS, acr: null, auth_time: null },
  scopes: ['openid', 'profile', 'helseid://scopes/identity/pid', 'helseid://scopes/identity/security_level'],
  conformIdTokenClaims: config.claims_in_userinfo ?? false,
  cookies: { keys: ['only-for-the-tests'] },
  features: { devInteractions: { enabled: false }, pushedAuthorizationRequests: { enabled: true } },
  pkce: { required: () => true },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
  async loadExistingGrant(context) {
    const { client, session } = context.oidc
    const grant = new context.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId })
    grant.addOIDCScope(context.oidc.params.scope)
    await grant.save()
    return grant
  },
})
provider.Client.prototype.redirectUriAllowed = (address) =>
  /^http:\/\/(testserver|localhost:\d+)\/accounts\/oidc\/[a-z0-9]+\/callback\/$/.test(address)

provider.use(async (context, next) => {
  if (!context.path.startsWith('/interaction/')) return next()
  if (context.method === 'GET') {
    context.type = 'html'
    context.body = `<!doctype html><html lang="en"><title>Provider</title><form method="post">
      <label>Number <input name="number"></label><label>Level <input name="level"></label>
      <button name="do" value="enter">Sign in</button><button name="do" value="leave">Cancel</button></form></html>`
    return undefined
  }
  const chunks = []
  for await (const chunk of context.req) chunks.push(chunk)
  const said = new URLSearchParams(Buffer.concat(chunks).toString())
  const number = said.get('number')
  const account = `account-of-${number}`
  people.set(account, {
    pid: number,
    name: 'Navn Navnesen',
    'helseid://claims/identity/pid': number,
    'helseid://claims/identity/security_level': said.get('level'),
  })
  const result =
    said.get('do') === 'leave'
      ? { error: 'access_denied', error_description: 'changed their mind' }
      : { login: { accountId: account, acr: said.get('level') || undefined, remember: true } }
  context.respond = false
  return provider.interactionFinished(context.req, context.res, result, { mergeWithLastSubmission: false })
})

server.on('request', provider.callback())
process.stdout.write(`ready ${issuer}\n`)
