// Jobs, their figures, and incidents.

import { answers, assert, every, refused } from '../table.mjs'
import { BEFORE, EVER, NOBODY } from '../world.mjs'

export default {
  activateJobs: async (api, world) => {
    const [one, two] = [await world.start('boxing', { size: 1 }), await world.start('boxing', { size: 2 })]
    const wanted = { type: 'box', timeout: 60_000, maxJobsToActivate: 1, worker: 'rows' }
    const first = (await api.activateJobs(wanted)).jobs
    const rest = (await api.activateJobs({ ...wanted, maxJobsToActivate: 9, fetchVariable: ['none'] })).jobs
    assert.deepEqual(first.map((each) => [each.processInstanceKey, each.variables]), [[one, { size: 1 }]])
    assert.deepEqual(rest.map((each) => [each.processInstanceKey, each.variables]), [[two, {}]])
    assert.deepEqual([first[0].customHeaders, first[0].retries, first[0].worker], [{ size: 'large' }, 3, 'rows'])
  },
  completeJob: async (api, world) => {
    const [one, two] = [await world.start('failing'), await world.start('failing')]
    await api.completeJob({ jobKey: (await world.job('frail', one)).jobKey, variables: { done: true } })
    await api.completeJob({ jobKey: (await world.job('frail', two)).jobKey })
    assert.deepEqual([await world.state(one), await world.state(two)], ['COMPLETED', 'COMPLETED'])
    const names = async (key) => every('name')(await api.searchVariables({ filter: { processInstanceKey: key } }))
    assert.deepEqual([await names(one), await names(two)], [['done'], []])
    await refused(404, () => api.completeJob({ jobKey: NOBODY }))
  },
  failJob: async (api, world) => {
    const keys = [await world.start('failing'), await world.start('failing')]
    for (const [key, retries] of [[keys[0], 0], [keys[1], 2]]) {
      const { jobKey } = await world.job('frail', key)
      await api.failJob({ jobKey, retries, errorMessage: `left ${retries}`, retryBackOff: 0 })
      const [job] = (await api.searchJobs({ filter: { jobKey } })).items
      assert.deepEqual([job.retries, job.errorMessage], [retries, `left ${retries}`])
    }
    const hurt = async (key) => (await api.getProcessInstance({ processInstanceKey: key })).hasIncident
    assert.deepEqual([await hurt(keys[0]), await hurt(keys[1])], [true, false])
  },
  throwJobError: async (api, world) => {
    const [one, two] = [await world.start('failing'), await world.start('failing')]
    await api.throwJobError({ jobKey: (await world.job('frail', one)).jobKey, errorCode: 'LOST', variables: { why: 'rain' } })
    await api.throwJobError({ jobKey: (await world.job('frail', two)).jobKey, errorCode: 'OTHER', errorMessage: 'no one' })
    assert.deepEqual(Object.keys(await world.active(one)), ['sorry'])
    const [incident] = (await api.searchIncidents({ filter: { processInstanceKey: two } })).items
    assert.equal(incident.errorType, 'UNHANDLED_ERROR_EVENT')
  },
  updateJob: async (api, world) => {
    const { jobKey } = await world.job('frail', await world.start('failing'))
    const retries = async () => (await api.searchJobs({ filter: { jobKey } })).items[0].retries
    await api.updateJob({ jobKey, changeset: { retries: 9 } })
    assert.equal(await retries(), 9)
    await api.updateJob({ jobKey, changeset: { retries: 4, timeout: 60_000 } })
    assert.equal(await retries(), 4)
    await refused(404, () => api.updateJob({ jobKey: NOBODY, changeset: { retries: 1 } }))
  },
  searchJobs: (api, world) =>
    answers(api.searchJobs, every('processInstanceKey'), [
      [{ filter: { type: 'pack', state: 'FAILED' } }, [world.failed]],
      [{ filter: { type: 'pack', state: 'COMPLETED' } }, [world.packed]],
      [{ filter: { processInstanceKey: world.fresh } }, [world.fresh]],
      [{ filter: { processInstanceKey: world.fresh, hasFailedWithRetriesLeft: true } }, []],
    ]),
  getGlobalJobStatistics: (api) =>
    answers(api.getGlobalJobStatistics, (told) => [told.created.count, told.completed.count, told.failed.count], [
      [{ ...EVER, jobType: 'pack' }, [3, 1, 1]],
      [{ ...EVER, jobType: 'other' }, [0, 0, 0]],
    ]),
  getJobTypeStatistics: (api) =>
    answers(api.getJobTypeStatistics, (found) => found.items.map((each) => [each.jobType, each.created.count, each.workers]), [
      [{ filter: { ...EVER, jobType: 'pack' } }, [['pack', 3, 1]]],
      [{ filter: BEFORE }, []],
    ]),
  getJobWorkerStatistics: (api) =>
    answers(api.getJobWorkerStatistics, (found) => found.items.map((each) => [each.worker, each.failed.count]), [
      [{ filter: { ...EVER, jobType: 'pack' } }, [['anna', 1]]],
      [{ filter: { ...EVER, jobType: 'no' } }, []],
    ]),
  getJobErrorStatistics: (api) =>
    answers(api.getJobErrorStatistics, (found) => found.items.map((each) => [each.errorMessage, each.workers]), [
      [{ filter: { ...EVER, jobType: 'pack' } }, [['torn', 1]]],
      [{ filter: { ...EVER, jobType: 'pack', errorMessage: 'worn' } }, []],
    ]),
  getJobTimeSeriesStatistics: (api) =>
    answers(api.getJobTimeSeriesStatistics, (found) => found.items.map((each) => each.created.count), [
      [{ filter: { ...EVER, jobType: 'pack', resolution: 'P365D' } }, [3]],
      [{ filter: { ...BEFORE, jobType: 'pack' } }, []],
    ]),
  searchIncidents: async (api, world) => {
    const one = await world.hurt('broken spring')
    await answers(api.searchIncidents, every('incidentKey'), [
      [{ filter: { processInstanceKey: one.processInstanceKey } }, [one.incidentKey]],
      [{ filter: { errorMessage: { $like: '*spring*' }, errorType: 'JOB_NO_RETRIES' } }, [one.incidentKey]],
      [{ filter: { processInstanceKey: world.fresh } }, []],
    ])
  },
  getIncident: async (api, world) => {
    const hurt = [await world.hurt('cut'), await world.hurt('dry')]
    await answers(api.getIncident, (told) => [told.errorMessage.split(': ').at(-1), told.state, told.processDefinitionId], [
      [{ incidentKey: hurt[0].incidentKey }, ['cut', 'ACTIVE', 'failing']],
      [{ incidentKey: hurt[1].incidentKey }, ['dry', 'ACTIVE', 'failing']],
    ])
    await refused(404, () => api.getIncident({ incidentKey: NOBODY }))
  },
  resolveIncident: async (api, world) => {
    const hurt = [await world.hurt('cut'), await world.hurt('dry')]
    for (const { incidentKey, jobKey } of hurt) {
      await api.updateJob({ jobKey, changeset: { retries: 1 } })
      await api.resolveIncident({ incidentKey })
      assert.equal((await api.getIncident({ incidentKey })).state, 'RESOLVED')
    }
    await refused(404, () => api.resolveIncident({ incidentKey: NOBODY }))
  },
  getProcessInstanceStatisticsByError: async (api, world) => {
    const hurt = [await world.hurt('rust'), await world.hurt('rust')]
    const found = (await api.getProcessInstanceStatisticsByError({})).items
    const rust = found.find((each) => each.errorMessage.includes('rust'))
    assert.equal(rust.activeInstancesWithErrorCount, hurt.length)
    assert.equal((await api.getProcessInstanceStatisticsByError({ page: { limit: 1 } })).items.length, 1)
  },
  getProcessInstanceStatisticsByDefinition: async (api) => {
    const found = (await api.getProcessInstanceStatisticsByError({})).items
    const { errorHashCode } = found.find((each) => each.errorMessage.includes('torn'))
    await answers(
      api.getProcessInstanceStatisticsByDefinition,
      (told) => told.items.map((each) => [each.processDefinitionId, each.activeInstancesWithErrorCount]),
      [
        [{ filter: { errorHashCode } }, [['shipping', 1]]],
        [{ filter: { errorHashCode: 1 } }, []],
      ],
    )
  },
}
