import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeWithFfmpeg, ffmpegFormatOf, findFfmpeg } from '../../../adapters/audio/ffmpeg-decoder.js'
import { createSoundCodec } from '../../../adapters/audio/sound-codec.js'
import { sampleCount } from '../../../core/audio/sound.js'
import { writeWav } from '../../../core/audio/wav.js'
import { sine } from '../../core/audio/synthetic-sound.js'

const folder = mkdtempSync(join(tmpdir(), 'ffmpeg-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A program that stands in for ffmpeg: Node itself, running these lines with the arguments it got. */
function standIn(name: string, lines: string): string {
  const path = join(folder, name)
  writeFileSync(path, `#!${process.execPath}\n${lines}\n`)
  chmodSync(path, 0o755)
  return path
}

const flac = new Uint8Array(Buffer.from('fLaC and what follows'))

describe('a program beside us', () => {
  it('is found in the absolute folders of PATH only', () => {
    const path = standIn('ffmpeg', '')
    expect(findFfmpeg(`/nowhere:relative:${folder}`)).toBe(path)
    expect(findFfmpeg('/nowhere')).toBeNull()
    expect(findFfmpeg(undefined)).toBeNull()
  })

  it('is told what to read, never left to guess', () => {
    expect(ffmpegFormatOf(flac)).toBe('flac')
    expect(ffmpegFormatOf(new Uint8Array(Buffer.from('\0\0\0\x20ftypM4A ', 'latin1')))).toBe('mov')
    expect(ffmpegFormatOf(new Uint8Array(Buffer.from('#EXTM3U')))).toBeNull()
  })

  it('gets the bytes by its pipe and a format by an argument, and gives a WAV', async () => {
    const wav = Buffer.from(writeWav(sine(440, 0.1, 0.5))).toString('base64')
    const path = standIn(
      'reads',
      `const chunks = []
process.stdin.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
  const asked = process.argv.slice(2).join(' ')
  const isRight = asked.includes('-f flac -i pipe:0') && asked.includes('-protocol_whitelist pipe')
  if (!isRight || !Buffer.concat(chunks).toString().startsWith('fLaC')) process.exit(3)
  process.stdout.write(Buffer.from('${wav}', 'base64'))
})`,
    )
    const sound = await createSoundCodec({ ffmpegPath: path }).decode(flac)
    expect(sampleCount(sound)).toBe(4_800)
  })

  it('that fails is quoted', async () => {
    const path = standIn('fails', `process.stderr.write('Invalid data found\\n'); process.exit(1)`)
    await expect(decodeWithFfmpeg(path, flac, 'flac')).rejects.toMatchObject({
      type: 'InvalidInput',
      message: 'the sound cannot be read: Invalid data found',
    })
  })

  it('that pours without end is stopped', async () => {
    const path = standIn(
      'pours',
      `const block = Buffer.alloc(1 << 20)
const pour = () => { while (process.stdout.write(block)); process.stdout.once('drain', pour) }
pour()`,
    )
    await expect(decodeWithFfmpeg(path, flac, 'flac')).rejects.toMatchObject({
      type: 'InvalidInput',
      message: 'the sound lasts over 150 s',
    })
  })

  it('that is not there or is called off says so', async () => {
    await expect(decodeWithFfmpeg(join(folder, 'none'), flac, 'flac')).rejects.toMatchObject({
      type: 'Unavailable',
    })
    const path = standIn('sleeps', 'setTimeout(() => {}, 60_000)')
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 200)
    await expect(decodeWithFfmpeg(path, flac, 'flac', controller.signal)).rejects.toThrow('abort')
  })
})
