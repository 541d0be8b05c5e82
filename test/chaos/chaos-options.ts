import { parseArgs } from 'node:util'

export interface ChaosOptions {
  /** core: processes, servers, stores and decisions. comfyui: what can happen to pictures on a ComfyUI. */
  readonly suite: 'core' | 'comfyui'
  readonly seed: number
  readonly specs: number
  /** Variants of every spec. */
  readonly variants: number
  /** Words, any of which has to be in a fault's name; none takes all. */
  readonly only: readonly string[]
  readonly list: boolean
  readonly set: 'small' | 'all'
  /** Markdown file for the table. */
  readonly report: string | null
  readonly keep: boolean
}

const specsMax = 2_000
const variantsMax = 8
/** Pictures of the stand-in take seconds of processor time each, so that its lists are short. */
const lengths = { core: { specs: '6', variants: '4' }, comfyui: { specs: '3', variants: '2' } } as const
/** A budget has to end between two specs, and a server to have prompts that wait. */
const specsMin = { core: 1, comfyui: 2 } as const

export const usage = `npm run chaos -- [--suite core|comfyui] [--seed N] [--specs N] [--variants N] [--set small|all] [--only WORDS] [--list] [--report FILE.md] [--keep]
  --suite NAME      core, the default: the stack itself; comfyui: generation by ComfyUI stand-ins
  --seed N          moments and injected errors; default 1
  --specs N         specs of every run, 1 (with comfyui 2) to ${specsMax}; default ${lengths.core.specs}, with comfyui ${lengths.comfyui.specs}
  --variants N      variants of every spec, 1 to ${variantsMax}; default ${lengths.core.variants}, with comfyui ${lengths.comfyui.variants}
  --set small|all   small is what ci runs; default all
  --only WORDS      faults with these words in their name; commas between alternatives; takes from all
  --list            names the faults and runs nothing
  --report FILE.md  writes the table as Markdown
  --keep            keeps the home (a failure keeps it, too)
`

/** Reads the command line. Throws an Error with what is wrong. */
export function readChaosOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      suite: { type: 'string', default: 'core' },
      seed: { type: 'string', default: '1' },
      specs: { type: 'string' },
      variants: { type: 'string' },
      only: { type: 'string' },
      list: { type: 'boolean', default: false },
      set: { type: 'string' },
      report: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  })
  const { suite } = values
  if (suite !== 'core' && suite !== 'comfyui') throw new Error('--suite takes core or comfyui')
  const only = (values.only ?? '').split(',').map((one) => one.trim().toLowerCase())
  // Who names faults wants them whatever set they are in.
  const set = values.set ?? 'all'
  if (set !== 'small' && set !== 'all') throw new Error('--set takes small or all')
  return {
    suite,
    seed: wholeNumber('--seed', values.seed, 0, 4_294_967_295),
    specs: wholeNumber('--specs', values.specs ?? lengths[suite].specs, specsMin[suite], specsMax),
    variants: wholeNumber('--variants', values.variants ?? lengths[suite].variants, 1, variantsMax),
    only: only.filter((one) => one !== ''),
    list: values.list,
    set,
    report: values.report ?? null,
    keep: values.keep,
  }
}

function wholeNumber(name: string, text: string, lowest: number, highest: number): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= lowest && number <= highest) return number
  throw new Error(`${name} takes a whole number from ${lowest} to ${highest}`)
}
