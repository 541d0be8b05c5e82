import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { stackChildren, standInEntry } from '../../infra/dev/stack-children.js'
import { planStandIn, readStandInUrl } from '../../infra/dev/stand-in.js'
import { temporaryFolder } from './temporary-folder.js'

describe('the children of a stack', () => {
  it('have one GPU host agent for each ComfyUI, which is told its own address only', () => {
    const names = (env: NodeJS.ProcessEnv) => stackChildren('source', env).map(({ name }) => name)
    expect(names({})).toEqual(['orchestrator', 'image', 'api'])
    expect(names({ COMFYUI_URLS: 'no address' })).toEqual(names({}))
    const two = stackChildren('source', { COMFYUI_URLS: 'http://127.0.0.1:8188/, http://10.0.0.5:8188' })
    expect(two.slice(3).map(({ name, env }) => [name, env])).toEqual([
      ['gpu-1', { COMFYUI_URLS: 'http://127.0.0.1:8188' }],
      ['gpu-2', { COMFYUI_URLS: 'http://10.0.0.5:8188' }],
    ])
  })

  it('have the stand-in for a ComfyUI on the port that it had before, or another where that is taken', async () => {
    const home = temporaryFolder()
    expect(await readStandInUrl(home)).toBeNull()
    expect(existsSync(standInEntry('source'))).toBe(true)
    const plan = async () => {
      const planned = await planStandIn(home, '/entry.js', { stepMs: 1 })
      planned.release()
      return planned
    }
    const { url, plan: child } = await plan()
    expect(await readStandInUrl(home)).toBe(url)
    const port = Number(new URL(url).port)
    expect(JSON.parse(child.args?.[0] ?? '')).toMatchObject({ stepMs: 1, port, dir: `${home}/fake-comfyui` })
    expect((await plan()).url).toBe(url)
    const stranger = createServer()
    await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', () => resolve()))
    expect((await plan()).url).not.toBe(url)
    await new Promise((resolve) => stranger.close(resolve))
  })
})
