import type { ComfyRunner } from '../../core/comfyui/comfy-work.js'
import type { SubmissionCatalogue } from '../../core/comfyui/submission-ports.js'
import type { createCrashPoint } from './crash-point.js'

type CrashPoint = ReturnType<typeof createCrashPoint>

/** The catalogue of submissions, with the crash point between a kept row and its POST. */
export function crashingSubmissions(
  submissions: SubmissionCatalogue,
  crashPoint: CrashPoint,
): SubmissionCatalogue {
  return {
    ...submissions,
    async begin(input) {
      const begun = await submissions.begin(input)
      crashPoint('before-submit')
      return begun
    },
  }
}

/** The runner, with the crash point at the first thing that is heard of a prompt: its server has it then. */
export function crashingRunner<Runner extends ComfyRunner>(runner: Runner, crashPoint: CrashPoint): Runner {
  return {
    ...runner,
    run: async (work, options) =>
      await runner.run(work, {
        ...options,
        onProgress: (progress) => {
          crashPoint('after-submit')
          options.onProgress(progress)
        },
      }),
  }
}
