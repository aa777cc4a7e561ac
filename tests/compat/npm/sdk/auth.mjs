// How @camunda8/sdk signs in: by name and password, and by an API token.
// Usage: node auth.mjs ADDRESS FOLDER PASSWORD

import sdk from '@camunda8/sdk'

import { assert, told } from '../table.mjs'

const [address, , password] = process.argv.slice(2)
const client = (more) =>
  new sdk.Camunda8({ ZEEBE_REST_ADDRESS: address, CAMUNDA_LOG_LEVEL: 'none', ...more }).getCamundaRestClient()
const basic = (secret) =>
  client({ CAMUNDA_AUTH_STRATEGY: 'BASIC', CAMUNDA_BASIC_AUTH_USERNAME: 'admin', CAMUNDA_BASIC_AUTH_PASSWORD: secret })
const bearer = (token) => client({ CAMUNDA_AUTH_STRATEGY: 'BEARER', CAMUNDA_OAUTH_TOKEN: token })
const wrong = (error) => String(error.statusCode ?? error.message).includes('401')

await told('by name and password', async () => {
  assert.equal((await basic(password).getTopology()).clusterSize, 1)
  await assert.rejects(() => basic('guessed').getTopology(), wrong)
})
await told('by an API token', async () => {
  const headers = { authorization: `Basic ${btoa(`admin:${password}`)}`, 'content-type': 'application/json' }
  const made = await fetch(`${address}/api/tokens`, { method: 'POST', headers, body: '{"name": "npm"}' })
  assert.equal((await bearer((await made.json()).token).getTopology()).clusterSize, 1)
  await assert.rejects(() => bearer('guessed').getTopology(), wrong)
})
