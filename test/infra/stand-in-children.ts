import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NodeChildPlan } from '../../infra/dev/stack-children.js'

const worker = `
  process.on('disconnect', () => process.exit(0))
  process.on('SIGTERM', () => process.exit(0))
  setInterval(() => {}, 1000)
  process.send({ type: 'ready' })
`

// The page answers with what it was told and whether PostgreSQL and Temporal take connections there.
const api = `
  import { createServer } from 'node:http'
  import { connect } from 'node:net'
  process.on('disconnect', () => process.exit(0))
  process.on('SIGTERM', () => process.exit(0))
  const reaches = (host, port) => new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) }, () => { socket.destroy(); resolve(true) })
    socket.on('error', () => resolve(false))
  })
  const server = createServer(async (request, response) => {
    const database = new URL(process.env.DATABASE_URL)
    const [host, port] = process.env.TEMPORAL_ADDRESS.split(':')
    response.end(JSON.stringify({
      home: process.env.ASSETLOOM_HOME,
      postgres: await reaches(database.hostname, database.port),
      temporal: await reaches(host, port),
      uiUrl: process.env.TEMPORAL_UI_URL,
    }))
  })
  server.listen(Number(process.env.ASSETLOOM_PORT), '127.0.0.1', () => process.send({ type: 'ready' }))
`

const broken = `
  console.error('the table of nouns is missing')
  process.exit(3)
`

/** Writes small programs in the place of workers and API. */
export function writeStandInChildren(folder: string): { good: NodeChildPlan[]; broken: NodeChildPlan } {
  const write = (name: string, source: string): NodeChildPlan => {
    const entry = join(folder, `${name}.mjs`)
    writeFileSync(entry, source)
    return { name, entry }
  }
  return { good: [write('orchestrator', worker), write('api', api)], broken: write('image', broken) }
}
