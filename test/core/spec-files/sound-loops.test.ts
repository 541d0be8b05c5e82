import { describe, expect, it } from 'vitest'
import { specFilesJsonSchema } from '../../../core/spec-files/spec-file.schema.js'
import { problemsOf, readOne, readTexts } from './spec-text.js'

const withParameters = (parameters: string, more = '', type = 'audio'): string =>
  `version: "1.0"\nid: rain\ngeneration: { type: ${type} }\nprompt:\n  base: rain on a roof\n  parameters: ${parameters}\n${more}`
const soundOf = (parameters: string, more?: string) => readOne(withParameters(parameters, more)).sound!

describe('loop points of a spec', () => {
  it('are seconds, in a map or as keys of their own, and make room for themselves', () => {
    const wanted = {
      loop: true,
      loopMs: { start: 1_500, end: 9_250 },
      durationMs: { min: 9_250, max: 10_800 },
    }
    expect(soundOf('{ durationSeconds: 9, loop: { start: 1.5, end: 9.25 } }')).toMatchObject(wanted)
    expect(soundOf('{ durationSeconds: 9, loop_start: 1500 ms, loop_end: 9.25 s }')).toMatchObject(wanted)
    expect(soundOf('{ durationSeconds: 9, loop: true, loop_start: 1.5, loop_end: 9.25 }')).toMatchObject(
      wanted,
    )
    expect(soundOf('{ durationSeconds: 9, loop: { end: 4 } }').loopMs).toEqual({ start: 0, end: 4_000 })
    const open = soundOf('{ durationSeconds: 9, loop_start: 2 }')
    expect([open.loop, open.loopMs, open.durationMs.min]).toEqual([true, { start: 2_000 }, 7_200])
  })

  it('that are absent leave the sound as it was', () => {
    expect(soundOf('{ durationSeconds: 9, loop: true }')).not.toHaveProperty('loopMs')
    expect(soundOf('{ durationSeconds: 9, loop: false }').loop).toBe(false)
  })

  it('say where an end is not known to every engine', () => {
    const notes = (formats: string) =>
      readTexts({
        'a.yaml': withParameters(
          '{ durationSeconds: 9, loop: { start: 1, end: 5 } }',
          `post_processing: [{ action: convert, formats: ${formats} }]\n`,
        ),
      }).notes.filter(({ message }) => message.includes('where the loop does'))
    expect(notes('[wav]')).toEqual([])
    expect(notes('[ogg, wav]').map(({ line, message }) => `${line} ${message}`)).toEqual([
      '6 ogg ends where the loop does: engines know the end of a loop in wav only',
    ])
  })

  it.each([
    [
      '{ durationSeconds: 4, loop: { start: 3, end: 3 } }',
      /loop begins at 3 s, which is not before its end at 3 s/,
    ],
    [
      '{ durationSeconds: 4, loop: { start: 1, end: 6 } }',
      /loop ends at 6 s, and the sound lasts at most 4.8 s \| Move/,
    ],
    ['{ durationSeconds: 4, loop_start: 5 }', /loop begins at 5 s, and the sound lasts at most 4.8 s/],
    ['{ loop: { start: -1, end: 2 } }', /"-1" is no place within a sound \| Write seconds/],
    ['{ loop: { start: soon } }', /"soon" is no place within a sound/],
    ['{ loop: false, loop_end: 2 }', /does not loop, and has loop points \| Write loop: true/],
    ['{ loop: { start: 1 }, loop_end: 2 }', /loop points are there twice/],
    ['{ loop: {} }', /neither start nor end \| Write loop: \{start: 1.5, end: 9.5\}/],
    ['{ loop: { begin: 1 } }', /unknown key "begin" in prompt.parameters.loop \| .*Known keys: start, end/],
    ['{ loop: maybe }', /loop has to be true or false or a map, and "maybe" is text/],
  ])('%s is told with its line and a way out', (parameters, expected) => {
    const problems = problemsOf({ 'rain.yaml': withParameters(parameters) })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^rain.yaml:6:\d+: /)
    expect(problems[0]).toMatch(expected)
  })

  it('are for sounds only', () => {
    expect(problemsOf({ 'a.yaml': withParameters('{ loop_start: 1 }', '', 'image') })).toEqual([
      'a.yaml:6:29: loop points are for sounds | Leave them out, or write type: audio.',
    ])
  })

  it('are in the JSON Schema for editors', () => {
    const schema = JSON.stringify(specFilesJsonSchema())
    for (const key of ['"loop_start"', '"loop_end"', '"start"', '"end"']) expect(schema).toContain(key)
  })
})

describe('formats of a picture', () => {
  const formatsOf = (more: string): unknown => {
    const { specs, notes } = readTexts({
      'a.yaml': `version: "1.0"\nid: jar\nprompt: { base: clay jar }\n${more}\n`,
    })
    return [
      specs[0]?.formats,
      ...notes.map(({ message }) => message).filter((text) => /webp|is made|is not made/.test(text)),
    ]
  }

  it('come from convert, from the name of the file and from a check; what is not made is told', () => {
    expect(formatsOf('post_processing: [{ action: convert, formats: [webp] }]')).toEqual([
      ['webp'],
      'png is made as well: atlas pages and engines need it',
    ])
    expect(formatsOf('integration: { manifest_path: art/jar.webp }')).toEqual([
      ['webp'],
      'format webp, as the file is named',
    ])
    expect(formatsOf('post_processing: [{ action: validate, checks: [{ format: webp }] }]')).toEqual([
      ['webp'],
      'format webp, as its check wants',
    ])
    expect(formatsOf('integration: { manifest_path: art/jar.jpg }')).toEqual([
      undefined,
      'jpg is not made: the file is a png (pictures: png, webp)',
    ])
    expect(formatsOf('integration: { manifest_path: art/jar.png }')).toEqual([undefined])
  })

  it('of other kinds are refused with those that are made', () => {
    const convert = (formats: string) =>
      problemsOf({
        'a.yaml': `version: "1.0"\nid: jar\nprompt: { base: clay jar }\npost_processing: [{ action: convert, formats: [${formats}] }]\n`,
      })
    expect(convert('jpg, webp')).toEqual([
      'a.yaml:4:48: unknown format "jpg" | Known: png, webp, ogg, wav, mp3.',
    ])
    expect(convert('wav')).toEqual(['a.yaml:4:48: wav is a format of sounds | Pictures: png, webp.'])
  })
})
