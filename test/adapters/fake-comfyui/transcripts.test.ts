import { describe, expect, it } from 'vitest'
import { replayTranscript } from './replay-transcript.js'
import { findSharedComfyui, readTranscript, transcriptsMissing } from './transcript-file.js'

/** Each recording of a ComfyUI 0.3.64, by what it shows. */
const scenarios = {
  'pictures without a sampler: upload, scale, preview, folders in prefixes': 's03_success_image',
  'a run, and its cached rerun in whole and in part': 's04_sd_success_cached',
  'every kind of refusal, and what is coerced or ignored': 's06_validation',
  'nodes that fail, alone and beside one that does not': 's07_execution_error',
  'interrupts of all, of one, of what waits, of nothing, and at once': 's08_interrupt',
  'the order of the queue, deletion and clearing': 's09_queue',
  'ids of the client, twice, and odd ones; odd numbers': 's10_prompt_ids',
  'a socket that comes back, two of one id, and none': 's13_reconnect',
  'kill -9 while one runs and one waits': 's19_kill9',
}

const shared = findSharedComfyui()

describe('the stand-in beside recordings of a real ComfyUI', () => {
  if (shared === null) it(transcriptsMissing, () => expect(transcriptsMissing).toContain('NOT RUN'))
  else
    for (const [what, scenario] of Object.entries(scenarios))
      it(`answers and tells the same: ${what}`, async () => {
        expect(await replayTranscript(readTranscript(shared, scenario))).toEqual([])
      })
})
