import { describe, expect, it } from 'vitest'
import type { ComfyServerFacts } from '../../../core/comfyui/object-info.js'
import { identifyHost } from '../../../core/scheduling/host-identity.js'
import { budgetOf, probeOf } from '../../../core/scheduling/probe-host.js'
import { useCheckpoint } from '../../../core/scheduling/resident-checkpoints.js'

describe('a host', () => {
  it('is known by its address, however it is written, and shows no secret', () => {
    const { host, address } = identifyHost('http://user:secret@Spark.local:8188/?key=1#x')
    expect(address).toBe('http://spark.local:8188')
    expect(host).toMatch(/^gpu-[0-9a-f]{12}$/)
    expect(identifyHost('http://spark.local:8188')).toEqual({ host, address })
    expect(identifyHost('http://spark.local:8189').host).not.toBe(host)
    expect(identifyHost('https://gate/comfy/').address).toBe('https://gate/comfy')
  })

  it('tells of its server what a choice needs, and takes its budget from the system where memory is one pool', () => {
    const facts: ComfyServerFacts = {
      ...{ version: '0.28.0', ramTotal: 130e9, ramFree: 90e9, models: { checkpoints: ['a.safetensors'] } },
      devices: [{ name: 'NVIDIA GB10', vramTotal: 130e9, vramFree: 90e9 }],
      objectInfo: new Map([['KSampler', { inputs: {}, outputs: [], isOutput: false }]]),
    }
    const probe = probeOf(facts)
    expect(probe).toMatchObject({ version: '0.28.0', profile: 'unified-128gb' })
    expect(probe.facts.nodeClasses).toEqual(['KSampler'])
    expect(budgetOf(probe)).toBeLessThan(100e9)
    const small = probeOf({ ...facts, devices: [{ name: 'card', vramTotal: 10.7e9, vramFree: 10e9 }] })
    expect(small.profile).toBe('10gb')
    expect(budgetOf(small)).toBeLessThan(budgetOf(probe))
    expect(budgetOf(probeOf({ ...facts, devices: [], ramTotal: 8e9 }))).toBeGreaterThanOrEqual(0)
  })
})

describe('the memory of a host', () => {
  const one = (checkpoint: string, bytes = 7) => ({ checkpoint, bytes })

  it('lets go of what was not used for the longest time', () => {
    const first = useCheckpoint([], one('a'), 15)
    expect(first).toEqual({ resident: [one('a')], isSwap: true })
    const two = useCheckpoint(first.resident, one('b'), 15).resident
    expect(two.map(({ checkpoint }) => checkpoint)).toEqual(['b', 'a'])
    const again = useCheckpoint(two, one('a'), 15)
    expect(again).toEqual({ resident: [one('a'), one('b')], isSwap: false })
    expect(useCheckpoint(again.resident, one('c'), 15).resident).toEqual([one('c'), one('a')])
  })

  it('holds a checkpoint above its budget alone', () => {
    expect(useCheckpoint([one('a'), one('b')], one('huge', 99), 15).resident).toEqual([one('huge', 99)])
  })
})
