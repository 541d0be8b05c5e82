/** What a bench of one ComfyUI saw. Times in milliseconds, sizes in bytes; null = the server does not tell. */
export interface GpuBenchFigures {
  readonly version: string
  readonly device: string
  /** What it was started with. */
  readonly flags: readonly string[]
  readonly graph: string
  readonly checkpoint: string
  readonly loras: readonly string[]
  /** Family of models that the graph is for. */
  readonly base: string
  /** As it is painted, before it is reduced. */
  readonly paintedPx: { readonly width: number; readonly height: number } | null
  readonly steps: number | null
  /** Execution of the first picture, which loads what is not in memory yet. */
  readonly warmUpMs: number
  /** Executions of the others. */
  readonly executionsMs: readonly number[]
  /** From the first order of the others to the end of the last. */
  readonly elapsedMs: number
  /** Of a sampler; null = no progress was seen. */
  readonly stepsPerSecond: number | null
  readonly memory: { readonly peakBytes: number; readonly totalBytes: number } | null
  /** Prompts of others that were on the server: when it began, and the most that were seen since. */
  readonly foreign: { readonly before: number; readonly during: number }
}

export interface GpuBenchReport extends GpuBenchFigures {
  readonly pictures: number
  /** How much longer the first picture took: loading models and warming up. */
  readonly loadMs: number
  readonly medianMs: number
  /** 95 of 100 took no longer (nearest rank). */
  readonly p95Ms: number
  /** With the next ones waiting on the server, as in a run. */
  readonly picturesPerMinute: number
  /** Of the elapsed time, how much the server was at work for these pictures; 0-1. */
  readonly busyShare: number
  readonly verdict: GpuBenchVerdict
}

export interface GpuBenchVerdict {
  /** `notComparable`: the targets are for other pictures, or others used the server at the same time. */
  readonly outcome: 'reached' | 'missed' | 'notComparable'
  readonly reasons: readonly string[]
  /** What to change, what helps most first. */
  readonly changes: readonly string[]
}

/** A sprite of 1024 px: 3-5 seconds and 20-30 a minute, as the product promises for its hardware. */
export const gpuBenchTargets = { sidePx: 1024, secondsMax: 5, perMinuteMin: 20 } as const

/** Below this, fewer steps are seen in the picture. A figure of experience with the usual samplers. */
const stepsMin = 20
/** A server that is idle for more than this between pictures is held up by something else than its GPU. */
const busyShareMin = 0.9
const peakShareMax = 0.92

/** Figures, and what they mean against the targets. Pure. Throws RangeError without executions. */
export function judgeGpuBench(figures: GpuBenchFigures): GpuBenchReport {
  const { executionsMs, elapsedMs, warmUpMs } = figures
  const medianMs = rank(executionsMs, 0.5)
  const totalMs = executionsMs.reduce((sum, one) => sum + one, 0)
  const report = {
    ...figures,
    pictures: executionsMs.length,
    loadMs: Math.max(0, warmUpMs - medianMs),
    medianMs,
    p95Ms: rank(executionsMs, 0.95),
    picturesPerMinute: elapsedMs > 0 ? (executionsMs.length * 60_000) / elapsedMs : 0,
    busyShare: elapsedMs > 0 ? Math.min(1, totalMs / elapsedMs) : 0,
  }
  return { ...report, verdict: judge(report) }
}

type Measured = Omit<GpuBenchReport, 'verdict'>

function judge(report: Measured): GpuBenchVerdict {
  const seconds = report.medianMs / 1_000
  const isFast = seconds <= gpuBenchTargets.secondsMax
  const isEnough = report.picturesPerMinute >= gpuBenchTargets.perMinuteMin
  const others = incomparable(report)
  const reasons = [
    `${seconds.toFixed(2)} s a picture: ${isFast ? 'within' : 'above'} ${gpuBenchTargets.secondsMax} s`,
    `${report.picturesPerMinute.toFixed(1)} a minute: ${isEnough ? 'at least' : 'below'} ${gpuBenchTargets.perMinuteMin}`,
    ...others,
  ]
  const outcome = others.length > 0 ? 'notComparable' : isFast && isEnough ? 'reached' : 'missed'
  return { outcome, reasons, changes: isFast && isEnough ? [] : changesFor(report, isFast) }
}

function incomparable({ paintedPx, base, foreign }: Measured): string[] {
  const { sidePx } = gpuBenchTargets
  const isSmaller = paintedPx !== null && Math.max(paintedPx.width, paintedPx.height) < sidePx
  return [
    ...(base === 'sdxl' && !isSmaller
      ? []
      : [
          `the targets are for ${sidePx} px of an SDXL checkpoint, and this was ${sizeText(paintedPx)} of one for ${base}`,
        ]),
    ...(foreign.before + foreign.during === 0
      ? []
      : [
          `others used the server (${foreign.before} prompts before, up to ${foreign.during} during the bench): their time is in these figures`,
        ]),
  ]
}

function sizeText(size: Measured['paintedPx']): string {
  return size === null ? 'another size' : `${size.width}x${size.height} px`
}

function changesFor(report: Measured, isFast: boolean): string[] {
  const { device, flags, memory, loadMs, medianMs, busyShare, foreign } = report
  const isProcessor = /^cpu/i.test(device) || flags.includes('--cpu')
  const slowing = flags.filter((flag) => slowingFlags.has(flag))
  return [
    ...(isProcessor
      ? [
          'ComfyUI runs on the processor: install PyTorch for your GPU (docs/guides/run-on-a-dgx-spark.md), without --cpu',
        ]
      : []),
    ...slowing.map((flag) => `start ComfyUI without ${flag}: ${slowingFlags.get(flag)}`),
    ...(memory !== null && memory.peakBytes > peakShareMax * memory.totalBytes
      ? [
          'its memory was nearly full: stop what else uses the GPU, or use half precision (npx assetloom models check says the flags)',
        ]
      : []),
    ...(isFast || isProcessor ? [] : smallerWork(report)),
    ...(busyShare < busyShareMin && foreign.before + foreign.during === 0
      ? [
          `the server was at work ${Math.round(busyShare * 100)} % of the time: look at its disk, and at the network between here and there`,
        ]
      : []),
    ...(isFast && busyShare >= busyShareMin
      ? ['some pictures took much longer than the median: see what else the machine does meanwhile']
      : []),
    ...(loadMs > 3 * medianMs
      ? [
          'loading took longer than three pictures: let ComfyUI keep models (--cache-lru 32), and keep them on a fast disk',
        ]
      : []),
  ]
}

/** What each costs, as ComfyUI's own help describes the flag. */
const slowingFlags: ReadonlyMap<string, string> = new Map([
  ['--lowvram', 'it moves parts of the model in and out of the GPU'],
  ['--novram', 'it keeps no model in the GPU'],
  ['--force-fp32', 'it computes in 32 bits'],
  ['--fp32-unet', 'it computes the model in 32 bits'],
  ['--fp32-vae', 'it decodes in 32 bits'],
  ['--cpu-vae', 'it decodes on the processor'],
  ['--disable-smart-memory', 'it unloads models after each use'],
  ['--cache-none', 'it loads and encodes everything again for each picture'],
  ['--deterministic', 'it uses slower algorithms'],
])

/** Time grows with the steps, and at least as fast as the number of pixels. */
function smallerWork({ steps, paintedPx, medianMs }: Measured): string[] {
  const share = (gpuBenchTargets.secondsMax * 1_000) / medianMs
  const fewer = steps === null ? null : Math.floor(steps * share)
  const bySteps =
    steps === null || fewer === null || steps <= stepsMin
      ? []
      : [
          fewer >= stepsMin
            ? `with ${fewer} instead of ${steps} steps it would be ${gpuBenchTargets.secondsMax} s (generation.steps of a spec)`
            : `fewer steps help (${steps} now, not below ${stepsMin}), and are not enough alone`,
        ]
  const side = paintedPx === null ? null : Math.floor((paintedPx.width * Math.sqrt(share)) / 64) * 64
  const bySize =
    side === null || paintedPx === null || side < 512 || side >= paintedPx.width
      ? []
      : [
          `at ${side} instead of ${paintedPx.width} px it would be about ${gpuBenchTargets.secondsMax} s (generation.width and height of a spec)`,
        ]
  const changes = [...bySteps, ...bySize]
  return changes.length > 0
    ? changes
    : ['neither steps nor size are enough: a faster GPU, or a checkpoint that needs fewer steps']
}

/** The smallest value that this share of all do not exceed. */
function rank(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
  if (found === undefined) throw new RangeError('a bench without pictures')
  return found
}
