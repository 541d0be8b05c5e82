import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import {
  findPidsByArgument,
  identifyProcess,
  isSameProcess,
  ownIdentity,
  signalProcess,
} from '../../infra/dev/process-identity.mjs'

function startSleeper(argument: string) {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', argument], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

test('a process is itself, and nobody is once it has ended', async () => {
  const child = startSleeper('x')
  const identity = identifyProcess(child.pid ?? 0)
  if (identity === null) throw new Error('the child is alive')
  expect(isSameProcess(identity)).toBe(true)
  expect(identifyProcess(identity.pid)).toEqual(identity)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(isSameProcess(identity)).toBe(false)
  expect(signalProcess(identity, 'SIGTERM')).toBe(false)
})

test('a recorded pid that a stranger has by now is not signalled', async () => {
  const stranger = startSleeper('y')
  const recorded = { pid: stranger.pid ?? 0, startTime: 'another boot:1' }
  expect(signalProcess(recorded, 'SIGKILL')).toBe(false)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(stranger.signalCode).toBeNull()
})

test('processes are found by a whole argument, not by a part of one', () => {
  const argument = `/home/somebody/.assetloom/temporal-${process.pid}.sqlite`
  const child = startSleeper(argument)
  expect(findPidsByArgument(argument)).toContain(child.pid)
  expect(findPidsByArgument(argument.slice(0, -1))).toEqual([])
})

test.each([0, -1, 1.5, 999_999_999])('there is no process %d', (pid) => {
  expect(identifyProcess(pid)).toBeNull()
})

test('this process knows itself', () => {
  expect(ownIdentity().pid).toBe(process.pid)
})
