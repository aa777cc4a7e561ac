// User tasks and variables.

import { answers, assert, every, refused } from '../table.mjs'
import { NOBODY } from '../world.mjs'

const shown = (found) => Object.fromEntries(found.items.map((each) => [each.name, each.value]))

/** Two fresh tasks. */
async function two(world) {
  return [await world.task(await world.start('steps')), await world.task(await world.start('steps'))]
}

export default {
  getUserTask: async (api, world) => {
    const key = await world.start('steps')
    await answers(api.getUserTask, (told) => [told.elementId, told.processInstanceKey, told.state], [
      [{ userTaskKey: await world.task(world.packed) }, ['check', world.packed, 'CREATED']],
      [{ userTaskKey: await world.task(key) }, ['one', key, 'CREATED']],
    ])
    await refused(404, () => api.getUserTask({ userTaskKey: NOBODY }))
  },
  searchUserTasks: async (api, world) => {
    const [one, other] = await two(world)
    await api.assignUserTask({ userTaskKey: one, assignee: 'bo' })
    await answers(api.searchUserTasks, every('userTaskKey'), [
      [{ filter: { assignee: 'bo' } }, [one]],
      [{ filter: { userTaskKey: other, assignee: { $exists: false } } }, [other]],
      [{ filter: { userTaskKey: other, state: 'COMPLETED' } }, []],
    ])
  },
  assignUserTask: async (api, world) => {
    const [userTaskKey, other] = await two(world)
    const assignee = async (key) => (await api.getUserTask({ userTaskKey: key })).assignee
    await api.assignUserTask({ userTaskKey, assignee: 'anna' })
    await api.assignUserTask({ userTaskKey: other, assignee: 'bo', action: 'lend' })
    assert.deepEqual([await assignee(userTaskKey), await assignee(other)], ['anna', 'bo'])
    await refused(409, () => api.assignUserTask({ userTaskKey, assignee: 'bo', allowOverride: false }))
  },
  unassignUserTask: async (api, world) => {
    const keys = await two(world)
    for (const userTaskKey of keys) await api.assignUserTask({ userTaskKey, assignee: 'anna' })
    for (const userTaskKey of keys) {
      assert.equal((await api.getUserTask({ userTaskKey })).assignee, 'anna')
      await api.unassignUserTask({ userTaskKey })
      assert.equal((await api.getUserTask({ userTaskKey })).assignee ?? null, null)
    }
  },
  updateUserTask: async (api, world) => {
    const [one, other] = await two(world)
    await api.updateUserTask({ userTaskKey: one, changeset: { priority: 70, candidateGroups: ['sales'] } })
    await api.updateUserTask({ userTaskKey: other, changeset: { dueDate: '2031-01-02T03:04:05Z' } })
    const told = await api.getUserTask({ userTaskKey: one })
    assert.deepEqual([told.priority, told.candidateGroups, told.dueDate], [70, ['sales'], null])
    assert.equal(Date.parse((await api.getUserTask({ userTaskKey: other })).dueDate), Date.parse('2031-01-02T03:04:05Z'))
  },
  completeUserTask: async (api, world) => {
    const [one, other] = [await world.start('steps'), await world.start('steps')]
    await api.completeUserTask({ userTaskKey: await world.task(one), variables: { ok: true } })
    await api.completeUserTask({ userTaskKey: await world.task(other) })
    const kept = async (key) => shown(await api.searchVariables({ filter: { processInstanceKey: key } }))
    assert.deepEqual([await kept(one), await kept(other)], [{ ok: 'true' }, {}])
    assert.deepEqual(Object.keys(await world.active(one)), ['two'])
    await refused(404, () => api.completeUserTask({ userTaskKey: NOBODY }))
  },
  getUserTaskForm: async (api, world, plain) => {
    const form = await api.getUserTaskForm({ userTaskKey: await world.task(world.packed) })
    assert.deepEqual([form.formId, form.formKey, JSON.parse(form.schema).id], ['ask', world.form, 'ask'])
    const [without] = await two(world)
    // Of a 204 the client makes null, where its own schema wants nothing.
    assert.equal((await plain.getUserTaskForm({ userTaskKey: without })) ?? null, null)
    await refused(404, () => api.getUserTaskForm({ userTaskKey: NOBODY }))
  },
  searchUserTaskAuditLogs: async (api, world) => {
    const [userTaskKey] = await two(world)
    await api.assignUserTask({ userTaskKey, assignee: 'anna' })
    await api.unassignUserTask({ userTaskKey })
    await answers(api.searchUserTaskAuditLogs, every('operationType'), [
      [{ userTaskKey }, ['ASSIGN', 'UNASSIGN']],
      [{ userTaskKey, filter: { operationType: 'ASSIGN' } }, ['ASSIGN']],
      [{ userTaskKey, filter: { operationType: 'COMPLETE' } }, []],
    ])
  },
  searchUserTaskVariables: async (api, world) => {
    const userTaskKey = await world.task(world.packed)
    await answers(api.searchUserTaskVariables, shown, [
      [{ userTaskKey }, { box: '7', number: '1' }],
      [{ userTaskKey, filter: { name: 'box' } }, { box: '7' }],
    ])
  },
  searchUserTaskEffectiveVariables: async (api, world) => {
    const userTaskKey = await world.task(world.packed)
    await answers(api.searchUserTaskEffectiveVariables, shown, [
      [{ userTaskKey }, { box: '7', number: '1' }],
      [{ userTaskKey, filter: { name: 'number' } }, { number: '1' }],
    ])
  },
  searchVariables: (api, world) =>
    answers(api.searchVariables, shown, [
      [{ filter: { processInstanceKey: world.packed } }, { box: '7', number: '1' }],
      [{ filter: { processInstanceKey: world.packed, value: '7' } }, { box: '7' }],
      [{ filter: { processInstanceKey: world.fresh } }, { number: '2' }],
    ]),
  getVariable: async (api, world) => {
    for (const [name, value] of [['box', '7'], ['number', '1']]) {
      const [found] = (await api.searchVariables({ filter: { processInstanceKey: world.packed, name } })).items
      const told = await api.getVariable({ variableKey: found.variableKey })
      assert.deepEqual([told.name, told.value, told.scopeKey], [name, value, world.packed])
    }
    await refused(404, () => api.getVariable({ variableKey: NOBODY }))
  },
}
