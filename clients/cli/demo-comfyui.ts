import { setTimeout as sleep } from 'node:timers/promises'
import { CliError } from './cli-error.js'
import type { RunningStack, StandInInput } from './local-stack.js'

/**
 * Quick enough that a whole list takes a minute or two: what a GPU needs seconds for is not waited for. Milliseconds.
 */
const timings = { stepMs: 2, loadMs: 200, tellEveryMs: 50 }
/** The stand-in may be on its way through one of its own restarts. */
const answerWithinMs = 20_000
const askAgainMs = 250

export interface ComfyDemoOptions {
  readonly provider: string
  readonly comfyui?: string
  readonly chaos?: number
}

/** What of a stand-in the document of a demo tells. */
export interface StandInFigures {
  /** Since the home has it, over all its restarts. */
  readonly faultsInjected: number
  readonly faults: Readonly<Record<string, number>>
}

/** The stand-in that a demo asks for; null = it asks for none. Throws CliError where that makes no sense. */
export function standInOf({ provider, comfyui, chaos }: ComfyDemoOptions): StandInInput | null {
  if (comfyui === undefined) {
    if (chaos === undefined) return null
    throw new CliError('usage', '--chaos is for the stand-in only.', 'Add: --provider comfyui --comfyui fake')
  }
  if (provider !== 'comfyui')
    throw new CliError('usage', `--comfyui is of no use to ${provider}.`, 'Add: --provider comfyui')
  return { ...timings, ...(chaos === undefined ? {} : { chaosSeed: chaos }) }
}

/**
 * The address of the stand-in that works with a stack. One that was kept from an earlier demo is told whose faults are
 * wanted now. Throws CliError for a stack that has none.
 */
export async function requireStandIn(
  { home, owned, standInUrl = null }: RunningStack,
  { chaosSeed = null }: { readonly chaosSeed?: number | null },
  signal: AbortSignal,
): Promise<string> {
  if (standInUrl === null)
    throw new CliError(
      'conflict',
      `The stack of ${home} runs already, without the stand-in.`,
      'Stop it (npx assetloom down), or give another home: --home DIR',
    )
  if (!owned)
    await ask(`${standInUrl}/fake/chaos`, signal, {
      method: 'POST',
      body: JSON.stringify({ seed: chaosSeed }),
    })
  return standInUrl
}

/** What it did and what was done to it by now. Throws CliError when it does not answer for long. */
export async function readStandIn(url: string, signal: AbortSignal): Promise<StandInFigures> {
  const { faultsInjected, faults } = (await ask(`${url}/fake/stats`, signal)) as Partial<StandInFigures>
  return { faultsInjected: faultsInjected ?? 0, faults: faults ?? {} }
}

async function ask(url: string, signal: AbortSignal, request: RequestInit = {}): Promise<object> {
  const deadline = performance.now() + answerWithinMs
  for (;;) {
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)])
      const answer = await fetch(url, { ...request, signal: limit })
      if (answer.ok) return (await answer.json()) as object
    } catch {
      // It is away: asked again below.
    }
    if (signal.aborted || performance.now() > deadline)
      throw new CliError(
        'failed',
        `The stand-in at ${url} does not answer.`,
        'Look into its log: npx assetloom logs fake-comfyui',
      )
    await sleep(askAgainMs, undefined, { signal }).catch(() => undefined)
  }
}
