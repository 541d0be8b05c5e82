import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parseWishlistList } from '../../../core/intake/parse-list.js'
import { refineText } from '../../../core/intake/refine-text.js'
import { foreignPartOf } from '../../../core/refinement/check-model-text.js'
import { readRefinementAnswer } from '../../../core/refinement/read-refinement-answer.js'
import { refinementLimits } from '../../../core/refinement/refinement-limits.js'
import { assetSpecSchema } from '../../../core/spec/asset-spec.schema.js'
import { answer, listWithOpenLines, proposal, refinementInput } from './refinement-fixture.js'

const input = refinementInput(listWithOpenLines)

describe('an answer', () => {
  it('becomes proposals with a key, the lines they come from and defaults of their type', () => {
    const reading = readRefinementAnswer(answer(proposal()), input)
    expect(reading).toMatchObject({ errors: [], dropped: [], isUnusable: false, refusal: null })
    expect(reading.proposals).toHaveLength(1)
    expect(reading.proposals[0]).toMatchObject({
      lines: [4],
      spec: {
        key: 'sluice-crank',
        assetType: 'prop',
        prompt: { positive: 'iron crank on a wooden sluice gate' },
        size: { width: 24, height: 32 },
        pivot: { x: 0.5, y: 1 },
        variants: 3,
        palette: ['#102030'],
        provider: 'procedural',
        source: { file: 'harbour.txt', line: 4, text: 'gizmo: a crank that raises the sluice' },
      },
      pasteLine: {
        text: 'prop: iron crank on a wooden sluice gate, 24x32, 3 variants, key=sluice-crank',
        heading: null,
      },
    })
  })

  it('is found in a fence, behind thoughts, between words, and as a bare list', () => {
    const good = answer(proposal())
    const texts = [
      `Here you are:\n\`\`\`json\n${good}\n\`\`\`\nEnjoy.`,
      `<think>{"proposals": 1}</think>\n${good}`,
      `Sure! ${good} Is that all?`,
      JSON.stringify([proposal()]),
    ]
    for (const text of texts)
      expect(readRefinementAnswer(text, input).proposals.map(({ spec }) => spec.key)).toEqual([
        'sluice-crank',
      ])
  })

  it('may leave out what a thing does not have', () => {
    const { lines, assetType, name, prompt } = proposal()
    const [one] = readRefinementAnswer(answer({ lines, assetType, name, prompt }), input).proposals
    expect(one?.spec).toMatchObject({ size: { width: 32, height: 32 }, variants: 4 })
  })

  it('keeps animations, states, sounds, a palette and tags of the project', () => {
    const idle = { name: 'idle', frames: 4, fps: 6, loop: true }
    const { proposals } = readRefinementAnswer(
      answer(
        proposal({ name: 'buoy', lines: [5], animations: [idle], palette: 'dusk', tags: ['weathered'] }),
        proposal({ name: 'gate', prompt: 'sluice gate', states: ['open', 'closed'] }),
        proposal({ name: 'bell', assetType: 'sfx', prompt: 'bell', sound: { durationMs: 800, loop: false } }),
      ),
      input,
    )
    expect(proposals.map(({ spec }) => spec)).toMatchObject([
      { animations: [idle], palette: ['#201830', '#f0d080'], tags: ['weathered'] },
      { states: ['open', 'closed'] },
      { sound: { durationMs: { min: 640, max: 960 }, loop: false } },
    ])
  })

  it('takes sizes and numbers of variants out of the words, so that the line to paste says each once', () => {
    const [one] = readRefinementAnswer(
      answer(proposal({ prompt: 'iron crank, 64x64, 5 variants', size: { width: 20, height: 20 } })),
      input,
    ).proposals
    expect(one?.pasteLine.text).toBe('prop: iron crank, 20x20, 3 variants, key=sluice-crank')
  })

  it('keeps what a person ordered for all specs above what the model wants', () => {
    const ordered = { ...input, options: { ...input.options, variantsPerSpec: 1 } }
    expect(readRefinementAnswer(answer(proposal()), ordered).proposals[0]?.spec.variants).toBe(1)
  })

  it('keeps remarks about the list in plain words only', () => {
    const text = JSON.stringify({
      proposals: [],
      constraints: [
        { line: 4, text: 'everything is   wet' },
        { line: 4, text: 'see http://example.test' },
        { line: 400, text: 'no such line' },
      ],
      notUnderstood: [{ line: 5, text: 'a buoy of what size?' }, 'nonsense'],
    })
    const reading = readRefinementAnswer(text, input)
    expect(reading.constraints).toEqual([{ line: 4, text: 'everything is wet' }])
    expect(reading.leftOpen).toEqual([{ line: 5, text: 'a buoy of what size?' }])
  })
})

test('in free text a proposal is an item under the heading of its type, and is read as it was proposed', () => {
  const text = '# Harbour\n\n## Props\n- mooring post\n\nHmm, whatever raises the sluice.\n'
  const prose = refinementInput(text, { fileName: 'harbour.md', openLines: [6] })
  const idle = { name: 'idle', frames: 4, fps: 6, loop: true }
  const { proposals } = readRefinementAnswer(
    answer(
      proposal({ lines: [6], animations: [idle] }),
      proposal({
        lines: [6],
        assetType: 'sfx',
        name: 'bell',
        prompt: 'harbour bell',
        sound: { durationMs: 800, loop: false },
      }),
    ),
    prose,
  )
  expect(proposals.map(({ pasteLine }) => pasteLine)).toEqual([
    { text: '- iron crank on a wooden sluice gate, 24x32, idle 4 frames 6 fps loops', heading: 'Props' },
    { text: '- harbour bell, 0.8 seconds, does not loop', heading: 'Sounds' },
  ])
  for (const { spec, pasteLine } of proposals) {
    const pastedText = `# Harbour\n\n## ${pasteLine.heading}\n${pasteLine.text}\n`
    const options = { palette: [], variantsPerSpec: null, provider: 'procedural' }
    const { specs, problems } = refineText({ fileName: 'harbour.md', text: pastedText, options })
    expect(problems).toEqual([])
    expect(specs).toHaveLength(1)
    expect(specs[0]).toMatchObject({
      assetType: spec.assetType,
      prompt: spec.prompt,
      size: spec.size,
      ...(spec.animations === undefined ? {} : { animations: spec.animations }),
      ...(spec.sound === undefined ? {} : { sound: spec.sound }),
    })
  }
})

describe('keys', () => {
  it('of the rules are never taken: what they made already is left out and told', () => {
    const reading = readRefinementAnswer(
      answer(
        proposal({ name: 'mooring post', prompt: 'mooring post of oak' }),
        proposal({ name: 'needle', prompt: 'brass compass' }),
        proposal(),
      ),
      input,
    )
    expect(reading.proposals.map(({ spec }) => spec.key)).toEqual(['sluice-crank'])
    expect(reading.dropped.map(({ text }) => text)).toEqual([
      'the list has mooring-post already',
      'the list has brass-compass already',
    ])
  })

  it('of two things with one name differ, and the same thing twice is one', () => {
    const reading = readRefinementAnswer(
      answer(proposal(), proposal({ prompt: 'rusty crank' }), proposal()),
      input,
    )
    expect(reading.proposals.map(({ spec }) => spec.key)).toEqual(['sluice-crank', 'sluice-crank-2'])
    expect(reading.dropped).toEqual([{ line: 4, text: 'sluice-crank was proposed twice' }])
  })
})

describe('what is not an answer', () => {
  test.each([
    ['prose', 'Certainly! A barrel, a chest.', 'the answer is not JSON'],
    ['an empty text', '', 'the answer is not JSON'],
    ['another shape', '{"assets": []}', 'proposals: Invalid input'],
    ['a number', '7', 'Invalid input'],
  ])('%s is unusable and says why', (_name, text, why) => {
    const reading = readRefinementAnswer(text, input)
    expect(reading).toMatchObject({ isUnusable: true, refusal: null, proposals: [] })
    expect(reading.errors.join()).toContain(why)
  })

  it('ten thousand specs are refused for good', () => {
    const thousands = Array.from({ length: 10_000 }, () => null)
    expect(readRefinementAnswer(answer(...thousands), input)).toMatchObject({
      isUnusable: true,
      errors: [],
      refusal: 'it proposes 10000 specs, the limit is 200',
    })
  })

  it('a tower of brackets is one wrong proposal', () => {
    const reading = readRefinementAnswer('['.repeat(500_000) + ']'.repeat(500_000), input)
    expect(reading).toMatchObject({ proposals: [], errors: [expect.stringContaining('proposals.0')] })
  })

  it('an answer of more than four million characters is not even read', () => {
    const text = ' '.repeat(refinementLimits.answerCharsMax + 1)
    expect(readRefinementAnswer(text, input).refusal).toContain('the limit is 4194304')
  })

  test.each([
    ['a path', { prompt: 'barrel from ../../etc/passwd' }, 'a path'],
    ['an absolute path', { prompt: 'barrel, see /srv/art' }, 'a path'],
    ['a path of Windows', { prompt: 'barrel C:\\art' }, 'a path'],
    ['an address', { prompt: 'barrel like https://example.test/x' }, 'an address'],
    ['a host', { name: 'barrel of example.com' }, 'an address'],
    ['an IP', { prompt: 'barrel of 10.0.0.1' }, 'an address'],
    ['a file', { prompt: 'barrel as in barrel.png' }, 'a file'],
    ['a model file', { prompt: 'barrel by otherStudio.safetensors' }, 'a file'],
    ['a LoRA', { prompt: 'barrel <lora:otherStudio:1>' }, 'a model'],
    ['a LoRA in full width', { prompt: 'barrel ＜lora：otherStudio：1＞' }, 'a model'],
    ['a key', { prompt: 'barrel, key=mooring-post' }, 'markup'],
    ['a template', { prompt: 'barrel {{secret}}' }, 'markup'],
    ['hidden letters', { prompt: 'barrel \u202egnp.x' }, 'a control character'],
    ['no words', { prompt: '!!!' }, 'no word'],
    ['a checkpoint', { checkpoint: 'otherStudioXL' }, 'a part that no proposal has: checkpoint'],
    ['a provider of others', { provider: 'other-studio-gpu' }, 'provider'],
    ['a palette of others', { palette: 'other' }, 'palette'],
    ['a tag of others', { tags: ['other'] }, 'tags'],
    ['an unknown type', { assetType: 'weapon' }, 'assetType'],
    ['a size of nothing', { size: { width: 0, height: 9 } }, 'size.width'],
    ['a line that is not there', { lines: [4, 99] }, 'no text on line 99'],
    ['no line', { lines: [] }, 'lines'],
    ['200 frames', { animations: [{ name: 'idle', frames: 200, fps: 6, loop: true }] }, 'frames'],
    ['0 frames a second', { animations: [{ name: 'idle', frames: 2, fps: 0, loop: true }] }, 'fps'],
    [
      'animations of 80 frames',
      { animations: ['a', 'b'].map((name) => ({ name, frames: 40, fps: 6, loop: true })) },
      'at most 64 frames',
    ],
    [
      'states that move',
      { states: ['on', 'off'], animations: [{ name: 'idle', frames: 2, fps: 6, loop: true }] },
      'do not go together',
    ],
  ])('a proposal with %s is refused, told for the repair, and costs only itself', (_name, change, why) => {
    const reading = readRefinementAnswer(
      answer(proposal(change), proposal({ name: 'buoy', prompt: 'bell buoy', lines: [5] })),
      input,
    )
    expect(reading.proposals.map(({ spec }) => spec.key)).toEqual(['buoy'])
    expect(reading.errors).toHaveLength(1)
    expect(reading.errors[0]).toContain(why)
    expect(reading.dropped[0]?.text).toContain(why)
  })

  it('a proposal for a line that the rules understood is left out without a repair', () => {
    const reading = readRefinementAnswer(answer(proposal({ lines: [2], name: 'pole' })), input)
    expect(reading).toMatchObject({ proposals: [], errors: [], dropped: [{ line: 2 }] })
  })

  test.each([
    'treasure chest closed / open',
    'view at 3/4, and/or lit',
    'checkpoint flag',
    'so-called "key" ring',
  ])('plain words stay plain words: %s', (words) => expect(foreignPartOf(words)).toBeNull())
})

/** Mostly what the model should write, now and then something else. */
function mostly<Value>(good: fc.Arbitrary<Value>, bad: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: good, weight: 15 }, { arbitrary: bad, weight: 1 })
}
const plain = fc.constantFrom(
  'barrel',
  'lit',
  '32x32',
  '2 variants',
  'ö',
  '火',
  'mooring',
  'post',
  'x/y',
  '(old)',
)
const hostile = fc.constantFrom(
  '../x',
  'https://a.test',
  'key=a',
  '\u0007',
  '<',
  'a.png',
  '\u202e',
  'prop: b\nprop: c',
)
const words = fc
  .array(fc.oneof({ arbitrary: plain, weight: 30 }, { arbitrary: hostile, weight: 1 }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((some) => some.join(' '))
const anyProposal = fc.record(
  {
    lines: mostly(fc.array(fc.integer({ min: 3, max: 6 }), { minLength: 1, maxLength: 3 }), fc.anything()),
    assetType: mostly(fc.constantFrom('prop', 'tile', 'ui', 'sfx', 'music', 'backdrop'), fc.string()),
    name: mostly(words, fc.string()),
    prompt: mostly(words, fc.string()),
    size: mostly(
      fc.record({ width: fc.integer({ min: 4, max: 99 }), height: fc.constant(16) }),
      fc.anything(),
    ),
    states: mostly(fc.option(fc.constant(['on', 'off'])), fc.array(fc.string())),
    sound: mostly(
      fc.record({ durationMs: fc.integer({ min: 50, max: 120_000 }), loop: fc.boolean() }),
      fc.anything(),
    ),
    variants: mostly(fc.integer({ min: 1, max: 16 }), fc.integer()),
    provider: mostly(fc.constantFrom('procedural', null), fc.string()),
    palette: mostly(fc.constantFrom('dusk', null), fc.string()),
    tags: mostly(fc.constantFrom(['weathered'], [], null), fc.array(fc.string())),
  },
  { requiredKeys: ['lines', 'assetType', 'name', 'prompt'] },
)

test('whatever text a model returns, only valid specs with names of the catalogue come out, and the rules are untouched', () => {
  const before = structuredClone(input.rules)
  const ruled = new Set(before.specs.map(({ key }) => key))
  const anyText = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.json(),
    fc
      .array(fc.oneof({ arbitrary: anyProposal, weight: 5 }, { arbitrary: fc.anything(), weight: 1 }), {
        maxLength: 6,
      })
      .map((proposals) =>
        JSON.stringify({ proposals, constraints: proposals, notUnderstood: [{ line: 1, text: 'x' }] }),
      ),
  )
  let cameOut = 0
  fc.assert(
    fc.property(anyText, (text) => {
      const reading = readRefinementAnswer(text, input)
      expect(input.rules).toEqual(before)
      const keys = reading.proposals.map(({ spec }) => spec.key)
      expect(new Set(keys).size).toBe(keys.length)
      for (const { spec, lines, pasteLine } of reading.proposals) {
        cameOut++
        expect(assetSpecSchema.safeParse(spec).success).toBe(true)
        expect(ruled.has(spec.key)).toBe(false)
        expect(spec.provider).toBe('procedural')
        expect(spec.tags.every((tag) => input.catalogue.styleTags.includes(tag))).toBe(true)
        expect([...input.options.palette, ...input.catalogue.palettes['dusk']!]).toEqual(
          expect.arrayContaining(spec.palette),
        )
        expect(lines.some((line) => input.openLines.includes(line))).toBe(true)
        expect(foreignPartOf(spec.prompt.positive)).toBeNull()
        expect(pasteLine.text).not.toMatch(/[\n\r]/)
        const { key, assetType, variants } = spec
        expect(pasted(pasteLine.text)).toMatchObject({ key, assetType, variants })
        if (spec.sound === undefined && spec.states === undefined)
          expect(pasted(pasteLine.text)).toMatchObject(sameAs(spec))
      }
    }),
    { numRuns: 500 },
  )
  expect(cameOut).toBeGreaterThan(50)
})

/** What the rules make of a pasted line. */
function pasted(line: string) {
  const options = { palette: [], variantsPerSpec: null, provider: 'procedural' }
  const { specs, problems } = parseWishlistList({ fileName: 'pasted.txt', text: line, options })
  expect(problems).toEqual([])
  return specs[0]!
}

function sameAs({ key, assetType, size, variants, prompt }: ReturnType<typeof pasted>) {
  return { key, assetType, size, variants, prompt }
}
