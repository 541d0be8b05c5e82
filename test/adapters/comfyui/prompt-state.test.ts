import { describe, expect, it } from 'vitest'
import type { HistoryEntry, JobAnswer } from '../../../adapters/comfyui/comfy-answers.schema.js'
import { filesOf, readPromptState } from '../../../adapters/comfyui/prompt-state.js'

const id = '6f0c3d0e-64b1-5b0e-9d6f-2f0f0a3c7a51'
const file = { filename: 'al-1_00001_.png', subfolder: '', type: 'output' }

type Messages = [string, unknown][]

const entryOf = (messages: Messages, statusText: 'success' | 'error' = 'success'): HistoryEntry => ({
  outputs: { '9': { images: [file] } },
  status: { status_str: statusText, completed: statusText === 'success', messages },
})

/** What is read of a finished prompt, by the history and by the jobs route. */
async function outcomesOf(messages: Messages, statusText: 'success' | 'error' = 'success') {
  const { outputs, status } = entryOf(messages, statusText)
  const job = {
    ...{ id, status: statusText === 'success' ? 'completed' : 'failed', outputs },
    execution_status: status,
  } as JobAnswer
  const http = {
    queue: async () => ({ running: [], pending: [] }),
    history: async () => entryOf(messages, statusText),
    job: async () => job,
  }
  const states = [await readPromptState(http, false, id), await readPromptState(http, true, id)]
  return states.map((state) => (state.at === 'ended' ? state.outcome : state.at))
}

const start: Messages[number] = ['execution_start', { prompt_id: id, timestamp: 1 }]
const success: Messages[number] = ['execution_success', { prompt_id: id, timestamp: 3 }]
const failure = (exceptionType: string): Messages[number] => [
  'execution_error',
  { prompt_id: id, node_id: '3', exception_type: exceptionType, exception_message: 'no' },
]

describe('a prompt', () => {
  it('asks the queue first: one that ends between two questions is found', async () => {
    const asked: string[] = []
    const http = {
      queue: async () => {
        asked.push('queue')
        // It leaves the queue while this answer is on its way.
        return { running: [], pending: [] }
      },
      history: async () => {
        asked.push('history')
        return asked[0] === 'queue' ? entryOf([start, success]) : null
      },
      job: async () => null,
    }
    expect(await readPromptState(http, false, id)).toMatchObject({ at: 'ended', outcome: 'success' })
    expect(asked).toEqual(['queue', 'history'])
  })

  it('is done with the message of success only, whatever the flag of the server says', async () => {
    expect(await outcomesOf([start, success])).toEqual(['success', 'success'])
    expect(await outcomesOf([start])).toEqual(['failed', 'failed'])
    expect(await outcomesOf([start, failure('OSError'), success])).toEqual(['failed', 'failed'])
  })

  it('that was interrupted is told from one that failed, which has the same flag', async () => {
    const interrupted: Messages = [start, ['execution_interrupted', { prompt_id: id, timestamp: 2 }]]
    const [byHistory] = await outcomesOf(interrupted, 'error')
    expect(byHistory).toBe('cancelled')
    expect(await outcomesOf([start, failure('OSError')], 'error')).toEqual(['failed', 'failed'])
  })

  it('is not failed by a branch that was blocked', async () => {
    expect(await outcomesOf([start, failure('ExecutionBlocked'), success])).toEqual(['success', 'success'])
  })

  it('names files that last, whatever else its node tells', () => {
    const output = {
      ...{ images: [{ ...file, type: 'temp' }, file], animated: [false], text: ['a word'], flag: true },
      gifs: [{ filename: 'in.png', subfolder: '', type: 'input', fullpath: '/srv/in.png' }],
    }
    expect(filesOf(output)).toEqual([file])
    expect(filesOf(null)).toEqual([])
  })
})
