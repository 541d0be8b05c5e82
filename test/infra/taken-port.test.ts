import { createServer, type AddressInfo } from 'node:net'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { homePaths, prepareHome } from '../../adapters/config/home-folder.js'
import { planHomePostgres, planPostgresChild, planTemporalChild } from '../../infra/dev/stack-plan.js'
import { chooseStackPorts, type StackPorts } from '../../infra/dev/stack-ports.js'
import { readJson } from '../../infra/dev/stack-state.js'
import { startStack } from '../../infra/dev/stack.js'
import { SupervisedChild } from '../../infra/dev/supervised-child.js'
import { writeStandInChildren } from './stand-in-children.js'
import { temporaryFolder } from './temporary-folder.js'

/** Another program that listens on `port`, until `leave`. */
async function occupy(port: number): Promise<{ leave: () => Promise<void> }> {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  expect((server.address() as AddressInfo).port).toBe(port)
  const leave = () => new Promise<void>((resolve) => void server.close(() => resolve()))
  onTestFinished(leave)
  return { leave }
}

async function reservePorts() {
  const home = temporaryFolder()
  await prepareHome(home)
  const reserved = await chooseStackPorts(home, 0, () => {}, ['temporal'])
  onTestFinished(reserved.release)
  return { home, reserved }
}

const portIn = (args: readonly string[], flag: string) => Number(args[args.indexOf(flag) + 1])

async function canQuery(databaseUrl: string): Promise<boolean> {
  const client = new Client({ connectionString: databaseUrl })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query<{ one: number }>('select 1 as one')
  await client.end()
  return rows[0]?.one === 1
}

test('PostgreSQL leaves a port that was taken before it listened, and keeps the one that is known', async () => {
  const { home, reserved } = await reservePorts()
  const launch = planHomePostgres(home, {})
  if (launch === null) throw new Error('no embedded PostgreSQL')
  const chosen = reserved.ports.postgres
  await occupy(chosen)
  const { plan, databaseUrl } = await planPostgresChild(home, launch, reserved)
  const server = new SupervisedChild(home, plan, () => {})
  onTestFinished(() => server.stop())
  await server.firstReady
  const known = reserved.ports.postgres
  expect(known).not.toBe(chosen)
  expect(new URL(databaseUrl()).port).toBe(String(known))
  expect(await canQuery(databaseUrl())).toBe(true)
  expect(server.current?.restarts).toBe(0)
  await server.stop()
  const stranger = await occupy(known)
  // Workers were told of the port: a start anew waits for it.
  expect(portIn((await plan.command()).args, '-p')).toBe(known)
  await stranger.leave()
}, 60_000)

test('PostgreSQL takes another port when the start itself lost it', async () => {
  const { home, reserved } = await reservePorts()
  const launch = planHomePostgres(home, {})
  if (launch === null) throw new Error('no embedded PostgreSQL')
  const chosen = reserved.ports.postgres
  const { plan } = await planPostgresChild(home, launch, reserved)
  let strangers = 0
  const racing = {
    ...plan,
    // Between the look at the port and the moment at which the server binds it.
    command: async () => {
      const command = await plan.command()
      if (strangers++ === 0) await occupy(reserved.ports.postgres)
      return command
    },
  }
  const server = new SupervisedChild(home, racing, () => {})
  onTestFinished(() => server.stop())
  await server.firstReady
  expect(reserved.ports.postgres).not.toBe(chosen)
  expect(server.current?.restarts).toBe(1)
}, 60_000)

test('Temporal leaves each of its ports that was taken before it listened', async () => {
  const { home, reserved } = await reservePorts()
  const { ports, metricsPorts } = reserved
  const before = { ...ports }
  const metricsBefore = metricsPorts['temporal'] ?? 0
  for (const port of [before.temporal, before.temporalUi, metricsBefore]) await occupy(port)
  const binary = { path: '/nowhere/temporal', serverVersion: '1.0', source: 'named' } as const
  const { args } = await planTemporalChild(home, binary, reserved, 'default').command()
  expect(portIn(args, '--http-port')).toBe(before.temporalHttp)
  for (const [flag, was, is] of [
    ['--port', before.temporal, ports.temporal],
    ['--ui-port', before.temporalUi, ports.temporalUi],
    ['--metrics-port', metricsBefore, metricsPorts['temporal']],
  ] as const) {
    expect(portIn(args, flag)).toBe(is)
    expect(is).not.toBe(was)
  }
})

test('a stack whose PostgreSQL lost its port while its data folder was made starts all the same', async () => {
  const folder = temporaryFolder()
  const home = `${folder}/home`
  const { portsFile } = homePaths(home)
  const starting = startStack({
    home,
    port: 0,
    mode: 'source',
    detach: false,
    children: writeStandInChildren(folder).good,
  })
  onTestFinished(async () => void (await starting.catch(() => null))?.stop())
  let chosen: StackPorts | null = null
  while (chosen === null) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    chosen = await readJson<StackPorts>(portsFile)
  }
  await occupy(chosen.postgres)
  const stack = await starting
  const port = Number(new URL(stack.databaseUrl).port)
  expect(port).not.toBe(chosen.postgres)
  expect(await readJson(portsFile)).toMatchObject({ postgres: port, temporal: chosen.temporal })
  expect(await (await fetch(stack.apiUrl)).json()).toMatchObject({ postgres: true, temporal: true })
  await stack.stop()
}, 90_000)
