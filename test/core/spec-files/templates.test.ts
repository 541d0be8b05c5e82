import { describe, expect, it } from 'vitest'
import { firstExample } from '../../../core/spec-files/read-template.js'
import { goodSpec, problemsOf, readTexts } from './spec-text.js'

const template = `version: "1.0"
template: door
parameters:
  - { name: wood, type: enum, values: [oak, pine, ash] }
  - { name: state, type: string, description: "how it is: open, shut" }
generation: { type: audio }
prompt:
  base: a door of {{wood}} that is {{state}}
  templates: { oak: heavy creak }
integration: { manifest_section: audio.doors, naming_pattern: "door{{type_number}}{{variant_letter}}.ogg" }
`
const instances = (entries: string, from = 'door') =>
  `version: "1.0"\nid: doors\nfrom_template: ${from}\ninstances:\n${entries}\n`
const pathsOf = (files: Record<string, string>) =>
  readTexts(files).specs.map(({ integration }) => integration?.manifestPath)

describe('a template', () => {
  it('numbers the values of its enum and letters the instances of each value, over all files', () => {
    const files = {
      'template.yaml': template,
      'a.yaml': instances(
        '  - { wood: ash, state: shut }\n  - { wood: oak, state: shut }\n  - { wood: ash, state: open }',
      ),
      'b.yaml': instances('  - { wood: ash, state: slammed }').replace('id: doors', 'id: more'),
    }
    const { specs, problems } = readTexts(files)
    expect(problems).toEqual([])
    expect(
      specs.map(({ key, integration }) => [key, integration?.manifestKey, integration?.manifestPath]),
    ).toEqual([
      ['door3a', 'door3a', 'audio/doors/door3a.ogg'],
      ['door1a', 'door1a', 'audio/doors/door1a.ogg'],
      ['door3b', 'door3b', 'audio/doors/door3b.ogg'],
      ['door3c', 'door3c', 'audio/doors/door3c.ogg'],
    ])
    expect(specs.map(({ prompt }) => prompt.positive)).toEqual([
      'a door of ash that is shut',
      'a door of oak that is shut, heavy creak',
      'a door of ash that is open',
      'a door of ash that is slammed',
    ])
  })

  it('is made once for each value where no file makes instances of it', () => {
    const { specs, notes } = readTexts({ 'door.yaml': template })
    expect(specs.map(({ prompt }) => prompt.positive)).toEqual([
      'a door of oak that is open, heavy creak',
      'a door of pine that is open',
      'a door of ash that is open',
    ])
    expect(pathsOf({ 'door.yaml': template })).toEqual([
      'audio/doors/door1a.ogg',
      'audio/doors/door2a.ogg',
      'audio/doors/door3a.ogg',
    ])
    expect(notes.map(({ line, message }) => `${line}: ${message}`)).toEqual(
      expect.arrayContaining([
        '2: no instances: one asset for each wood',
        '5: no instances: state is "open"',
      ]),
    )
  })

  it('is found by its name, or by the name of its file', () => {
    const files = {
      'templates/door-sounds.yaml': template,
      'a.yaml': instances('  - { wood: oak, state: shut }', 'door-sounds'),
    }
    expect(pathsOf(files)).toEqual(['audio/doors/door1a.ogg'])
  })

  it('fills in numbers as numbers, and never looks at what it filled in', () => {
    const text = `template: gem
parameters:
  - { name: tone, type: enum, values: [red, blue] }
  - { name: count, type: string, default: 3 }
  - { name: words, type: string, default: "{{tone}} {{gone}}" }
prompt: { base: "{{tone}} gem {{words}}", parameters: { n_variations: "{{count}}" } }
`
    const { specs, problems } = readTexts({ 'gem.yaml': text })
    expect(problems).toEqual([])
    expect(specs.map(({ key, variants, prompt }) => [key, variants, prompt.positive])).toEqual([
      ['gem-red-3-tone-gone', 3, 'red gem {{tone}} {{gone}}'],
      ['gem-blue-3-tone-gone', 3, 'blue gem {{tone}} {{gone}}'],
    ])
  })

  it('finds the first example in the words of a description', () => {
    const examples = [
      "Variation (e.g., 'light', 'heavy')",
      'how heavy it feels: light, heavy',
      'weight, e.g. light or heavy',
      'weight (eg: “light”; heavy)',
    ].map(firstExample)
    expect(examples).toEqual(['light', 'light', 'light', 'light'])
    expect(firstExample('how heavy it feels')).toBeUndefined()
  })
})

describe('a bad instance', () => {
  it.each([
    [
      'a value that is not listed',
      '{ wood: pin, state: open }',
      'a.yaml:6:13: the value "pin" of wood is not listed | Did you mean "pine"? Listed: oak, pine, ash.',
    ],
    [
      'a missing parameter',
      '{ wood: oak }',
      'a.yaml:6:5: the parameter "state" is missing | Add state: how it is: open, shut.',
    ],
    [
      'an unknown parameter',
      '{ wood: oak, state: open, stat: x }',
      'a.yaml:6:31: the template door has no parameter "stat" | Did you mean "state"? Its parameters: wood, state.',
    ],
  ])('costs only itself: %s', (_what, entry, problem) => {
    const files = {
      'a.yaml': instances(`  - { wood: oak, state: shut }\n  - ${entry}\n  - { wood: ash, state: shut }`),
      'door.yaml': template,
    }
    expect(problemsOf(files)).toEqual([problem])
    expect(pathsOf(files)).toEqual(['audio/doors/door1a.ogg', 'audio/doors/door3a.ogg'])
  })

  it('is told where the template is missing, misspelt or broken itself', () => {
    const a = instances('  - { wood: oak, state: open }', 'dor')
    expect(problemsOf({ 'a.yaml': a })).toEqual([
      'a.yaml:3:16: there is no template "dor" | Put its file into the same folder.',
    ])
    expect(problemsOf({ 'a.yaml': a, 'door.yaml': template })).toEqual([
      'a.yaml:3:16: there is no template "dor" | Did you mean "door"? Templates: door.',
    ])
    const broken = template.replace('type: enum', 'type: enom')
    expect(
      problemsOf({ 'a.yaml': a.replace('dor\n', 'door\n'), 'door.yaml': broken, 'good.yaml': goodSpec }),
    ).toEqual([
      'a.yaml:3:16: the template "door" has problems of its own | Mend it first.',
      expect.stringContaining('door.yaml:4:25: unknown type "enom" | Did you mean "enum"?'),
    ])
  })

  it('is refused where two get one file name', () => {
    const files = {
      'door.yaml': template.replace('{{variant_letter}}', ''),
      'a.yaml': instances('  - { wood: oak, state: shut }\n  - { wood: oak, state: open }'),
    }
    expect(problemsOf(files)).toEqual([
      expect.stringMatching(/^a\.yaml:6:5: "oak, open" gives the key door1, which a\.yaml, line 5 has too/),
    ])
  })
})

describe('a bad template', () => {
  it.each([
    [
      'a placeholder without its parameter',
      ['{{wood}} that', '{{wod}} that'],
      'door.yaml:8:9: {{wod}} is no parameter of this template | Did you mean "wood"?',
    ],
    [
      'a text for no value',
      ['{ oak: heavy', '{ oaks: heavy'],
      'door.yaml:9:16: no enum has the value "oaks" | Did you mean "oak"?',
    ],
    ['a value twice', ['pine, ash', 'pine, oak'], 'door.yaml:4:51: the value "oak" is there twice'],
    [
      'a default that is no value',
      ['ash] }', 'ash], default: elm }'],
      'the default "elm" is not one of the values | Values: oak, pine, ash.',
    ],
    [
      'two parameters of one name',
      ['name: state', 'name: wood'],
      'door.yaml:5:13: a second parameter is named "wood"',
    ],
    [
      'a name of the product',
      ['name: state', 'name: type_number'],
      'door.yaml:5:13: the product itself fills in "type_number"',
    ],
    [
      'no word of what a text may be',
      ['how it is: open, shut', 'how it is'],
      'door.yaml:5:5: nothing says what state may be',
    ],
    [
      'a bad block',
      ['manifest_section', 'manifest_sektion'],
      'door.yaml:10:16: unknown key "manifest_sektion" in integration',
    ],
  ])('costs only its own assets, and is told once: %s', (_what, [from = '', to = ''], problem) => {
    const files = { 'door.yaml': template.replace(from, to), 'good.yaml': goodSpec }
    expect(problemsOf(files)).toEqual([expect.stringContaining(problem)])
    expect(readTexts(files).specs.map(({ key }) => key)).toEqual(['good'])
  })

  it('is refused where two have one name', () => {
    expect(problemsOf({ 'a.yaml': template, 'b.yaml': template })).toEqual([
      'b.yaml:2:11: a.yaml is a template "door" too | Give one another name.',
    ])
  })
})
