import { routedProviders } from '../generation/generation-route.js'
import { findStyleName } from '../intake/find-style-name.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { listWords } from './nearest-word.js'
import { quote, type SpecReport } from './open-report.js'
import type { SpecFile } from './spec-file.schema.js'

/**
 * What a file says beyond the words of its prompt: `style: 16bit` names a preset where the project has one of that
 * name, and parameters of the model are kept where a model makes it. Without settings what the built-in painter makes
 * keeps none, so that older specs stay as they are.
 */
export function readNamedStyle(
  { prompt }: SpecFile,
  { styles, provider }: { readonly styles: readonly string[] | undefined; readonly provider: string },
  report: SpecReport,
): Pick<AssetSpec, 'style' | 'generation'> {
  if (styles === undefined && !routedProviders.includes(provider)) return {}
  const { steps, sampler, cfg } = prompt.parameters ?? {}
  const told = {
    ...(steps === undefined || steps > 150 ? {} : { steps }),
    ...(sampler === undefined ? {} : { sampler: sampler.slice(0, 60) }),
    ...(cfg === undefined || cfg > 30 ? {} : { cfg }),
  }
  const generation = Object.keys(told).length === 0 ? {} : { generation: told }
  const written = prompt.style?.trim()
  if (written === undefined || styles === undefined) return generation
  const style = findStyleName(written, styles)
  if (style !== null) return { style, ...generation }
  // A phrase is a description; one word may have been meant as a name.
  if (/^[\w-]+$/.test(written))
    report.note(
      ['prompt', 'style'],
      `${quote(written)} is no style preset of the project, so it only joins the prompt; presets: ${listWords(styles)}`,
    )
  return generation
}
