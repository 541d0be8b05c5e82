import { createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { prepareHome } from '../../adapters/config/home-folder.js'
import { findFreePort, isPortFree } from '../../infra/dev/free-port.js'
import { chooseStackPorts } from '../../infra/dev/stack-ports.js'
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

test('a preferred port that cannot be reserved is left alone', async () => {
  const port = await findFreePort(null)
  expect(await findFreePort(port)).toBe(port)
  expect(await findFreePort(port, (candidate) => candidate !== port)).not.toBe(port)
})
