// The node itself: who asks, the clock, figures of use, the audit log, listeners of every task.

import { answers, assert, every, refused, until } from '../table.mjs'
import { BEFORE, EVER } from '../world.mjs'

const listener = (id, type) => ({ id, type, eventTypes: ['completing'], retries: 2 })

export default {
  getTopology: async (api) => {
    const told = await api.getTopology()
    assert.deepEqual([told.clusterSize, told.partitionsCount, told.brokers[0].partitions[0].role], [1, 1, 'leader'])
  },
  getStatus: (api) => api.getStatus(),
  getLicense: async (api) => assert.equal((await api.getLicense()).licenseType, 'Apache-2.0'),
  getAuthentication: async (api) => assert.equal((await api.getAuthentication()).username, 'admin'),
  getSystemConfiguration: async (api) => {
    const { enabled, exportInterval } = (await api.getSystemConfiguration()).jobMetrics
    assert.deepEqual([enabled, /^PT/.test(exportInterval)], [true, true])
  },
  getUsageMetrics: async (api) => {
    const used = async ({ from, to }) => (await api.getUsageMetrics({ startTime: from, endTime: to })).processInstances
    assert.ok((await used(EVER)) >= 5)
    assert.equal(await used(BEFORE), 0)
  },
  pinClock: async (api, world) => {
    const day = 86_400_000
    const sleeper = await world.start('sleeping')
    try {
      await api.pinClock({ timestamp: Date.now() + 9 * day })
      assert.equal(await world.state(sleeper), 'ACTIVE')
      await api.pinClock({ timestamp: Date.now() + 11 * day })
      await until(async () => (await world.state(sleeper)) === 'COMPLETED')
    } finally {
      await api.resetClock()
    }
  },
  resetClock: async (api, world) => {
    await api.pinClock({ timestamp: Date.parse('2031-05-06T00:00:00Z') })
    const began = async (key) => (await api.getProcessInstance({ processInstanceKey: key })).startDate.slice(0, 10)
    assert.equal(await began(await world.start('steps')), '2031-05-06')
    await api.resetClock()
    assert.notEqual(await began(await world.start('steps')), '2031-05-06')
  },
  searchAuditLogs: async (api, world) => {
    const key = await world.start('steps')
    await api.assignUserTask({ userTaskKey: await world.task(key), assignee: 'anna' })
    await api.cancelProcessInstance({ processInstanceKey: key })
    const ask = (filter) => api.searchAuditLogs({ filter, sort: [{ field: 'timestamp', order: 'ASC' }] })
    await answers(ask, (found) => found.items.map((each) => each.operationType), [
      [{ processInstanceKey: key, operationType: 'CANCEL' }, ['CANCEL']],
      [{ processInstanceKey: key, operationType: 'ASSIGN' }, ['ASSIGN']],
      [{ processInstanceKey: key, actorId: 'nobody' }, []],
    ])
  },
  getAuditLog: async (api, world) => {
    const key = await world.start('steps')
    await api.assignUserTask({ userTaskKey: await world.task(key), assignee: 'anna' })
    await api.cancelProcessInstance({ processInstanceKey: key })
    for (const operationType of ['ASSIGN', 'CANCEL']) {
      const [line] = (await api.searchAuditLogs({ filter: { processInstanceKey: key, operationType } })).items
      const told = await api.getAuditLog({ auditLogKey: line.auditLogKey })
      assert.deepEqual([told.operationType, told.actorId, told.result], [operationType, 'admin', 'SUCCESS'])
    }
  },
  createGlobalTaskListener: async (api) => {
    const made = [await api.createGlobalTaskListener(listener('one', 'watch')), await api.createGlobalTaskListener(listener('two', 'look'))]
    assert.deepEqual(made.map((each) => [each.id, each.type, each.source]), [['one', 'watch', 'API'], ['two', 'look', 'API']])
    await refused(409, () => api.createGlobalTaskListener(listener('one', 'watch')))
  },
  getGlobalTaskListener: (api) =>
    answers(api.getGlobalTaskListener, (told) => told.type, [
      [{ id: 'one' }, 'watch'],
      [{ id: 'two' }, 'look'],
    ]),
  searchGlobalTaskListeners: (api) =>
    answers(api.searchGlobalTaskListeners, every('id'), [
      [{ filter: { type: 'look' } }, ['two']],
      [{ filter: { eventTypes: ['completing'] } }, ['one', 'two']],
      [{ filter: { eventTypes: ['creating'] } }, []],
    ]),
  updateGlobalTaskListener: async (api) => {
    const changed = { type: 'watch', eventTypes: ['updating'], retries: 1 }
    assert.equal((await api.updateGlobalTaskListener({ id: 'one', ...changed, priority: 9 })).priority, 9)
    assert.equal((await api.updateGlobalTaskListener({ id: 'two', ...changed, priority: 3 })).priority, 3)
    assert.deepEqual((await api.getGlobalTaskListener({ id: 'one' })).eventTypes, ['updating'])
  },
  deleteGlobalTaskListener: async (api) => {
    await api.deleteGlobalTaskListener({ id: 'one' })
    await refused(404, () => api.getGlobalTaskListener({ id: 'one' }))
    assert.equal((await api.getGlobalTaskListener({ id: 'two' })).id, 'two')
    await api.deleteGlobalTaskListener({ id: 'two' })
    await refused(404, () => api.deleteGlobalTaskListener({ id: 'two' }))
  },
}
