import type { AssetSpec } from '../spec/asset-spec.schema.js'
import type { JobAdjust } from './job-adjust.js'

/** The spec with the words and parameters that a job has of its own: what providers and routes are asked with. */
export function adjustSpec(spec: AssetSpec, adjust: JobAdjust | undefined): AssetSpec {
  const { words, generation } = adjust ?? {}
  if (words === undefined && generation === undefined) return spec
  const prompt = {
    positive: words?.prompt ?? spec.prompt.positive,
    negative: words?.negative ?? spec.prompt.negative,
  }
  return {
    ...spec,
    prompt,
    ...(generation === undefined ? {} : { generation: { ...spec.generation, ...generation } }),
  }
}
