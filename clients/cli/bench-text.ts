import { gpuBenchTargets, type GpuBenchReport } from '../../core/gpu-bench/judge-gpu-bench.js'
import { formatTable } from './format-table.js'

const outcomes: Readonly<Record<GpuBenchReport['verdict']['outcome'], string>> = {
  reached: 'reached',
  missed: 'missed',
  notComparable: 'not comparable',
}

/** What a bench saw, and what it means. */
export function gpuBenchText(report: GpuBenchReport): string {
  const { verdict, memory, paintedPx, stepsPerSecond, loras, steps } = report
  const size = paintedPx === null ? '' : `${paintedPx.width}x${paintedPx.height} px`
  const { sidePx, secondsMax, perMinuteMin } = gpuBenchTargets
  return [
    formatTable([
      ['ComfyUI', `${report.version}, ${report.device}`],
      ['graph', [report.graph, size, steps === null ? '' : `${steps} steps`].filter(Boolean).join(', ')],
      ['checkpoint', `${report.checkpoint}${loras.length === 0 ? '' : ` with ${loras.join(', ')}`}`],
      ['loading', `${seconds(report.loadMs)} more for the first picture`],
      [
        'a picture',
        `${seconds(report.medianMs)} (median of ${report.pictures}), ${seconds(report.p95Ms)} (95 of 100)`,
      ],
      [
        'a minute',
        `${report.picturesPerMinute.toFixed(1)} pictures with the next ones waiting on the server`,
      ],
      ['steps', stepsPerSecond === null ? 'not told' : `${stepsPerSecond.toFixed(1)} a second`],
      [
        'memory',
        memory === null
          ? 'not told'
          : `${gigabytes(memory.peakBytes)} of ${gigabytes(memory.totalBytes)} at most`,
      ],
      [
        'verdict',
        `${outcomes[verdict.outcome]}: ${sidePx} px in up to ${secondsMax} s, at least ${perMinuteMin} a minute`,
      ],
    ]),
    ...verdict.reasons.map((reason) => `  ${reason}\n`),
    ...(verdict.changes.length === 0 ? [] : ['what to change:\n']),
    ...verdict.changes.map((change) => `  - ${change}\n`),
  ].join('')
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
