// Messages, who waits for them, and conditional starts.

import { answers, assert, every, refused, until } from '../table.mjs'

export default {
  publishMessage: async (api, world) => {
    const [one, other] = [await world.start('waiting', { order: 'm1' }), await world.start('waiting', { order: 'm2' })]
    const { messageKey } = await api.publishMessage({ name: 'paid', correlationKey: 'm1', timeToLive: 1000 })
    assert.match(messageKey, /^\d+$/)
    await until(async () => 'after' in (await world.active(one)))
    assert.deepEqual(Object.keys(await world.active(other)), ['hear'])
    const once = { name: 'paid', correlationKey: 'm9', messageId: 'once', timeToLive: 60_000, variables: { x: 1 } }
    await api.publishMessage(once)
    await refused(409, () => api.publishMessage(once))
    await api.cancelProcessInstance({ processInstanceKey: other })
  },
  correlateMessage: async (api, world) => {
    const begun = await api.correlateMessage({ name: 'ordered', variables: { n: 1 } })
    assert.equal((await api.getProcessInstance({ processInstanceKey: begun.processInstanceKey })).processDefinitionId, 'ordered')
    const waiting = await world.start('waiting', { order: 'm3' })
    const heard = await api.correlateMessage({ name: 'paid', correlationKey: 'm3' })
    assert.equal(heard.processInstanceKey, waiting)
    await refused(404, () => api.correlateMessage({ name: 'paid', correlationKey: 'none' }))
  },
  searchMessageSubscriptions: (api, world) =>
    answers(api.searchMessageSubscriptions, every('processInstanceKey'), [
      [{ filter: { correlationKey: 'A' } }, [world.waiting[0]]],
      [{ filter: { processInstanceKey: { $in: world.waiting }, messageName: 'paid' } }, [...world.waiting].sort()],
      [{ filter: { correlationKey: 'A', messageSubscriptionState: 'CORRELATED' } }, []],
    ]),
  searchCorrelatedMessageSubscriptions: async (api, world) => {
    const one = await world.start('waiting', { order: 'm4' })
    await api.correlateMessage({ name: 'paid', correlationKey: 'm4' })
    const begun = await api.correlateMessage({ name: 'ordered' })
    await answers(api.searchCorrelatedMessageSubscriptions, (found) => found.items.map((each) => [each.processInstanceKey, each.elementId]), [
      [{ filter: { correlationKey: 'm4' } }, [[one, 'hear']]],
      [{ filter: { processInstanceKey: begun.processInstanceKey } }, [[begun.processInstanceKey, 'begin']]],
      [{ filter: { correlationKey: 'm5' } }, []],
    ])
  },
  evaluateConditionals: async (api, world) => {
    const evaluate = async (heat) => (await api.evaluateConditionals({ variables: { heat } })).processInstances
    assert.deepEqual(await evaluate(80), [])
    const hot = await evaluate(95)
    assert.deepEqual(hot.map((each) => each.processDefinitionKey), [world.definitions.hot])
  },
}
