// What the client makes of refusals, of waiting for what is to come, and of being called off.
// Usage: node refusals.mjs ADDRESS FOLDER

import createCamundaClient, { createCamundaResultClient, isSdkError } from '@camunda8/orchestration-cluster-api'

import { assert, told } from './table.mjs'
import { NOBODY, World } from './world.mjs'

const [address, folder] = process.argv.slice(2)
const config = { CAMUNDA_REST_ADDRESS: address, CAMUNDA_AUTH_STRATEGY: 'NONE', CAMUNDA_SDK_VALIDATION: 'res:strict' }
let requests = 0
const counted = (...given) => {
  requests += 1
  return fetch(...given)
}
const client = createCamundaClient({ config, fetch: counted })
const world = await new World(client, folder).begin()
const waiting = (waitUpToMs, more = {}) => ({ consistency: { waitUpToMs, pollIntervalMs: 50, ...more } })

/** The error of a call, and how many requests it took. */
async function wrong(doing) {
  requests = 0
  try {
    await doing()
  } catch (error) {
    return [error, requests]
  }
  throw new Error('Expected a refusal, but it was answered')
}

for (const [status, title, doing] of [
  [400, 'Bad Request', () => client.createProcessInstance({ processDefinitionId: 'steps', tags: ['no blank'] })],
  [404, 'Not Found', () => client.completeJob({ jobKey: NOBODY })],
  [409, 'Conflict', () => client.deleteProcessInstance({ processInstanceKey: world.fresh })],
  [504, 'DEADLINE_EXCEEDED', () => client.createProcessInstance({ processDefinitionId: 'steps', awaitCompletion: true, requestTimeout: 200 })],
]) {
  await told(`a ${status} is told once, in words, and not repeated`, async () => {
    const [error, times] = await wrong(doing)
    assert.ok(isSdkError(error), String(error?.stack))
    assert.deepEqual([error.status, error.title, times], [status, title, 1])
    assert.ok(error.detail.length > 5 && error.instance.startsWith('/v2/'))
  })
}
await told('what is not there yet is waited for', async () => {
  const found = client.searchProcessInstances({ filter: { tags: ['soon'] } }, waiting(20_000))
  await new Promise((resolve) => setTimeout(resolve, 200))
  const key = await world.start('steps', {}, { tags: ['soon'] })
  assert.deepEqual((await found).items.map((each) => each.processInstanceKey), [key])
})
await told('a predicate decides when it is there', async () => {
  const key = await world.start('quick')
  const attempts = []
  const predicate = (instance) => instance.state === 'COMPLETED'
  const onAttempt = (info) => attempts.push(info.predicateResult)
  await client.getProcessInstance({ processInstanceKey: key }, waiting(20_000, { predicate, onAttempt }))
  assert.equal(attempts.at(-1), true)
})
await told('the wait for what never comes ends', async () => {
  const [late] = await wrong(() => client.searchIncidents({ filter: { processInstanceKey: world.fresh } }, waiting(300)))
  assert.equal(late.name, 'EventualConsistencyTimeoutError', String(late?.stack))
  assert.deepEqual([late.lastStatus, JSON.parse(late.lastResponseSnippet).items], [200, []])
  const [nobody, times] = await wrong(() => client.getProcessInstance({ processInstanceKey: NOBODY }, waiting(300)))
  assert.ok(nobody.status === 404 || nobody.name === 'EventualConsistencyTimeoutError', String(nobody?.stack))
  assert.ok(times > 1)
})
await told('a call that is called off', async () => {
  const asked = client.activateJobs({ type: 'none', timeout: 1000, maxJobsToActivate: 1, requestTimeout: 20_000 })
  setTimeout(() => asked.cancel(), 200)
  const began = Date.now()
  await assert.rejects(asked, (error) => /Cancel/.test(error.name + error.message))
  assert.ok(Date.now() - began < 5_000)
})
await told('the client of results gives refusals instead of throwing them', async () => {
  const results = createCamundaResultClient({ config })
  const none = await results.getProcessInstance({ processInstanceKey: NOBODY }, waiting(0))
  const some = await results.getProcessInstance({ processInstanceKey: world.fresh }, waiting(0))
  assert.deepEqual([none.ok, none.error.status, some.ok, some.value.processInstanceKey], [false, 404, true, world.fresh])
})
await told('files are deployed by their paths, and the answer is sorted by kind', async () => {
  const made = await client.deployResourcesFromFiles([`${folder}/first/steps.bpmn`, `${folder}/first/limits.dmn`, `${folder}/first/ask.form`])
  assert.deepEqual(made.processes.map((each) => each.processDefinitionId), ['steps'])
  assert.equal(made.decisions.length, 3)
  assert.deepEqual(made.forms.map((each) => each.formId), ['ask'])
})
