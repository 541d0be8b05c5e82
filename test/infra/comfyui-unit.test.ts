import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { chooseMemoryProfile } from '../../core/models/memory-profile.js'

const path = fileURLToPath(new URL('../../infra/systemd/comfyui.service', import.meta.url))
const lines = readFileSync(path, 'utf8').split('\n')
const settings = lines.filter((line) => !line.startsWith('#'))
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

describe('the unit of ComfyUI', () => {
  it('can be reached from its machine alone', () => {
    const start = settings.find((line) => line.startsWith('ExecStart=')) ?? ''
    expect(start).toContain('--listen 127.0.0.1 ')
    expect(settings.join('\n')).not.toMatch(/0\.0\.0\.0|\[::\]/)
    expect(settings).toContain('IPAddressDeny=any')
    expect(settings.filter((line) => line.startsWith('IPAddressAllow='))).toEqual([
      'IPAddressAllow=localhost',
    ])
  })

  it('has the flags of the memory profile of its machine', () => {
    const bytes = 121 * 1024 ** 3
    const { flags } = chooseMemoryProfile({ vramTotal: bytes, ramTotal: bytes })
    expect(settings).toContain(`Environment="COMFYUI_FLAGS=${flags.join(' ')}"`)
  })

  it('is a unit that systemd finds nothing to object to, but that its program is not here', () => {
    const said = hasSystemd ? spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' }).stderr : ''
    const ours = said.split('\n').filter((line) => line.includes('comfyui.service'))
    expect(ours.filter((line) => !line.includes('/opt/comfyui/venv/bin/python is not executable'))).toEqual(
      [],
    )
  })
})
