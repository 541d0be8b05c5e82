import { parseArgs } from 'node:util'

export interface ChaosOptions {
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

export const usage = `npm run chaos -- [--seed N] [--specs N] [--variants N] [--set small|all] [--only WORDS] [--list] [--report FILE.md] [--keep]
  --seed N          moments and injected errors; default 1
  --specs N         specs of every run, 1 to ${specsMax}; default 6
  --variants N      variants of every spec, 1 to ${variantsMax}; default 4
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
      seed: { type: 'string', default: '1' },
      specs: { type: 'string', default: '6' },
      variants: { type: 'string', default: '4' },
      only: { type: 'string' },
      list: { type: 'boolean', default: false },
      set: { type: 'string' },
      report: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  })
  const only = (values.only ?? '').split(',').map((one) => one.trim().toLowerCase())
  // Who names faults wants them whatever set they are in.
  const set = values.set ?? 'all'
  if (set !== 'small' && set !== 'all') throw new Error('--set takes small or all')
  return {
    seed: wholeNumber('--seed', values.seed, 0, 4_294_967_295),
    specs: wholeNumber('--specs', values.specs, 1, specsMax),
    variants: wholeNumber('--variants', values.variants, 1, variantsMax),
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
