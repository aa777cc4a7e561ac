// What the rows work on: the deployed files, instances made beforehand, and short names for what rows do again and again.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { assert, until } from './table.mjs'

export const EVER = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' }
export const BEFORE = { from: '2000-01-01T00:00:00Z', to: '2000-01-02T00:00:00Z' }
export const NOBODY = '8388608'

const AT_ONCE = { consistency: { waitUpToMs: 0 } }

export class World {
  constructor(client, folder) {
    this.client = client
    this.folder = folder
    this.jobs = new Map()
  }

  /** Deploy what is there from the beginning, and make: one shipping failed, one packed, one as it began; two that wait. */
  async begin() {
    const files = readdirSync(join(this.folder, 'first')).sort()
    const made = await this.client.createDeployment({ resources: files.map((name) => this.file(`first/${name}`)) })
    this.form = made.forms[0].formKey
    this.models = Object.fromEntries(made.decisionRequirements.map((one) => [one.decisionRequirementsId, one]))
    this.decisions = Object.fromEntries(made.decisions.map((one) => [one.decisionDefinitionId, one]))
    this.definitions = Object.fromEntries(
      made.processes.map((one) => [one.processDefinitionId, one.processDefinitionKey]),
    )
    this.failed = await this.start('shipping', { number: 0 })
    this.packed = await this.start('shipping', { number: 1 })
    this.fresh = await this.start('shipping', { number: 2 })
    const torn = await this.job('pack', this.failed, 'anna')
    await this.client.failJob({ jobKey: torn.jobKey, retries: 0, errorMessage: 'torn' })
    const packed = await this.job('pack', this.packed, 'anna')
    await this.client.completeJob({ jobKey: packed.jobKey, variables: { box: 7 } })
    this.waiting = [await this.start('waiting', { order: 'A' }), await this.start('waiting', { order: 'B' })]
    return this
  }

  file(name) {
    return new File([readFileSync(join(this.folder, name))], name.split('/').at(-1).replace(/@\d/, ''))
  }

  /** Deploy files of the folder `later`. */
  deploy(...names) {
    return this.client.createDeployment({ resources: names.map((name) => this.file(`later/${name}`)) })
  }

  async start(processDefinitionId, variables = {}, more = {}) {
    const made = await this.client.createProcessInstance({ processDefinitionId, variables, ...more })
    return made.processInstanceKey
  }

  /** So many instances with this business id; they wait at a user task. */
  async many(count, businessId, processDefinitionId = 'steps') {
    const keys = []
    for (let turn = 0; turn < count; turn += 1) keys.push(await this.start(processDefinitionId, {}, { businessId }))
    return keys
  }

  /** The activated job of an instance; jobs of others that come along are kept for them. */
  async job(type, processInstanceKey, worker = 'rows') {
    const name = `${type} ${processInstanceKey}`
    if (!this.jobs.has(name)) {
      const wanted = { type, worker, timeout: 120_000, maxJobsToActivate: 50, requestTimeout: 5_000 }
      for (const one of (await this.client.activateJobs(wanted)).jobs) {
        this.jobs.set(`${type} ${one.processInstanceKey}`, one)
      }
    }
    const found = this.jobs.get(name)
    assert.ok(found, `Expected a job ${name}, but there is none`)
    this.jobs.delete(name)
    return found
  }

  async task(processInstanceKey) {
    const found = await this.client.searchUserTasks({ filter: { processInstanceKey, state: 'CREATED' } }, AT_ONCE)
    assert.equal(found.items.length, 1)
    return found.items[0].userTaskKey
  }

  /** Where an instance stands: id of an element -> key of its instance. */
  async active(processInstanceKey) {
    const found = await this.client.searchElementInstances({ filter: { processInstanceKey, state: 'ACTIVE' } }, AT_ONCE)
    const inner = found.items.filter((each) => each.type !== 'PROCESS')
    return Object.fromEntries(inner.map((each) => [each.elementId, each.elementInstanceKey]))
  }

  async state(processInstanceKey) {
    return (await this.client.getProcessInstance({ processInstanceKey }, AT_ONCE)).state
  }

  /** An instance whose job failed for good, with its incident. */
  async hurt(errorMessage, businessId) {
    const processInstanceKey = await this.start('failing', {}, businessId ? { businessId } : {})
    const { jobKey } = await this.job('frail', processInstanceKey)
    await this.client.failJob({ jobKey, retries: 0, errorMessage })
    const found = await this.client.searchIncidents({ filter: { processInstanceKey, state: 'ACTIVE' } }, AT_ONCE)
    return { ...found.items[0], jobKey, processInstanceKey }
  }

  /** The batch operation, once it has ended. */
  async over({ batchOperationKey }) {
    let found
    await until(async () => {
      found = await this.client.getBatchOperation({ batchOperationKey }, AT_ONCE)
      return !['CREATED', 'ACTIVE'].includes(found.state)
    })
    return found
  }
}
