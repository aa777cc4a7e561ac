// How the client signs in: by name and password, and by a token that an identity provider hands out.
// Usage: node auth.mjs ADDRESS FOLDER PASSWORD

import { createServer } from 'node:http'

import createCamundaClient from '@camunda8/orchestration-cluster-api'

import { assert, refused, told } from './table.mjs'

const [address, , password] = process.argv.slice(2)
const client = (more) => createCamundaClient({ config: { CAMUNDA_REST_ADDRESS: address, ...more } })
const basic = (secret) =>
  client({ CAMUNDA_AUTH_STRATEGY: 'BASIC', CAMUNDA_BASIC_AUTH_USERNAME: 'admin', CAMUNDA_BASIC_AUTH_PASSWORD: secret })

/** A new API token of the admin, and what takes it back. */
async function token() {
  const headers = { authorization: `Basic ${btoa(`admin:${password}`)}`, 'content-type': 'application/json' }
  const made = await fetch(`${address}/api/tokens`, { method: 'POST', headers, body: '{"name": "npm"}' })
  const { id, token } = await made.json()
  return { token, drop: () => fetch(`${address}/api/tokens/${id}`, { method: 'DELETE', headers }) }
}

/** A provider that hands out what it has to whoever knows the secret, by the client credentials grant. */
async function provider(handedOut) {
  const seen = []
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await new Response(request).text())
    seen.push(Object.fromEntries(form))
    const right = form.get('client_id') === 'machine' && form.get('client_secret') === 'known'
    response.writeHead(right ? 200 : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ access_token: handedOut.shift(), token_type: 'Bearer', expires_in: 3600 }))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { seen, url: `http://127.0.0.1:${server.address().port}/token`, close: () => server.close() }
}

await told('nobody is let in', async () => {
  await refused(401, () => client({ CAMUNDA_AUTH_STRATEGY: 'NONE' }).getTopology())
  await refused(401, () => client({ CAMUNDA_AUTH_STRATEGY: 'NONE' }).getAuthentication())
})
await told('by name and password', async () => {
  assert.equal((await basic(password).getAuthentication()).username, 'admin')
  await refused(401, () => basic('guessed').getAuthentication())
})
await told('by a token of a provider, which is asked once, and again when it is to be', async () => {
  const [first, second] = [await token(), await token()]
  const company = await provider([first.token, second.token])
  try {
    const machine = client({
      CAMUNDA_AUTH_STRATEGY: 'OAUTH',
      CAMUNDA_OAUTH_URL: company.url,
      CAMUNDA_CLIENT_ID: 'machine',
      CAMUNDA_CLIENT_SECRET: 'known',
      CAMUNDA_TOKEN_AUDIENCE: 'lingqu',
    })
    assert.equal((await machine.getAuthentication()).username, 'admin')
    assert.equal((await machine.getTopology()).clusterSize, 1)
    assert.deepEqual(company.seen.map((each) => [each.grant_type, each.audience]), [['client_credentials', 'lingqu']])
    await first.drop()
    await refused(401, () => machine.getAuthentication())
    await machine.forceAuthRefresh()
    assert.equal((await machine.getAuthentication()).username, 'admin')
    assert.equal(company.seen.length, 2)
  } finally {
    company.close()
  }
})
