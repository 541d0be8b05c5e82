/**
 * `npm run guards`: plants one fault at a time in a temporary copy of the working tree and runs the check that has to
 * turn red. A fault that no check notices fails the command. `--only WORDS` tries the faults with these words in their
 * name.
 */
import { parseArgs } from 'node:util'
import type { ProvidedContext } from 'vitest'
import startPostgresCluster from '../support/postgres-cluster.js'
import { startTemporalServer } from '../support/temporal-server.js'
import { Lane } from './lane.js'
import { needsPostgres, type Mutation } from './mutation.js'
import { mutations } from './mutations.js'

/** One core each; every lane has a copy of its own. */
const lanesMax = 2

/** The servers of all lanes: a test has a database or a namespace of its own there. */
async function startServers(paths: readonly string[]) {
  const provided: Partial<ProvidedContext> = {}
  const stops: (() => Promise<void>)[] = []
  if (paths.some(needsPostgres)) {
    const provide = (_name: string, url: string) => void (provided.postgresUrl = url)
    stops.push(await startPostgresCluster({ provide }))
  }
  if (paths.some((path) => path.startsWith('test/workflows/'))) {
    const server = await startTemporalServer()
    provided.temporalAddress = server.address
    stops.push(() => server.stop())
  }
  return { provided, stop: async () => void (await Promise.all(stops.map((stop) => stop()))) }
}

/** Takes faults from the queue until it is empty; returns how many were not caught. */
async function work(queue: Mutation[], provided: Partial<ProvidedContext>): Promise<number> {
  const lane = new Lane(provided)
  let missed = 0
  try {
    for (let mutation = queue.shift(); mutation; mutation = queue.shift()) {
      const startedAtMs = performance.now()
      const verdict = await lane.try(mutation)
      const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1)
      if (verdict !== 'caught') missed += 1
      const mark = verdict === 'caught' ? 'ok  ' : 'FAIL'
      const check = mutation.check.slice(1).join(' ')
      process.stdout.write(`${mark} ${mutation.name}: ${verdict} in ${seconds} s, by ${check}\n`)
    }
  } finally {
    lane.close()
  }
  return missed
}

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const chosen = mutations.filter(({ name }) => name.includes(values.only))
if (chosen.length === 0) throw new RangeError(`no fault has "${values.only}" in its name`)
const servers = await startServers(chosen.map(({ tests }) => tests?.path ?? ''))
// Workflows wait longest: when they come first, no lane is left alone with them.
const isLong = ({ tests }: Mutation) => tests?.path.startsWith('test/workflows/') === true
const queue = [...chosen.filter(isLong), ...chosen.filter((mutation) => !isLong(mutation))]
const lanes = Array.from({ length: Math.min(lanesMax, chosen.length) }, () => work(queue, servers.provided))
const missed = (await Promise.all(lanes)).reduce((sum, count) => sum + count, 0)
await servers.stop()
process.stdout.write(`${chosen.length - missed} of ${chosen.length} planted faults were noticed\n`)
process.exit(missed === 0 ? 0 : 1)
