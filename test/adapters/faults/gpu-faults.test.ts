import { describe, expect, it } from 'vitest'
import { crashingRunner, crashingSubmissions } from '../../../adapters/faults/crashing-runner.js'
import { hastyWatch } from '../../../adapters/faults/hasty-watch.js'
import type { ComfyRunner } from '../../../core/comfyui/comfy-work.js'
import { createMemorySubmissions } from '../../support/memory-submissions.js'

describe('the crash points of a GPU host', () => {
  it('stand behind the row of a submission, and behind the first that is heard of its prompt', async () => {
    const kept = createMemorySubmissions()
    const passed: string[] = []
    const submissions = crashingSubmissions(kept, (name) =>
      passed.push(`${name} with ${kept.rows.length} rows`),
    )
    await submissions.begin({ jobId: 'job', after: 0, host: 'gpu-1', promptId: 'one', prefix: 'al-job-1' })
    const runner: ComfyRunner = {
      host: 'gpu-1',
      upload: async () => 'picture.png',
      run: async (_work, { onProgress }) => {
        passed.push('posted')
        onProgress({ phase: 'queued' })
        throw new Error('it is over')
      },
    }
    const crashing = crashingRunner(runner, (name) => passed.push(name))
    const work = {
      ...{ jobId: 'job', graph: {}, executionMaxMs: 1 },
      output: { node: '9', prefixField: 'filename_prefix', kind: 'image' as const },
    }
    const heard: string[] = []
    await crashing
      .run(work, {
        signal: new AbortController().signal,
        cancels: () => false,
        onProgress: ({ phase }) => heard.push(phase),
      })
      .catch(() => undefined)
    expect(passed).toEqual(['before-submit with 1 rows', 'posted', 'after-submit'])
    expect(heard).toEqual(['queued'])
  })
})

describe('a hasty watch', () => {
  it('is there where its word is, with a restart command that may run as often as it looks', async () => {
    const { watchLimits, restart } = hastyWatch('words, watch-after-30', [process.execPath, '-e', ''])
    expect(watchLimits).toMatchObject({ silentFloorMs: 30_000 })
    expect((await restart!.restart()).state).toBe('restarted')
    expect(await restart!.restart()).toMatchObject({ state: 'too-soon' })
    expect(hastyWatch('watch-after-30', null)).not.toHaveProperty('restart')
  })

  it.each([null, '', 'words', 'watch-after-', 'watch-after-1000', 'no-watch-after-3'])(
    'is not there with %s',
    (faults) => {
      expect(hastyWatch(faults, [process.execPath])).toEqual({})
    },
  )
})
