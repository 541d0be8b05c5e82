import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { neededQueues } from '../../../adapters/temporal/examine-temporal.js'
import { taskQueues } from '../../../core/task-queues.js'

const workers = new URL('../../../workers/', import.meta.url)
const sources = readdirSync(workers).map((name) => readFileSync(new URL(name, workers), 'utf8'))

describe('the queues that the doctor asks for', () => {
  it('are all that the workers poll: each for activities, one for workflows', () => {
    const polled = sources.flatMap((text) => [...text.matchAll(/taskQueue: taskQueues\.(\w+)/g)])
    const names = polled.map(([, name]) => taskQueues[name as keyof typeof taskQueues])
    expect(names.toSorted()).toEqual(Object.values(taskQueues).toSorted())
    const askedFor = (kind: string) => neededQueues.filter((one) => one.kind === kind).map(({ name }) => name)
    expect(askedFor('activity').toSorted()).toEqual(names.toSorted())
    expect(askedFor('workflow')).toEqual(['orchestrate'])
  })
})
