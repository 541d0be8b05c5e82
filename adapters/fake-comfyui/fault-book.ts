import { createHash } from 'node:crypto'
import { AssetloomError } from '../../core/errors.js'
import { FakeTally } from './fake-tally.js'

/** What can go wrong, and when: every row of the contract's table of failures. */
export const faultKinds = [
  // At POST /prompt. `refused`: cut off, not accepted; `lost`: accepted, cut off; `late`: accepted, answered late.
  ...(['post-refused', 'post-lost', 'post-late', 'http-500', 'http-502', 'partial'] as const),
  // While it waits: the server dies, or a stranger takes it out of the queue.
  ...(['restart-pending', 'dequeued'] as const),
  // While a sampler works.
  ...([
    'restart-running',
    'node-exception',
    'oom',
    'cuda',
    'interrupt-stranger',
    'hung-node',
    'zombie',
  ] as const),
  ...(['ws-drop', 'ws-stall'] as const),
  // At and after the save.
  ...(['disk-full', 'restart-saved', 'history-evicted', 'output-deleted'] as const),
  ...(['view-truncated', 'view-wrong-type', 'view-502'] as const),
  // At any read of the state, and at the websocket's handshake.
  ...(['poll-500', 'poll-502', 'ws-refuse', 'ws-never-open'] as const),
] as const

export type FaultKind = (typeof faultKinds)[number]

/** Faults after which the same request still gives the same bytes, so that a whole run can be held against a quiet one. */
export const chaosKinds: readonly FaultKind[] = [
  ...([
    'post-refused',
    'post-lost',
    'post-late',
    'http-500',
    'http-502',
    'restart-pending',
    'dequeued',
  ] as const),
  ...(['restart-running', 'node-exception', 'interrupt-stranger', 'ws-drop', 'ws-stall'] as const),
  ...(['restart-saved', 'history-evicted', 'output-deleted', 'view-truncated', 'view-wrong-type'] as const),
  ...(['view-502', 'poll-502'] as const),
]

/** Requests that name no prompt: such a fault hits whoever asks next. */
const ofNobody: ReadonlySet<FaultKind> = new Set(['poll-500', 'poll-502', 'ws-refuse', 'ws-never-open'])

export interface Fault {
  readonly kind: FaultKind
  /** Where it has a duration: how late, how long away; milliseconds. */
  readonly ms: number | null
}

interface ArmedFault extends Fault {
  times: number
  /** Occasions that pass unharmed first. */
  skip: number
}

const specPattern = /^([a-z0-9-]+)(?::(\d{1,7}))?(?:\*(\d{1,4}))?(?:@(\d{1,4}))?$/
const wordPattern = /\bcomfy-fault:([a-z0-9-]+)(?:\*(\d{1,2}))?/g
const specsMax = 200
/** Of every three jobs under chaos two meet a fault at their first submission; the second submission goes well. */
const chaosShare = 2 / 3

/** What one submission meets: what was put on it, then what is armed for whoever comes. */
export interface PromptFaults {
  take(kind: FaultKind): Fault | null
}

/** Everything that is to go wrong, and how often it did. */
export class FaultBook {
  private readonly armed: ArmedFault[] = []
  private readonly tally: FakeTally
  private chaosSeed: number | null

  constructor(
    options: { readonly spec?: string; readonly chaosSeed?: number },
    tally: FakeTally = new FakeTally(),
  ) {
    this.tally = tally
    this.chaosSeed = options.chaosSeed ?? null
    if (options.spec !== undefined) this.arm(options.spec)
  }

  /**
   * `oom`, `post-late:5000` (milliseconds), `post-lost*2` (twice), `restart-running@3` (at the third occasion), with commas
   * between them. Throws InvalidInput.
   */
  arm(spec: string): void {
    const faults = spec.split(',').map((part) => readSpec(part.trim()))
    if (this.armed.length + faults.length > specsMax) throw invalid(`more than ${specsMax} faults wait`)
    this.armed.push(...faults)
  }

  /** Graphs that are submitted from now on for the first time meet the faults of another seed; null = none. */
  setChaos(seed: number | null): void {
    this.chaosSeed = seed
  }

  /** One occasion for what is armed. */
  take(kind: FaultKind): Fault | null {
    for (const [at, fault] of this.armed.entries()) {
      if (fault.kind !== kind || fault.skip-- > 0) continue
      fault.skip = 0
      if (--fault.times === 0) this.armed.splice(at, 1)
      this.count(kind)
      return fault
    }
    return null
  }

  /** What the submission of a graph meets. `content` names the graph whatever its files are called; `words` are its texts. */
  forPrompt(content: string, words: string): PromptFaults {
    const before = this.tally.get(`submitted:${content}`)
    this.tally.add(`submitted:${content}`)
    const drawn = [...readWords(words, before), ...this.chaosFor(content, before)]
    for (const kind of drawn.filter((each) => ofNobody.has(each) && this.armed.length < specsMax))
      this.armed.push({ kind, ms: null, times: 1, skip: 0 })
    const own = drawn.filter((each) => !ofNobody.has(each))
    return {
      take: (kind) => {
        const at = own.indexOf(kind)
        if (at < 0) return this.take(kind)
        own.splice(at, 1)
        this.count(kind)
        return { kind, ms: null }
      },
    }
  }

  stats(): { faultsInjected: number; faults: Record<string, number> } {
    const faults = this.tally.under('fault:')
    return { faultsInjected: Object.values(faults).reduce((sum, count) => sum + count, 0), faults }
  }

  /** By the content and not by the order of arrival: the same list meets the same faults however it is worked off. */
  private chaosFor(content: string, before: number): FaultKind[] {
    if (this.chaosSeed === null || before > 0) return []
    const drawn = createHash('sha256').update(`${this.chaosSeed}/${content}`).digest()
    if (drawn.readUInt32BE(0) / 0x1_0000_0000 >= chaosShare) return []
    return [chaosKinds[drawn.readUInt32BE(4) % chaosKinds.length]!]
  }

  private count(kind: FaultKind): void {
    this.tally.add(`fault:${kind}`)
  }
}

function readSpec(part: string): ArmedFault {
  const [, name, ms, times, nth] = specPattern.exec(part) ?? []
  const kind = faultKinds.find((known) => known === name)
  if (kind === undefined) throw invalid(`"${part}" names no fault`)
  return {
    kind,
    ms: ms === undefined ? null : Number(ms),
    times: Math.max(1, Number(times ?? 1)),
    skip: Number(nth ?? 1) - 1,
  }
}

/** `comfy-fault:oom` meets the first submission of its graph, `comfy-fault:oom*3` the first three. */
function readWords(words: string, before: number): FaultKind[] {
  return [...words.matchAll(wordPattern)].flatMap(([, name, times]) => {
    const kind = faultKinds.find((known) => known === name)
    return kind !== undefined && before < Number(times ?? 1) ? [kind] : []
  })
}

function invalid(message: string): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    message,
    `Write KIND[:MS][*TIMES][@NTH]; the kinds are ${faultKinds.join(', ')}.`,
  )
}
