import { AssetloomError } from '../../core/errors.js'

/** What a prompt asks the provider to do wrong. */
export interface Faults {
  readonly refuse: boolean
  /** Attempts up to this one fail. */
  readonly flakyUntil: number
  readonly slowMs: number
  readonly empty: boolean
  readonly cutOff: boolean
  /** A square in the first colour instead of the noun: what the pipeline itself costs is measured with it. */
  readonly instant: boolean
}

const noFaults: Faults = {
  refuse: false,
  flakyUntil: 0,
  slowMs: 0,
  empty: false,
  cutOff: false,
  instant: false,
}
const faultWord = /\bfault:(refuse|flaky-(\d{1,3})|slow-(\d{1,6})|empty|cut-off|instant)(?![\w-])/g

/**
 * Failures by sentinel words in the prompt, for tests and for trying a failure on a development stack:
 * `fault:refuse`, `fault:flaky-2` (attempts 1 and 2 fail), `fault:slow-500` (milliseconds), `fault:empty`,
 * `fault:cut-off`, `fault:instant` (a plain square, without the work of painting). Returns the prompt without them.
 */
export function readFaultWords(prompt: string): { prompt: string; faults: Faults } {
  let faults = noFaults
  const rest = prompt.replace(faultWord, (_match, word: string, flaky?: string, slow?: string) => {
    if (word === 'refuse') faults = { ...faults, refuse: true }
    else if (word === 'empty') faults = { ...faults, empty: true }
    else if (word === 'cut-off') faults = { ...faults, cutOff: true }
    else if (word === 'instant') faults = { ...faults, instant: true }
    else if (flaky !== undefined) faults = { ...faults, flakyUntil: Number(flaky) }
    else faults = { ...faults, slowMs: Number(slow) }
    return ' '
  })
  return { prompt: rest.replace(/\s+/g, ' ').trim(), faults }
}

/** Throws what the fault words ask for, after the wait that they ask for. */
export async function sufferFaults(faults: Faults, attempt: number, signal: AbortSignal): Promise<void> {
  if (faults.slowMs > 0) await waitFor(faults.slowMs, signal)
  if (faults.refuse)
    throw new AssetloomError(
      'ContentRejected',
      'the provider refuses this prompt (fault:refuse)',
      'Change the prompt: take the word fault:refuse out of it.',
    )
  if (attempt <= faults.flakyUntil)
    throw new AssetloomError(
      'ProviderFailed',
      `attempt ${attempt} fails as asked (fault:flaky-${faults.flakyUntil})`,
      `Try again: attempt ${faults.flakyUntil + 1} works.`,
      { attempt },
    )
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}
