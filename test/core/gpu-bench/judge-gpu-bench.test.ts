import { describe, expect, it } from 'vitest'
import { judgeGpuBench, type GpuBenchFigures } from '../../../core/gpu-bench/judge-gpu-bench.js'

const figures: GpuBenchFigures = {
  ...{ version: '0.28.0', device: 'cuda:0 NVIDIA GB10', flags: [], graph: 'sprite-sdxl@1' },
  ...{ checkpoint: 'sd_xl_base_1.0.safetensors', loras: [], base: 'sdxl', steps: 30 },
  paintedPx: { width: 1024, height: 1024 },
  warmUpMs: 4_000,
  executionsMs: [2_000, 2_100, 1_900, 2_000],
  elapsedMs: 8_200,
  stepsPerSecond: 15,
  memory: { peakBytes: 12e9, totalBytes: 128e9 },
  foreign: { before: 0, during: 0 },
}
const slow = { executionsMs: [10_000, 10_000], elapsedMs: 20_100 }

describe('judgeGpuBench', () => {
  it('tells time, throughput and loading, and that the targets are reached', () => {
    const report = judgeGpuBench(figures)
    expect(report).toMatchObject({ medianMs: 2_000, p95Ms: 2_100, loadMs: 2_000, pictures: 4 })
    expect(report.picturesPerMinute).toBeCloseTo((4 * 60) / 8.2)
    expect(report.verdict).toMatchObject({ outcome: 'reached', changes: [] })
  })

  it('names steps and size that would be fast enough', () => {
    const { verdict } = judgeGpuBench({ ...figures, ...slow, steps: 50 })
    expect(verdict.outcome).toBe('missed')
    expect(verdict.changes).toEqual([
      expect.stringContaining('with 25 instead of 50 steps'),
      expect.stringContaining('at 704 instead of 1024 px'),
    ])
  })

  it('names what slows the server down before it asks for less work', () => {
    const { verdict } = judgeGpuBench({
      ...{ ...figures, ...slow, flags: ['--lowvram', '--port', '--force-fp32'] },
      memory: { peakBytes: 23.9e9, totalBytes: 24e9 },
    })
    expect(verdict.changes[0]).toContain('without --lowvram')
    expect(verdict.changes[1]).toContain('without --force-fp32')
    expect(verdict.changes[2]).toContain('memory was nearly full')
  })

  it('tells a processor first of all, and does not ask it for smaller pictures', () => {
    const { changes } = judgeGpuBench({ ...figures, ...slow, device: 'cpu' }).verdict
    expect(changes[0]).toContain('runs on the processor')
    expect(changes.join(' ')).not.toContain('instead of 30 steps')
  })

  it('compares with nothing where others used the server', () => {
    const { verdict } = judgeGpuBench({ ...figures, foreign: { before: 2, during: 3 } })
    expect(verdict.outcome).toBe('notComparable')
    expect(verdict.reasons.join(' ')).toContain('2 prompts before, up to 3 during')
  })

  it('says when it is not the GPU that holds it up', () => {
    const { verdict } = judgeGpuBench({ ...figures, elapsedMs: 16_000 })
    expect(verdict.outcome).toBe('missed')
    expect(verdict.changes).toEqual([expect.stringContaining('at work 50 % of the time')])
  })

  it('has no figures without pictures', () => {
    expect(() => judgeGpuBench({ ...figures, executionsMs: [] })).toThrow(RangeError)
  })
})
