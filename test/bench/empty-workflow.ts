import { condition, defineUpdate, setHandler } from '@temporalio/workflow'

const echo = defineUpdate<unknown, [unknown]>('echo')

/** Does nothing but answer an update with what it was sent: the least that a decision could cost. */
export async function emptyWorkflow(): Promise<void> {
  setHandler(echo, (payload) => payload)
  await condition(() => false)
}
