import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { createProceduralProvider } from '../../adapters/procedural/procedural-provider.js'
import type { ComfyRunner, ComfyWork } from '../../core/comfyui/comfy-work.js'
import type { WorkflowFixture } from './workflow-fixture.js'

/** A ComfyUI that paints with rules; what it was given is kept. */
export function createScriptedRunner({
  catalogue,
}: WorkflowFixture): ComfyRunner & { readonly works: ComfyWork[] } {
  const painter = createProceduralProvider({ codec: sharpImageCodec })
  const works: ComfyWork[] = []
  return {
    host: 'gpu-test',
    works,
    upload: async () => 'picture.png',
    async run(work, { onProgress, signal }) {
      works.push(work)
      const { jobId } = work
      // A picture that is made again has one already.
      const after = (await catalogue.submissions.newest(jobId))?.submitNo ?? 0
      const submitNo = after + 1
      const promptId = `${jobId}-${submitNo}`
      await catalogue.submissions.begin({
        ...{ jobId, after, promptId },
        host: 'gpu-test',
        prefix: `al-${jobId}-${submitNo}`,
      })
      onProgress({ phase: 'running', node: '5', value: 1, max: 30 })
      const scale = Object.values(work.graph).find(({ class_type }) => class_type === 'ImageScale')!
      const { width, height } = scale.inputs as { width: number; height: number }
      const sampler = Object.values(work.graph).find(({ class_type }) => class_type === 'KSampler')!
      const { png } = await painter.paint(
        {
          ...{ prompt: 'a barrel', negative: '', assetType: 'prop', seamless: false, palette: [] },
          ...{ nativeSize: { width: 32, height: 32 }, generatedSize: { width, height }, outlinePx: 1 },
          ...{ background: 'transparent', light: 'upper-left' },
          seed: BigInt(sampler.inputs['seed'] as bigint)
            .toString(16)
            .padStart(16, '0'),
        },
        1,
        signal,
      )
      await catalogue.submissions.end({ jobId, submitNo, state: 'done', executionMs: 1_500 })
      return { bytes: png, mime: 'image/png', promptId, submitNo, executionMs: 1_500, adopted: false }
    },
  }
}
