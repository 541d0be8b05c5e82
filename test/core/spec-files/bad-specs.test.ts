import { describe, expect, it } from 'vitest'
import { goodSpec, pictureSpec, problemsOf, readTexts, soundSpec } from './spec-text.js'

/** The problems of one bad file; the good one beside it has to stay. */
function faultsOf(text: string): string[] {
  const { specs } = readTexts({ 'bad.yaml': text, 'good.yaml': goodSpec })
  expect(specs.map(({ key }) => key)).toEqual(['good'])
  return problemsOf({ 'bad.yaml': text, 'good.yaml': goodSpec })
}

describe('a fault in a spec', () => {
  it.each([
    [
      'an unknown key',
      pictureSpec('post_procesing: []'),
      'bad.yaml:6:1: unknown key "post_procesing" | Did you mean "post_processing"? Known keys: id, version, phase, metadata, generation, prompt, reference, post_processing, integration, observability, quality_contract.',
    ],
    [
      'an unknown key further in',
      pictureSpec('integration:\n  manifest_kye: jar'),
      'bad.yaml:7:3: unknown key "manifest_kye" in integration | Did you mean "manifest_key"? Known keys: manifest_key, manifest_path, manifest_type, manifest_section, naming_pattern, description.',
    ],
    [
      'an unknown action',
      pictureSpec('post_processing:\n  - { action: resise, dimensions: 32x32 }'),
      'bad.yaml:7:15: unknown action "resise" | Did you mean "resize"? Known: resize, validate, convert, normalize, trim_silence, remove_background, quantize.',
    ],
    [
      'an unknown check',
      pictureSpec('post_processing:\n  - { action: validate, checks: [has_alfa] }'),
      'bad.yaml:7:34: unknown check "has_alfa" | Did you mean "has_alpha"? Known: has_alpha, dimensions_match, file_size_reasonable, palette, duration_range, format, bitrate.',
    ],
    [
      'an unknown format',
      pictureSpec('post_processing:\n  - { action: convert, formats: [png, gif] }'),
      'bad.yaml:7:39: unknown format "gif" | Known: png, webp, ogg, wav, mp3.',
    ],
    [
      'a step without its action',
      pictureSpec('post_processing:\n  - { dimensions: 32x32 }'),
      'bad.yaml:7:5: post_processing[1] has no action | Add "action:". Known: resize, validate, convert, normalize, trim_silence, remove_background, quantize.',
    ],
    [
      'a list where text has to be',
      'version: "1.0"\nid: [a, b]\nprompt: { base: jar }\n',
      'bad.yaml:2:5: id has to be text, and "["a","b"]" is a list | Write id: and text after it.',
    ],
    [
      'text where true or false has to be',
      pictureSpec('observability: { track_cost: maybe }'),
      'bad.yaml:6:30: observability.track_cost has to be true or false, and "maybe" is text | Write track_cost: true or track_cost: false.',
    ],
    [
      'a missing base',
      'version: "1.0"\nid: jar\nprompt: { style: flat }\n',
      'bad.yaml:3:9: prompt has no base | Add "base:". It is text.',
    ],
    [
      'a base of no words',
      'version: "1.0"\nid: jar\nprompt: { base: "..." }\n',
      'bad.yaml:3:17: the prompt asks for nothing | Say what it is, such as base: clay jar.',
    ],
    [
      'a version of the future',
      'version: "2.0"\nid: jar\nprompt: { base: jar }\n',
      'bad.yaml:1:10: the version "2.0" is not known | Write version: "1.0".',
    ],
    [
      'a day that no calendar has',
      'version: "1.0"\nid: jar\nmetadata: { created: 2025-02-30 }\nprompt: { base: jar }\n',
      'bad.yaml:3:22: "2025-02-30" is no date | Write it like 2025-11-01.',
    ],
    [
      'a placeholder outside a template',
      'version: "1.0"\nid: jar\nprompt: { base: "{{kind}} jar" }\n',
      'bad.yaml:3:17: {{kind}} stands in a spec | Only templates have parameters: begin the file with "template:" instead of "id:", or write the value.',
    ],
    [
      'a list instead of a spec',
      '- id: jar\n',
      'bad.yaml:1:1: a spec has to be keys with values | Begin with version: "1.0" and id: name-of-the-asset.',
    ],
  ])('is told with its place and a way out: %s', (_what, text, problem) => {
    expect(faultsOf(text)).toEqual([problem])
  })

  it('is told of providers: unknown ones with the nearest name, and those that make the other kind', () => {
    expect(faultsOf(pictureSpec('').replace('type: image', 'type: image, provider: dalle-33'))).toEqual([
      expect.stringMatching(
        /^bad\.yaml:4:38: unknown provider "dalle-33" \| Did you mean "openai-images"\? Known/,
      ),
    ])
    expect(faultsOf(soundSpec('').replace('type: audio', 'type: audio, provider: dall-e-3'))).toEqual([
      expect.stringMatching(
        /^bad\.yaml:4:38: the provider openai-images makes no sounds \| Name one that does: procedural/,
      ),
    ])
  })

  it('names every fault of a file at once', () => {
    const text = pictureSpec(
      'phase: [1]\nobservability: { log_level: loud }\npost_processing: [{ action: convert, formats: [ogg] }]',
    )
    expect(faultsOf(text).map((problem) => problem.split(' ')[0])).toEqual([
      'bad.yaml:6:8:',
      'bad.yaml:7:29:',
    ])
  })
})

describe('values with units', () => {
  const resize = (dimensions: string) =>
    pictureSpec(`post_processing: [{ action: resize, dimensions: ${dimensions} }]`)

  it('are read as people write sizes', () => {
    const sizes = ['32x48', '32 x 48 px', '"32×48"', '24', '24px'].map((written) => {
      const [spec] = readTexts({ 'a.yaml': resize(written) }).specs
      return `${spec?.size.width}x${spec?.size.height}`
    })
    expect(sizes).toEqual(['32x48', '32x48', '32x48', '24x24', '24x24'])
  })

  it('are refused where they are none, or beyond the limits', () => {
    const why = ['huge', '32', '2x2', '2048x2048', '3.5x4', '32x32x32', '-4x4', '99999x9'].map(
      (written) => problemsOf({ 'a.yaml': resize(written) })[0]?.replace(/ \|.*/, '') ?? 'fine',
    )
    expect(why).toEqual([
      'a.yaml:6:49: "huge" is no size',
      'fine',
      'a.yaml:6:49: the size "2x2" is outside the limits of 4 to 1024 px a side',
      'a.yaml:6:49: the size "2048x2048" is outside the limits of 4 to 1024 px a side',
      'a.yaml:6:49: the size "3.5x4" is not in whole pixels up to 8192',
      'a.yaml:6:49: "32x32x32" is no size',
      'a.yaml:6:49: "-4x4" is no size',
      'a.yaml:6:49: the size "99999x9" is not in whole pixels up to 8192',
    ])
  })

  it('are levels in decibels, bit rates and durations, each with its limits', () => {
    const step = (text: string) => problemsOf({ 'a.yaml': soundSpec(`post_processing: [${text}]`) })
    expect(step('{ action: normalize, peak: -1.0 dBFS, loudness: -16 LUFS }')).toEqual([])
    expect(step('{ action: normalize, peak: "−1 dB" }')).toEqual([])
    expect(step('{ action: normalize, peak: loud }')[0]).toContain(
      '"loud" is no level | Write a number with its unit',
    )
    expect(step('{ action: normalize, peak: 3 dB }')[0]).toContain(
      '"3 dB" is outside the limits of -24 to 0 dB',
    )
    expect(step('{ action: trim_silence, threshold: -5 dB }')[0]).toContain(
      'outside the limits of -90 to -20 dB',
    )
    const check = (text: string) => step(`{ action: validate, checks: [${text}] }`)
    expect(check('{ bitrate: 192k, format: mp3 }')).toEqual([])
    expect(check('{ bitrate: 9000k }')[0]).toContain('"9000k" is no bit rate from 32k to 320k')
    expect(check('{ duration_range: [0.6, 0.2] }')[0]).toContain('0.6 s is longer than 0.2 s')
    expect(check('{ duration_range: [short, long] }')[0]).toContain('is no range of seconds')
    expect(check('{ duration_range: [0, 500] }')[0]).toContain('outside the limits of 0.01 to 120 s')
    expect(check('{ duration_range: [0.1] }')[0]).toContain('duration_range may have at least 2 entries')
  })
})

describe('contradictions', () => {
  it('are refused where two lines decide one thing', () => {
    const twice = pictureSpec(
      'post_processing:\n  - { action: resize, dimensions: 32x32 }\n  - { action: resize, dimensions: 64x64 }',
    )
    expect(faultsOf(twice)).toEqual([
      'bad.yaml:8:5: a second resize step: line 7 has one too | Keep the one that counts.',
    ])
    const formats = soundSpec(
      'post_processing: [{ action: convert, formats: [ogg] }, { action: validate, checks: [{ format: mp3 }] }]',
    )
    expect(faultsOf(formats)[0]).toContain('the check wants mp3, and ogg is made | Add mp3 to convert')
    const seconds = soundSpec(
      'post_processing: [{ action: validate, checks: [{ duration_range: [0.2, 0.6] }] }]',
    ).replace('prompt: { ', 'prompt: { parameters: { durationSeconds: 5 }, ')
    expect(faultsOf(seconds)[0]).toContain('5 s is not within the 0.2 to 0.6 s that the check allows')
  })

  it('are refused where a sound is asked for what pictures have, and the other way round', () => {
    expect(faultsOf(soundSpec('post_processing: [{ action: resize, dimensions: 8x8 }]'))[0]).toContain(
      'resize is no step for a sound',
    )
    expect(faultsOf(soundSpec('post_processing: [{ action: validate, checks: [has_alpha] }]'))[0]).toContain(
      'has_alpha is a check of pictures',
    )
    expect(faultsOf(pictureSpec('post_processing: [{ action: normalize, peak: -1 dB }]'))[0]).toContain(
      'normalize is no step for a picture',
    )
    expect(faultsOf(pictureSpec('post_processing: [{ action: convert, formats: [ogg] }]'))[0]).toContain(
      'ogg is a format of sounds',
    )
    expect(
      faultsOf(
        pictureSpec('post_processing: [{ action: validate, checks: [{ duration_range: [1, 2] }] }]'),
      )[0],
    ).toContain('duration_range is a check of sounds')
  })

  it('of the words and the steps are told, and the steps count', () => {
    const { specs, notes } = readTexts({
      'a.yaml': pictureSpec('post_processing: [{ action: resize, dimensions: 48x48 }]').replace(
        'clay jar',
        'clay jar 16x16',
      ),
    })
    expect(specs[0]?.size).toEqual({ width: 48, height: 48 })
    expect(notes.map(({ message }) => message)).toContain('the prompt says 16x16; 48x48 counts')
  })
})

describe('files that want one name', () => {
  it('are refused with both places, and the first stays', () => {
    const spec = (base: string) => `version: "1.0"\nid: jar\nprompt: { base: ${base} }\n`
    const files = { 'a.yaml': spec('old jar'), 'sub/b.yaml': `# another\n${spec('new jar')}` }
    expect(problemsOf(files)).toEqual([
      'sub/b.yaml:3:5: "jar" gives the key jar, which a.yaml, line 2 has too | Give one of the two another id or file name.',
    ])
    expect(readTexts(files).specs.map(({ prompt }) => prompt.positive)).toEqual(['old jar'])
  })

  it('are refused where ids differ only by case and marks, which keys do not have', () => {
    const spec = (id: string) => `version: "1.0"\nid: ${id}\nprompt: { base: jar }\n`
    expect(problemsOf({ 'a.yaml': spec('clayJar'), 'b.yaml': spec('clay_jar') })[0]).toContain(
      '"clay_jar" gives the key clay-jar, which a.yaml, line 2 has too',
    )
  })

  it('are refused where two would write one file of the game', () => {
    const spec = (id: string) =>
      `version: "1.0"\nid: ${id}\nprompt: { base: jar }\nintegration: { manifest_path: images/Jar.png }\n`
    expect(problemsOf({ 'a.yaml': spec('one'), 'b.yaml': spec('two').replace('Jar', 'jar') })[0]).toContain(
      'b.yaml:2:5: the file "images/jar.png" is that of a.yaml, line 2 too',
    )
  })

  it('take a number where a shot list or a prompt list has the name of a spec', () => {
    const { specs, notes, problems } = readTexts({
      'jar.yaml': 'version: "1.0"\nid: clay-jar\nprompt: { base: jar }\n',
      'prompts.txt': 'prop: clay jar\n',
      'shots.json': '[{"key": "clay_jar", "kind": "prop", "prompt": "jar"}]',
    })
    expect(problems).toEqual([])
    expect(specs.map(({ key, source }) => `${key} ${source.file}`)).toEqual([
      'clay-jar jar.yaml',
      'clay-jar-3 prompts.txt',
      'clay-jar-2 shots.json',
    ])
    expect(notes.map(({ message }) => message)).toContain(
      'the key clay-jar is that of jar.yaml, line 2: this one is clay-jar-2',
    )
  })
})

describe('paths', () => {
  it.each([
    '/etc/passwd',
    '../other/jar.png',
    'a/../../jar.png',
    'C:/jar.png',
    'images\\jar.png',
    'images//jar.png',
    './jar.png',
  ])('stay inside the folder of the game: %s', (path) => {
    expect(faultsOf(pictureSpec(`integration: { manifest_path: '${path}' }`))[0]).toMatch(
      /^bad\.yaml:6:31: the path ".*" (?:is absolute|leaves its folder|has backslashes|has an empty part) \| Write/,
    )
  })
})

describe('a palette', () => {
  const spec = pictureSpec('post_processing: [{ action: quantize, palette: sea.hex }]')

  it('is taken from its file in the folder', () => {
    const { specs, ignored } = readTexts({ 'a.yaml': spec, 'palettes/sea.hex': '0a1b2c\nffffff\n' })
    expect(specs[0]?.palette).toEqual(['#0a1b2c', '#ffffff'])
    expect(ignored).toEqual([])
  })

  it('that is missing is a problem of the spec that names it; one that nobody names is a note', () => {
    expect(faultsOf(spec)[0]).toContain('bad.yaml:6:48: there is no palette "sea.hex" in this folder')
    const { notes, ignored } = readTexts({ 'good.yaml': goodSpec, 'sea.hex': '0a1b2c\n' })
    expect(ignored).toEqual(['sea.hex'])
    expect(notes).toContainEqual({
      file: 'sea.hex',
      line: 1,
      message: 'a palette that no spec names: left alone',
    })
  })
})
