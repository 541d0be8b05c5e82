import { describe, expect, it } from 'vitest'
import { stackChildren } from '../../infra/dev/stack-children.js'

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
})
