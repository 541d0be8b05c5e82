import { stringify } from 'yaml'
import type { ListOrder } from '../intake/refine-order.js'
import { windowSizeOf } from '../run-options.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import type { JobInput } from './job-input.schema.js'

/** As long as any settled asset stays open for undo by default. */
const undoWindowMs = 7 * 86_400_000

/**
 * The list of one entry that a `generate` job is made by: a run like any other, with its permits, ledger and review.
 * `spec` is the one that the input names by id or key. The name is the job's, so that a job sent twice is one list.
 */
export function jobRunOrder(
  jobId: string,
  input: JobInput<'generate'>,
  spec: AssetSpec | null,
  permitCap: number,
): ListOrder {
  const { provider = spec?.provider ?? 'procedural', review = 'auto', seed = 1 } = input
  const options = {
    ...{ seed, provider, review, targets: [], palette: [], undoWindowMs },
    variantsPerSpec: input.variants ?? null,
    windowSize: windowSizeOf(permitCap),
  }
  if (spec !== null) {
    const variants = input.variants ?? spec.variants
    return {
      name: `${jobId}.txt`,
      text: `${spec.category}: ${oneLine(spec.prompt.positive)}\n`,
      options: { ...options, exactSpecs: [{ ...spec, provider, variants }] },
    }
  }
  if (input.spec !== undefined) {
    const text = typeof input.spec === 'string' ? input.spec : stringify(input.spec)
    return { name: `${jobId}.yaml`, text, options }
  }
  return { name: `${jobId}.txt`, text: `${promptLine(input)}\n`, options }
}

/** The names that a job's list may have: it is found again by them. */
export function jobListNames(jobId: string): readonly string[] {
  return [`${jobId}.txt`, `${jobId}.yaml`]
}

/** `prop: water barrel, rusty, 32x32`, as a list has it. */
function promptLine({ category = 'prop', prompt = '', style, size }: JobInput<'generate'>): string {
  const side = typeof size === 'number' ? `${size}x${size}` : size?.replace(/\s/g, '').replace(/[X×]/, 'x')
  return `${category}: ${[prompt, style, side]
    .filter((part) => part !== undefined)
    .map(oneLine)
    .join(', ')}`
}

/** A list has one entry a line, and `#` begins a comment. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('#', ' ').trim()
}
