import { createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { prepareHome } from '../../adapters/config/home-folder.js'
import { findFreePort, isPortFree } from '../../infra/dev/free-port.js'
import { chooseStackPorts, portOf } from '../../infra/dev/stack-ports.js'
import { temporaryFolder } from './temporary-folder.js'

async function occupy(port: number): Promise<number> {
  const server: Server = createServer()
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return (server.address() as { port: number }).port
}

/** Chooses as a supervisor that then ends. */
async function choose(home: string, port: number | null, onProgress: (line: string) => void = () => {}) {
  const { ports, release } = await chooseStackPorts(home, port, onProgress)
  release()
  return ports
}

async function newHome(): Promise<string> {
  const home = temporaryFolder()
  await prepareHome(home)
  return home
}

test('a home keeps its ports while they are free', async () => {
  const home = await newHome()
  const first = await choose(home, 0)
  const second = await choose(home, first.api)
  expect(second).toEqual(first)
  expect(new Set(Object.values(first)).size).toBe(5)
})

test('a port that was asked for and is taken is refused with what to do', async () => {
  const taken = await occupy(0)
  await expect(choose(await newHome(), taken)).rejects.toMatchObject({
    type: 'Unavailable',
    message: `Port ${taken} is taken by another program.`,
    hint: expect.stringContaining('--port') as string,
  })
})

test('when 7430 is taken and nobody asked for it, another one is taken and named', async () => {
  if (await isPortFree(7430)) await occupy(7430)
  const lines: string[] = []
  const ports = await choose(await newHome(), null, (line) => lines.push(line))
  expect(ports.api).not.toBe(7430)
  expect(lines).toEqual([`Port 7430 is taken; the page is at ${ports.api}.`])
})

test('a Temporal UI port that is taken is replaced and the new one named', async () => {
  const home = await newHome()
  const first = await choose(home, 0)
  await occupy(first.temporalUi)
  const lines: string[] = []
  const second = await choose(home, 0, (line) => lines.push(line))
  expect(second.temporalUi).not.toBe(first.temporalUi)
  expect(second.temporal).toBe(first.temporal)
  expect(lines).toEqual([
    `Port ${first.temporalUi} of the Temporal UI is taken; it is now at ${second.temporalUi}.`,
  ])
})

test('two stacks that start at the same moment get different ports before either binds one', async () => {
  const [one, two] = await Promise.all([newHome(), newHome()])
  const first = await chooseStackPorts(one, null, () => {})
  onTestFinished(first.release)
  const second = await chooseStackPorts(two, null, () => {})
  onTestFinished(second.release)
  expect(new Set([...Object.values(first.ports), ...Object.values(second.ports)]).size).toBe(10)
})

test('ports that somebody bound since they were chosen are exchanged, kept, and named where people look', async () => {
  const home = await newHome()
  const lines: string[] = []
  const reserved = await chooseStackPorts(home, 0, (line) => lines.push(line), ['image', 'orchestrator'])
  onTestFinished(reserved.release)
  const { ports, metricsPorts, exchangeTaken } = reserved
  const before = { ...ports }
  const metricsBefore = { ...metricsPorts }
  await occupy(before.postgres)
  await occupy(before.temporalUi)
  await occupy(metricsPorts['image'] ?? 0)
  await exchangeTaken(['temporal', 'temporalUi', 'temporalHttp'], ['orchestrator'])
  expect(ports).toEqual({ ...before, temporalUi: ports.temporalUi })
  expect(metricsPorts).toEqual(metricsBefore)
  expect(await isPortFree(ports.temporalUi)).toBe(true)
  expect(lines).toEqual([`Port ${before.temporalUi} is taken; the Temporal UI is at ${ports.temporalUi}.`])
  await Promise.all([exchangeTaken(['postgres']), exchangeTaken([], ['image'])])
  expect(ports.postgres).not.toBe(before.postgres)
  expect(metricsPorts['image']).not.toBe(metricsBefore['image'])
  expect(lines).toHaveLength(1)
  reserved.release()
  const next = await chooseStackPorts(home, 0, () => {}, ['image', 'orchestrator'])
  onTestFinished(next.release)
  expect([next.ports, next.metricsPorts]).toEqual([ports, metricsPorts])
})

test('a preferred port that cannot be reserved is left alone', async () => {
  const port = await findFreePort(null)
  expect(await findFreePort(port)).toBe(port)
  expect(await findFreePort(port, (candidate) => candidate !== port)).not.toBe(port)
})

test('the environment asks for a port as the option does', () => {
  expect(portOf({ ASSETLOOM_PORT: '18431' })).toBe(18_431)
  expect(portOf({ ASSETLOOM_PORT: '0' })).toBe(0)
  for (const env of [{}, { ASSETLOOM_PORT: '' }, { ASSETLOOM_PORT: '7430x' }]) expect(portOf(env)).toBeNull()
})
