import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectIntake } from '../../../core/intake/detect-intake.js'
import { refineText } from '../../../core/intake/refine-text.js'
import { packSpecFiles, unpackSpecFiles } from '../../../core/spec-files/pack-spec-files.js'
import { parseSpecFiles } from '../../../core/spec-files/parse-spec-files.js'
import { refineSpecFiles } from '../../../core/spec-files/refine-spec-files.js'
import type { SpecFileInput } from '../../../core/spec-files/sort-files.js'
import { goodSpec } from './spec-text.js'

const options = { palette: [], variantsPerSpec: null, provider: 'procedural' }
const bad = 'version: "1.0"\r\nid: bad\nprompt: { bass: x }'
const files: SpecFileInput[] = [
  { path: 'b/bad.yaml', text: bad },
  { path: 'a good one.yaml', text: goodSpec },
  { path: 'art/jar.png', leftOut: true },
  { path: 'broken.yaml', bytes: Uint8Array.of(0xc3, 0x28) },
]

describe('a packed folder', () => {
  it('is one text that a person can read and compare', () => {
    expect(packSpecFiles(files)).toBe(
      [
        'assetloom-files/1',
        '=== 3 lines: a good one.yaml',
        ...goodSpec.trimEnd().split('\n'),
        '=== left out: art/jar.png',
        '=== 3 lines, the last one open: b/bad.yaml',
        ...bad.split('\n'),
        '=== not text (not text: it is not valid UTF-8): broken.yaml',
        '',
      ].join('\n'),
    )
  })

  it('is read like the folder itself: problems name the file and line within it', () => {
    const text = packSpecFiles(files)
    expect(detectIntake(text, 'specs')).toBe('files')
    const answer = refineSpecFiles({ fileName: 'specs', text, options })
    expect(answer).toEqual(parseSpecFiles(files, options))
    expect(answer.specs.map(({ key, source }) => `${key} ${source.file}:${source.line}`)).toEqual([
      'good a good one.yaml:2',
    ])
    expect(answer.problems.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'b/bad.yaml:3',
      'broken.yaml:1',
    ])
  })

  it('gives back every text as it was', () => {
    const path = fc.stringMatching(/^[a-z ]{1,8}\.yaml$/)
    // A byte order mark is taken off when a file is read, and what is no text is not kept.
    const text = fc
      .array(
        fc.constantFrom('a', '\n', '\r\n', '=== 2 lines: x.yaml', 'assetloom-files/1', ' ', 'é', '🏺', ''),
        { maxLength: 12 },
      )
      .map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(fc.dictionary(path, text, { noNullPrototype: true }), (folder) => {
        const given = Object.entries(folder).map(([one, content]) => ({ path: one, text: content }))
        expect(unpackSpecFiles(packSpecFiles(given))).toEqual(
          given.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
        )
      }),
    )
  })

  it('that was cut or edited says from which line on, and keeps what came before', () => {
    const text = packSpecFiles(files)
    for (const damaged of [
      text.slice(0, text.indexOf('id: bad')),
      text.replace('=== 3 lines, the last one open', '=== 30 lines'),
      text.replace('b/bad.yaml', '../bad.yaml'),
      text.replace('=== 3 lines, the', '=== many lines, the'),
    ]) {
      const { specs, problems } = refineSpecFiles({ fileName: 'specs', text: damaged, options })
      expect(specs.map(({ key }) => key)).toEqual(['good'])
      expect(problems).toEqual([
        expect.objectContaining({
          file: 'assetloom-files/1',
          message: 'damaged from line 7 on: submit the folder again',
        }),
      ])
    }
  })

  it('is none where the first line is another', () => {
    expect(unpackSpecFiles(`# ${packSpecFiles(files)}`)).toBeNull()
    expect(unpackSpecFiles('prop: clay jar\n')).toBeNull()
  })
})

describe('a wishlist that is one file of specs', () => {
  it.each([
    ['a spec by what it holds', 'list', goodSpec],
    ['a template', 'list.txt', 'template: t\nparameters: []\nprompt: { base: jar }\n'],
    ['anything that is named so', 'jar.yaml', 'base: jar\n'],
    ['a list of shots', 'list', '[{ "key": "a", "kind": "prop", "prompt": "jar" }]'],
  ])('is seen to be %s', (_what, name, text) => {
    expect(detectIntake(text, name)).toBe('files')
  })

  it.each([
    ['a list', 'prop: clay jar\nprop: version: 2 of the jar, id: 4\n', 'list'],
    ['a list with a strange line', 'id: jar\nprop: clay jar\n', 'list'],
    ['Markdown', '# Jars\n\n- a clay jar, version: two\n', 'prose'],
    ['nothing', '# nothing\n', 'empty'],
  ])('is not %s', (_what, text, kind) => {
    expect(detectIntake(text, 'list.txt')).toBe(kind)
  })

  it('is read, whatever its name', () => {
    const shots = '[{ "key": "clay_jar", "kind": "prop", "prompt": "jar" }]'
    for (const [text, key] of [
      [goodSpec, 'good'],
      [shots, 'clay-jar'],
    ] as const) {
      const { specs, problems } = refineSpecFiles({ fileName: 'list', text, options })
      expect([specs.map((spec) => spec.key), problems]).toEqual([[key], []])
    }
  })

  it('with nothing to make in it is a problem', () => {
    const job = '{ "type": "generate", "input": { "specId": "<specId>" } }'
    const { specs, problems, notes } = refineSpecFiles({ fileName: 'job.json', text: job, options })
    expect(specs).toEqual([])
    expect(problems).toEqual([
      expect.objectContaining({ file: 'job.json', message: 'there is no spec in this file' }),
    ])
    expect(notes[0]?.message).toContain('its specId "<specId>" is still to be filled in')
  })
})

describe('the other files of a folder', () => {
  it('are notes: pictures, texts, jobs, JSON of other kinds', () => {
    const inputs: SpecFileInput[] = [
      { path: 'good.yaml', text: goodSpec },
      { path: 'README.txt', text: 'Tool: none\nprop: nothing\n' },
      { path: 'notes.txt', text: 'buy milk\n' },
      { path: 'wishes.md', text: '# Wishes\n' },
      { path: 'package.json', text: '{ "name": "x" }' },
      { path: 'odd.json', text: '{ "name": ' },
      { path: 'job.json', text: '{ "type": "generate", "input": { "specId": "spec_1" } }' },
      { path: 'jar.png', leftOut: true },
    ]
    const { specs, problems, notes, ignored } = parseSpecFiles(inputs, options)
    expect([specs.length, problems]).toEqual([1, []])
    expect(ignored).toEqual([
      'README.txt',
      'jar.png',
      'job.json',
      'notes.txt',
      'odd.json',
      'package.json',
      'wishes.md',
    ])
    expect(
      notes.filter(({ file }) => ignored.includes(file)).map(({ file, message }) => `${file}: ${message}`),
    ).toEqual([
      'README.txt: no list of prompts: left alone',
      'jar.png: no spec: left alone',
      'job.json: the body of a job, no spec: left alone',
      'notes.txt: no list of prompts: left alone',
      'odd.json: no list of shots: left alone',
      'package.json: no list of shots: left alone',
      'wishes.md: a text, no spec: hand it in as a list of its own',
    ])
  })

  it('are shots whose faults cost only themselves', () => {
    const shots = JSON.stringify(
      [
        { key: 'jar', kind: 'sprite', prompt: 'clay jar' },
        { key: 'beep', kind: 'sfx', prompt: 'short beep, 200 ms' },
        { key: 'x', kind: 'spryte', prompt: 'jar' },
        { key: 'y', kind: 'prop' },
        { key: 'z', kind: 'prop', prompt: 'jar', size: 4 },
        'jar',
      ],
      null,
      1,
    )
    const { specs, problems } = parseSpecFiles([{ path: 'shots.json', text: shots }], options)
    expect(specs.map(({ key, assetType }) => `${key} ${assetType}`)).toEqual(['jar prop', 'beep sfx'])
    expect(specs[1]?.sound?.durationMs).toEqual({ min: 160, max: 240 })
    expect(problems.map(({ line, message, hint }) => `${line}: ${message} | ${hint.slice(0, 24)}`)).toEqual([
      '14: unknown kind "spryte" | Did you mean "sprite"? K',
      expect.stringMatching(/^17: there is no prompt \| Add "prompt:"/),
      expect.stringMatching(/^25: unknown key "size"/),
      expect.stringMatching(/^27: this entry has to be a map, and "jar" is text/),
    ])
  })

  it('are too many beyond the limit of assets, which one problem counts', () => {
    const text = Array.from({ length: 10_004 }, (_, at) => `prop: jar ${at}`).join('\n')
    const { specs, problems } = parseSpecFiles(
      [
        { path: 'good.yaml', text: goodSpec },
        { path: 'prompts.txt', text },
      ],
      options,
    )
    expect(specs).toHaveLength(10_000)
    expect(problems.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['there are 1 more than the limit of 10000 assets']),
    )
  })
})

it('is what refineText makes of a wishlist of files, whatever kind', () => {
  const text = packSpecFiles(files)
  const refined = refineText({ fileName: 'specs', text, options })
  const { specs, problems, notes } = refineSpecFiles({ fileName: 'specs', text, options })
  expect(refined).toMatchObject({ specs, problems, notes, outcomes: [], targets: [], palettes: [] })
  expect(refineText({ fileName: 'jar.yaml', text: goodSpec, options }).specs.map(({ key }) => key)).toEqual([
    'good',
  ])
})
