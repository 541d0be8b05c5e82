import { megapixelSteps } from '../generation/sampler-work.js'
import { assumedStepMs } from '../spending/assumed-speed.js'
import type { GpuHostRow } from './gpu-host-ports.js'
import type { MeasuredTimes, TimeSpread } from './measured-times.js'
import { memoryProfileOf } from './probe-host.js'

/** What a time rests on: what was executed, the steps of what is at work now, or what machines of the kind usually need. */
export type TimeBasis = 'measured' | 'steps' | 'assumed'

export interface ExpectedSpread extends TimeSpread {
  readonly basis: TimeBasis
}

/** The steps of one job tell those of the next by so much: a picture of another size has others. */
const stepsApart = 1.25
/** Where the graph is not known: 30 steps at 1024 px, as the catalogue has them for SDXL. */
const usualUnits = megapixelSteps({ pixels: 1024 ** 2, steps: 30, passes: 1 })

/**
 * What a job with these models takes on these hosts: as it was measured, by the steps of one that is at work, or by the
 * machines. null = nobody knows: a processor that has made nothing yet. Pure; milliseconds.
 */
export function jobTimeOn(
  hosts: readonly GpuHostRow[],
  modelKey: string,
  times: MeasuredTimes,
): ExpectedSpread | null {
  const measured = times.job(modelKey)
  if (measured.samples > 0) return { ...measured, basis: 'measured' }
  const bySteps = hosts.flatMap(({ pace }) =>
    pace?.prompt?.modelKey === modelKey ? [pace.prompt.jobMs] : [],
  )
  if (bySteps.length > 0)
    return {
      ...{ lowMs: Math.min(...bySteps) / stepsApart, highMs: Math.max(...bySteps) * stepsApart },
      ...{ medianMs: Math.max(...bySteps), samples: 0, basis: 'steps' },
    }
  const told = hosts.filter(({ facts }) => facts.devices.length > 0)
  const speeds = told.map(({ facts }) => assumedStepMs(memoryProfileOf(facts).name))
  if (speeds.some((one) => one === null)) return null
  const known = speeds.filter((one) => one !== null)
  if (known.length === 0) return { ...measured, basis: 'assumed' }
  return {
    lowMs: Math.min(...known.map(({ low }) => low)) * usualUnits,
    medianMs: Math.max(...known.map(({ likely }) => likely)) * usualUnits,
    highMs: Math.max(...known.map(({ high }) => high)) * usualUnits,
    ...{ samples: 0, basis: 'assumed' },
  }
}

/** What the load of a checkpoint takes on these hosts: as it was measured, as their people said, or as it is assumed. */
export function loadTimeOn(
  hosts: readonly GpuHostRow[],
  checkpoint: string,
  times: MeasuredTimes,
): TimeSpread {
  const measured = times.load(checkpoint)
  const told = hosts.flatMap(({ pace }) => (pace?.loadMs == null ? [] : [pace.loadMs]))
  if (measured.samples > 0 || told.length === 0) return measured
  const [lowMs, highMs] = [Math.min(...told), Math.max(...told)]
  return { lowMs, medianMs: (lowMs + highMs) / 2, highMs, samples: 0 }
}
