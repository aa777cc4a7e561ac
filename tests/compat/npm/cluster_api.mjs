// The client @camunda8/orchestration-cluster-api: deploy, start, work, look, decide, clear incidents, keep documents.
// Usage: node cluster_api.mjs ADDRESS FILE.bpmn

import createCamundaClient from '@camunda8/orchestration-cluster-api'

import { assert, step, tell, until } from './steps.mjs'

const [address, file] = process.argv.slice(2)
const client = createCamundaClient({
  config: { CAMUNDA_REST_ADDRESS: address, CAMUNDA_AUTH_STRATEGY: 'NONE' },
})
const soon = { consistency: { waitUpToMs: 10_000 } }
const one = { limit: 1 }

await step('getTopology', async () => assert.equal((await client.getTopology()).clusterSize, 1))
await step('getLicense', async () => assert.equal((await client.getLicense()).validLicense, true))
await step('getStatus', () => client.getStatus())
await step('getAuthentication', async () => assert.equal((await client.getAuthentication()).username, 'admin'))

const deployed = await step('createDeployment', () => client.deployResourcesFromFiles([file]))
const processDefinitionKey = deployed.processes[0].processDefinitionKey
const start = (amount) => client.createProcessInstance({ processDefinitionKey, variables: { amount } })
const good = await step('createProcessInstance', () => start(7))
const bad = await start(8)
const ofGood = { filter: { processInstanceKey: good.processInstanceKey } }
const ofBad = { filter: { processInstanceKey: bad.processInstanceKey } }

await step('a worker completes and fails jobs', async () => {
  const seen = []
  const worker = client.createJobWorker({
    jobType: 'pack',
    jobTimeoutMs: 30_000,
    maxParallelJobs: 5,
    workerName: 'packer',
    pollIntervalMs: 50,
    jobHandler: async (job) => {
      seen.push(job.variables.amount)
      return job.variables.amount === 8
        ? job.fail({ errorMessage: 'torn', retries: 0, retryBackOff: 0 })
        : job.complete({ box: 1 })
    },
  })
  await until(async () => (await client.searchUserTasks(ofGood, soon)).items.length === 1)
  await until(async () => seen.length === 2)
  worker.stop()
  assert.deepEqual(seen.sort(), [7, 8])
})

await step('searchProcessInstances', async () => {
  const found = async (filter) => (await client.searchProcessInstances({ filter, page: one }, soon)).items
  assert.equal((await found({ processInstanceKey: good.processInstanceKey }))[0].state, 'ACTIVE')
  assert.equal((await found({ processInstanceKey: bad.processInstanceKey }))[0].hasIncident, true)
})
await step('getProcessInstance', async () => {
  const found = await client.getProcessInstance({ processInstanceKey: good.processInstanceKey }, soon)
  assert.equal(found.processDefinitionKey, processDefinitionKey)
})
await step('searchJobs', async () => {
  assert.equal((await client.searchJobs(ofBad, soon)).items[0].errorMessage, 'torn')
  assert.equal((await client.searchJobs(ofGood, soon)).items[0].state, 'COMPLETED')
})
const incident = await step('searchIncidents', async () => {
  const items = (await client.searchIncidents(ofBad, soon)).items
  assert.deepEqual(items.map((each) => each.errorType), ['JOB_NO_RETRIES'])
  return items[0]
})
await step('updateJob', () => client.updateJob({ jobKey: incident.jobKey, changeset: { retries: 1 } }))
await step('resolveIncident', async () => {
  await client.resolveIncident({ incidentKey: incident.incidentKey })
  const found = await client.getIncident({ incidentKey: incident.incidentKey }, soon)
  assert.equal(found.state, 'RESOLVED')
})
const task = await step('searchUserTasks', async () => (await client.searchUserTasks(ofGood, soon)).items[0])
const userTaskKey = task.userTaskKey
await step('assignUserTask', async () => {
  await client.assignUserTask({ userTaskKey, assignee: 'anna' })
  assert.equal((await client.getUserTask({ userTaskKey }, soon)).assignee, 'anna')
})
await step('completeUserTask', async () => {
  await client.completeUserTask({ userTaskKey, variables: { ok: true } })
  assert.equal((await client.getUserTask({ userTaskKey }, soon)).state, 'COMPLETED')
})
await step('searchVariables', async () => {
  const found = (await client.searchVariables(ofGood, soon)).items
  assert.deepEqual(Object.fromEntries(found.map((each) => [each.name, each.value])), {
    amount: '7',
    box: '1',
    ok: 'true',
  })
})
await step('searchElementInstances', async () => {
  const found = (await client.searchElementInstances(ofGood, soon)).items
  assert.deepEqual(new Set(found.map((each) => each.state)), new Set(['COMPLETED']))
})
await step('searchProcessDefinitions', async () => {
  const found = (await client.searchProcessDefinitions({ filter: { processDefinitionKey } }, soon)).items
  assert.equal(found[0].version, 1)
})
await step('getProcessDefinitionXml', async () => {
  assert.match(await client.getProcessDefinitionXml({ processDefinitionKey }, soon), /definitions/)
})
await step('cancelProcessInstance', async () => {
  const processInstanceKey = bad.processInstanceKey
  await client.cancelProcessInstance({ processInstanceKey })
  assert.equal((await client.getProcessInstance({ processInstanceKey }, soon)).state, 'TERMINATED')
})
await step('publishMessage', async () => {
  const sent = await client.publishMessage({ name: 'rung', correlationKey: 'k', timeToLive: 0 })
  assert.match(sent.messageKey, /^\d+$/)
})
await step('createDocument, getDocument, deleteDocument', async () => {
  const file = new File(['hello'], 'a.bin', { type: 'application/octet-stream' })
  const { documentId } = await client.createDocument({ file, metadata: { fileName: 'a.bin' } })
  assert.equal(await (await client.getDocument({ documentId })).text(), 'hello')
  await client.deleteDocument({ documentId })
})
await step('what is not there is a 404', () =>
  assert.rejects(
    () => client.getProcessInstance({ processInstanceKey: '8388608' }, { consistency: { waitUpToMs: 0 } }),
    (wrong) => wrong.status === 404,
  ),
)
tell()
