import { parseArgs } from 'node:util'
import { composeHeaderSettings } from './fuzz-headers.js'

/** The release whose checks the interface is held to. */
export const schemathesisVersion = '4.32.5'

const phaseNames = ['examples', 'coverage', 'fuzzing', 'stateful'] as const
export type FuzzPhase = (typeof phaseNames)[number]

export interface FuzzOptions {
  readonly seed: number
  readonly phases: readonly FuzzPhase[]
  /** Test cases of one operation in the phases fuzzing and stateful. */
  readonly maxExamples: number
  /** Keeps the home with its data and logs. A failure keeps it, too. */
  readonly keep: boolean
}

export const usage = `npm run fuzz -- [--seed N] [--phases LIST] [--max-examples N] [--keep]
  --seed N          the same seed sends the same requests to the same data; default 1
  --phases LIST     of ${phaseNames.join(',')}; default all
  --max-examples N  test cases of one operation when fuzzing, 1 to 10000; default 20
  --keep            keeps the home with its data and logs (a failure keeps it, too)
`

/** Reads the command line. Throws an Error with what is wrong. */
export function readFuzzOptions(args: readonly string[]): FuzzOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      phases: { type: 'string', default: phaseNames.join(',') },
      'max-examples': { type: 'string', default: '20' },
      keep: { type: 'boolean', default: false },
    },
  })
  return {
    seed: readWhole('--seed', values.seed, 0, 4_294_967_295),
    phases: readPhases(values.phases),
    maxExamples: readWhole('--max-examples', values['max-examples'], 1, 10_000),
    keep: values.keep,
  }
}

function readPhases(list: string): FuzzPhase[] {
  const named = list.split(',').map((name) => name.trim())
  const unknown = named.find((name) => !phaseNames.some((phase) => phase === name))
  if (unknown !== undefined) throw new Error(`--phases takes ${phaseNames.join(', ')}; "${unknown}" is none`)
  return phaseNames.filter((phase) => named.includes(phase))
}

function readWhole(name: string, text: string, min: number, max: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN
  if (value >= min && value <= max) return value
  throw new Error(`${name} takes a whole number from ${min} to ${max}`)
}

/** What a path may name, by the name of its parameter. */
export type FuzzNames = Readonly<Record<string, readonly string[]>>

/** Beside schemathesis.toml: the file of `fuzzHooks`. */
export const fuzzHooksFile = 'hooks.py'

/**
 * schemathesis.toml. Every other request names what there is: made-up ids would find nothing, ids of others are found
 * along the way. The event stream does not end by itself: who waits for its end waits for as long as is allowed, and what
 * it sends first is there at once.
 */
export function composeFuzzSettings(names: FuzzNames): string {
  const known = Object.entries(names).filter(([, values]) => values.length > 0)
  const headers = composeHeaderSettings()
  return [
    `hooks = "${fuzzHooksFile}"\n`,
    ...known.map(([name, values]) => `[dictionaries.${name}]\nvalues = ${JSON.stringify(values)}\n`),
    headers.dictionaries,
    '[parameters]',
    ...known.map(([name]) => `"path.${name}" = { dictionary = "${name}", probability = 0.5 }`),
    ...headers.parameters,
    '\n[[operations]]',
    'include-operation-id = "readEvents"',
    'request-timeout = 2\n',
    headers.operations,
  ].join('\n')
}

/**
 * The arguments of schemathesis. All of its checks are on. It goes on after a failure, so that one run tells them all.
 * `token` is that of a home which ends with the run.
 */
export function composeFuzzCommand(
  { seed, phases, maxExamples }: FuzzOptions,
  { apiUrl, token }: { readonly apiUrl: string; readonly token: string },
): string[] {
  return [
    'run',
    `${apiUrl}/api/v1/openapi.json`,
    ...['--header', `Authorization: Bearer ${token}`],
    ...['--phases', phases.join(',')],
    ...['--seed', String(seed)],
    ...['--max-examples', String(maxExamples)],
    ...['--request-timeout', '20'],
    '--continue-on-failure',
  ]
}
