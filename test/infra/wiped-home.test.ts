import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isSameProcess } from '../../infra/dev/process-identity.mjs'
import { readStackState } from '../../infra/dev/stack-state.js'
import { startStack } from '../../infra/dev/stack.js'
import { writeStandInChildren } from './stand-in-children.js'

test('a stack whose home is wiped under it ends by itself and leaves no process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'assetloom-wiped-'))
  const home = join(folder, 'home')
  const children = writeStandInChildren(folder).good
  try {
    const stack = await startStack({ home, port: 0, mode: 'source', detach: false, children })
    const state = await readStackState(home)
    rmSync(home, { recursive: true, force: true })
    await stack.ended
    expect(state?.processes.filter(isSameProcess)).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 120_000)
