// The client @camunda8/sdk by its REST client; what it works on is made by the client of 8.8 that it brings along.
// Left out: updateUserTask and createDocumentLink, which ask for addresses that the API does not have (/update, /link).
// Usage: node sdk.mjs ADDRESS FOLDER

import { createReadStream } from 'node:fs'
import { join } from 'node:path'

import sdk from '@camunda8/sdk'

import { assert, every, told, until } from '../table.mjs'
import { NOBODY, World } from '../world.mjs'

const [address, folder] = process.argv.slice(2)
const camunda = new sdk.Camunda8({
  ZEEBE_REST_ADDRESS: address,
  CAMUNDA_REST_ADDRESS: address,
  CAMUNDA_AUTH_STRATEGY: 'NONE',
  CAMUNDA_OAUTH_DISABLED: true,
  CAMUNDA_LOG_LEVEL: 'none',
})
const api = camunda.getCamundaRestClient()
const world = await new World(camunda.getOrchestrationClusterApiClientLoose(), folder).begin()
const of = (processInstanceKey, more) => ({ filter: { processInstanceKey, ...more } })
const values = (found) => Object.fromEntries(found.items.map((each) => [each.name, each.value]))
const state = async (key) => (await api.searchProcessInstances(of(key))).items[0].state
const wrong = (status) => (error) => String(error.statusCode ?? error.message).includes(String(status))

await told('getTopology, getLicenseStatus', async () => {
  assert.equal((await api.getTopology()).clusterSize, 1)
  assert.equal((await api.getLicenseStatus()).validLicense, true)
})
await told('deployResourcesFromFiles, deleteResource', async () => {
  const made = await api.deployResourcesFromFiles([join(folder, 'later/crate@1.bpmn')])
  const { processDefinitionKey } = made.processes[0]
  assert.equal((await api.getProcessDefinition(processDefinitionKey)).processDefinitionId, 'crate')
  await api.deleteResource({ resourceKey: processDefinitionKey })
  await assert.rejects(() => api.getProcessDefinition(processDefinitionKey), wrong(404))
})
await told('getProcessDefinition, getProcessDefinitionXML, searchProcessDefinitions', async () => {
  const key = world.definitions.shipping
  assert.equal((await api.getProcessDefinition(key)).processDefinitionId, 'shipping')
  assert.match(await api.getProcessDefinitionXML(key), /id="shipping"/)
  const find = async (filter) => every('processDefinitionId')(await api.searchProcessDefinitions({ filter }))
  assert.deepEqual([await find({ processDefinitionKey: key }), await find({ processDefinitionId: 'waiting' })], [['shipping'], ['waiting']])
})
await told('createProcessInstance, createProcessInstanceWithResult', async () => {
  const made = await api.createProcessInstance({ processDefinitionId: 'steps', variables: { a: 1 } })
  assert.equal(await state(made.processInstanceKey), 'ACTIVE')
  const whole = await api.createProcessInstanceWithResult({ processDefinitionId: 'quick', variables: { a: 1, b: 2 } })
  assert.deepEqual({ ...whole.variables }, { a: 1, b: 2 })
})
await told('cancelProcessInstance', async () => {
  const key = await world.start('steps')
  await api.cancelProcessInstance({ processInstanceKey: key })
  assert.equal(await state(key), 'TERMINATED')
  await assert.rejects(() => api.cancelProcessInstance({ processInstanceKey: NOBODY }), wrong(404))
})
await told('modifyProcessInstance', async () => {
  const key = await world.start('steps')
  await api.modifyProcessInstance({ processInstanceKey: key, activateInstructions: [{ elementId: 'three' }] })
  assert.deepEqual(Object.keys(await world.active(key)).sort(), ['one', 'three'])
})
await told('migrateProcessInstance', async () => {
  const versions = []
  for (const turn of [1, 2]) versions.push((await world.deploy(`crate@${turn}.bpmn`)).processes[0])
  const key = await world.start('crate', {}, { processDefinitionVersion: versions[0].processDefinitionVersion })
  await api.migrateProcessInstance({
    processInstanceKey: key,
    targetProcessDefinitionKey: versions[1].processDefinitionKey,
    mappingInstructions: [{ sourceElementId: 'a', targetElementId: 'a' }],
  })
  assert.equal((await api.searchProcessInstances(of(key))).items[0].processDefinitionKey, versions[1].processDefinitionKey)
})
await told('createJobWorker: complete, fail, error', async () => {
  const numbers = []
  const pack = api.createJobWorker({
    type: 'box', timeout: 30_000, maxJobsToActivate: 5, worker: 'packer', pollIntervalMs: 50,
    jobHandler: (job) => {
      numbers.push(job.variables.number)
      return job.complete({ box: job.customHeaders.size })
    },
  })
  const keys = [await world.start('boxing', { number: 1 }), await world.start('boxing', { number: 2 })]
  for (const key of keys) await until(async () => (await state(key)) === 'COMPLETED')
  pack.stop()
  assert.deepEqual(numbers.sort(), [1, 2])
  assert.deepEqual(values(await api.searchVariables(of(keys[0]))), { number: '1', box: '"large"' })
  const [torn, lost] = [await world.start('failing', { lost: false }), await world.start('failing', { lost: true })]
  const frail = api.createJobWorker({
    type: 'frail', timeout: 30_000, maxJobsToActivate: 5, worker: 'frail', pollIntervalMs: 50,
    jobHandler: (job) =>
      job.variables.lost ? job.error({ errorCode: 'LOST', errorMessage: 'gone' }) : job.fail({ errorMessage: 'torn', retries: 0 }),
  })
  await until(async () => (await api.searchIncidents(of(torn))).items.length === 1)
  await until(async () => 'sorry' in (await world.active(lost)))
  frail.stop()
})
await told('activateJobs, updateJob, failJob, resolveIncident, completeJob, errorJob', async () => {
  const wanted = { type: 'frail', worker: 'hand', timeout: 30_000, maxJobsToActivate: 5 }
  const key = await world.start('failing')
  const [job] = await api.activateJobs(wanted)
  assert.equal(job.processInstanceKey, key)
  await api.failJob({ jobKey: job.jobKey, retries: 0, errorMessage: 'worn' })
  const [incident] = (await api.searchIncidents(of(key))).items
  await api.updateJob({ jobKey: job.jobKey, retries: 1 })
  await api.resolveIncident(incident.incidentKey)
  const [again] = await api.activateJobs(wanted)
  await api.completeJob({ jobKey: again.jobKey, variables: { done: true } })
  assert.equal(await state(key), 'COMPLETED')
  const other = await world.start('failing')
  const [third] = await api.activateJobs(wanted)
  await api.errorJob({ jobKey: third.jobKey, errorCode: 'LOST', errorMessage: 'gone', variables: {} })
  assert.deepEqual(Object.keys(await world.active(other)), ['sorry'])
})
await told('searchUserTasks, getUserTask, assignUserTask, unassignUserTask, completeUserTask', async () => {
  const key = await world.start('steps')
  const [{ userTaskKey }] = (await api.searchUserTasks(of(key))).items
  await api.assignUserTask({ userTaskKey, assignee: 'anna' })
  assert.equal((await api.getUserTask(userTaskKey)).assignee, 'anna')
  await api.unassignUserTask({ userTaskKey })
  assert.equal((await api.getUserTask(userTaskKey)).assignee ?? null, null)
  await api.completeUserTask({ userTaskKey, variables: { ok: true } })
  assert.deepEqual(Object.keys(await world.active(key)), ['two'])
  await assert.rejects(() => api.getUserTask(NOBODY), wrong(404))
})
await told('searchUserTaskVariables, searchVariables, getVariable', async () => {
  const userTaskKey = await world.task(world.packed)
  assert.deepEqual(Object.keys(values(await api.searchUserTaskVariables({ userTaskKey }))).sort(), ['box', 'number'])
  const [box] = (await api.searchVariables(of(world.packed, { name: 'box' }))).items
  assert.deepEqual([box.value, (await api.getVariable({ variableKey: box.variableKey })).value], ['7', 7])
})
await told('updateElementInstanceVariables, searchElementInstances, getElementInstance', async () => {
  const key = await world.start('steps')
  await api.updateElementInstanceVariables({ elementInstanceKey: key, variables: { far: 'x' } })
  assert.deepEqual(values(await api.searchVariables(of(key))), { far: '"x"' })
  const [one] = (await api.searchElementInstances(of(key, { elementId: 'one' }))).items
  assert.equal((await api.getElementInstance(one.elementInstanceKey)).elementId, 'one')
})
await told('publishMessage, correlateMessage, broadcastSignal', async () => {
  const [one, other] = [await world.start('waiting', { order: 's1' }), await world.start('waiting', { order: 's2' })]
  await api.publishMessage({ name: 'paid', correlationKey: 's1', timeToLive: 1000, variables: {} })
  await until(async () => 'after' in (await world.active(one)))
  const heard = await api.correlateMessage({ name: 'paid', correlationKey: 's2', variables: {} })
  assert.equal(heard.processInstanceKey, other)
  const key = await world.start('listening')
  await api.broadcastSignal({ signalName: 'all', variables: {} })
  await until(async () => (await state(key)) === 'COMPLETED')
})
await told('evaluateDecision', async () => {
  const evaluate = async (days) =>
    JSON.parse((await api.evaluateDecision({ decisionDefinitionId: '_risk', variables: { days } })).output)
  assert.deepEqual([await evaluate(40), await evaluate(3)], ['high', 'low'])
})
await told('pinInternalClock, resetClock', async () => {
  await api.pinInternalClock(Date.parse('2031-05-06T00:00:00Z'))
  try {
    const key = await world.start('steps')
    assert.match((await api.searchProcessInstances(of(key))).items[0].startDate, /^2031-05-06/)
  } finally {
    await api.resetClock()
  }
})
await told('uploadDocument, downloadDocument, deleteDocument', async () => {
  const file = createReadStream(join(folder, 'later/prompt.md'))
  const { documentId, contentHash } = await api.uploadDocument({ file, metadata: { fileName: 'prompt.md', contentType: 'text/plain' } })
  assert.equal(String(await api.downloadDocument({ documentId, contentHash })), 'one')
  await api.deleteDocument({ documentId })
  await assert.rejects(() => api.downloadDocument({ documentId, contentHash }), wrong(404))
})
