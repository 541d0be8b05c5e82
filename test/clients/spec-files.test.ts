import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packMarker } from '../../core/spec-files/looks-like-spec.js'
import { unpackSpecFiles } from '../../core/spec-files/pack-spec-files.js'
import { openCliBench, type CliBench } from './cli-bench.js'

const jar = 'version: "1.0"\nid: jar\nprompt: { base: clay jar }\n'
const template = `template: step
parameters:
  - { name: ground, type: enum, values: [stone, snow] }
  - { name: weight, type: string, description: "how heavy: light, heavy" }
generation: { type: audio, provider: bark }
prompt: { base: "step on {{ground}}, {{weight}}, 200 ms" }
integration: { manifest_section: audio.steps, naming_pattern: "step{{type_number}}{{variant_letter}}.ogg" }
`

describe('specs as files', () => {
  let bench: CliBench

  beforeEach(async () => {
    bench = await openCliBench()
  })
  afterEach(() => bench.close())

  const write = async (path: string, text: string | Uint8Array) => {
    await mkdir(dirname(join(bench.folder, path)), { recursive: true })
    await writeFile(join(bench.folder, path), text)
  }

  describe('spec validate', () => {
    it('lists the specs of a good folder and exits with 0, without a stack', async () => {
      bench.stackRuns = false
      await write('specs/jar.yaml', jar)
      await write('specs/templates/step.yaml', template)
      await write('specs/art/jar.png', Uint8Array.of(137, 80, 78, 71))
      const { code, out, err } = await bench.run('spec', 'validate', 'specs')
      expect(code).toBe(0)
      expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
        ['jar', 'prop', 'jar.yaml:2'],
        ['step1a', 'sfx', 'templates/step.yaml:3'],
        ['step2a', 'sfx', 'templates/step.yaml:3'],
        [''],
      ])
      expect(err).toMatch(/^3 specs, 0 problems, \d+ notes\. See the notes: --notes\n$/)
      expect(bench.stackCalls).toEqual([])
    })

    it('prints file, line, column and hint of each problem and exits with 1', async () => {
      await write('specs/bad.yaml', 'version: "1.0"\nid: bad\nprompt: { bass: jar }\n')
      await write('specs/jar.yaml', jar)
      const { code, out, err } = await bench.run('spec', 'validate', 'specs')
      expect(code).toBe(1)
      expect(out).toBe(
        'bad.yaml:3:11: unknown key "bass" in prompt\n  Did you mean "base"? Known keys: base, style, negative, parameters, templates.\n',
      )
      expect(err).toContain('1 spec, 1 problem, ')
      const json = await bench.run('spec', 'validate', 'specs', '--json')
      expect([json.code, json.json()]).toMatchObject([
        1,
        {
          valid: false,
          files: 2,
          specs: [{ key: 'jar', file: 'jar.yaml', line: 2 }],
          problems: [{ file: 'bad.yaml', line: 3, column: 11 }],
        },
      ])
    })

    it('tells what was inferred with --notes, and reads a packed folder as one', async () => {
      await write('specs/jar.yaml', jar)
      const { out } = await bench.run('spec', 'validate', 'specs', '--notes')
      expect(out).toContain('jar.yaml:1: note: no n_variations: 4 variants\n')
      await write('packed.txt', `${packMarker}\n=== 3 lines: inner.yaml\n${jar}`)
      expect((await bench.run('spec', 'validate', 'packed.txt')).out).toBe('jar  prop  inner.yaml:2\n')
    })

    it('exits with 3 for nothing and 2 for a folder of nothing or without end', async () => {
      expect((await bench.run('spec', 'validate', 'gone')).code).toBe(3)
      await mkdir(join(bench.folder, 'empty'))
      expect(await bench.run('spec', 'validate', 'empty')).toMatchObject({
        code: 2,
        err: expect.stringContaining('has no file.'),
      })
      await write('deep/1/2/3/4/5/6/7/8/9/jar.yaml', jar)
      expect((await bench.run('spec', 'validate', 'deep')).err).toContain('is deeper than 8 folders.')
    })

    it('leaves links and hidden files alone', async () => {
      await write('secret.yaml', jar.replace('jar', 'secret'))
      await write('specs/jar.yaml', jar)
      await write('specs/.hidden.yaml', jar)
      await symlink(join(bench.folder, 'secret.yaml'), join(bench.folder, 'specs', 'link.yaml'))
      const result = (await bench.run('spec', 'validate', 'specs', '--json')).json()
      expect(result).toMatchObject({ files: 2, ignored: ['link.yaml'], specs: [{ key: 'jar' }] })
    })
  })

  it('spec schema prints a JSON Schema that names the keys of specs, templates and instances', async () => {
    const { code, out } = await bench.run('spec', 'schema')
    expect(code).toBe(0)
    const schema = JSON.parse(out) as { $schema: string; anyOf: { required: string[]; properties: object }[] }
    expect(schema.$schema).toContain('draft-07')
    expect(schema.anyOf.map(({ required }) => required)).toEqual([
      ['id', 'prompt'],
      ['template', 'prompt'],
      ['id', 'from_template', 'instances'],
    ])
    expect(Object.keys(schema.anyOf[0]?.properties ?? {})).toContain('post_processing')
  })

  describe('a folder as a wishlist', () => {
    it('is submitted as one text under the name of the folder, by wishlist add and by spec import', async () => {
      await write('specs/jar.yaml', jar)
      await write('specs/art/jar.png', Uint8Array.of(137, 80, 78, 71))
      await write('specs/wide.yaml', Buffer.from(`\uFEFF${jar.replace('id: jar', 'id: wide')}`, 'utf16le'))
      await bench.run('wishlist', 'add', 'specs', '--json')
      const again = await bench.run('spec', 'import', 'specs', '--json')
      expect(again.json()).toMatchObject({ created: false })
      const [run] = bench.api.world.runs
      expect(bench.api.world.runs).toHaveLength(1)
      expect(run?.view.wishlistName).toBe('specs')
      expect(unpackSpecFiles(run?.text ?? '')).toEqual([
        { path: 'art/jar.png', leftOut: true },
        { path: 'jar.yaml', text: jar },
        { path: 'wide.yaml', text: jar.replace('id: jar', 'id: wide') },
      ])
    })

    it('is refused where its files are too large together', async () => {
      for (const name of ['a', 'b', 'c'])
        await write(`specs/${name}.yaml`, `# ${'x'.repeat(400_000)}\n${jar}`)
      const { code, err } = await bench.run('wishlist', 'add', 'specs')
      expect(code).toBe(2)
      expect(err).toContain('a wishlist has at most 1048576.\n  Split the folder, and submit each part.')
    })

    it('may be one YAML file', async () => {
      await write('jar.yaml', jar)
      await bench.run('wishlist', 'add', 'jar.yaml', '--json')
      expect(bench.api.world.runs[0]?.text).toBe(jar)
    })
  })

  describe('generate --template --dry-run', () => {
    const dryRun = (...args: string[]) => bench.run('generate', '--template', 'step', '--dry-run', ...args)

    it('prints prompt, file, provider and cost, and starts nothing', async () => {
      await write('templates/step.yaml', template)
      const { code, out, err } = await dryRun('--param', 'ground=snow', '--output-name', 'stepSnowA')
      expect(code).toBe(0)
      expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
        ['key', 'step-snow-a'],
        ['type', 'sfx'],
        ['prompt', 'step on snow, light, 200 ms'],
        ['file', 'audio/steps/stepSnowA.ogg'],
        ['provider', 'procedural'],
        ['variants', '4'],
        ['cost', '0'],
        [''],
      ])
      expect(err).toContain('no weight given: "light"')
      expect(err).toContain('bark is not set up here: procedural makes it')
      expect([bench.api.world.runs, bench.stackCalls]).toEqual([[], []])
    })

    it('refuses values that are not listed, templates that are not there and parameters without =', async () => {
      await write('templates/step.yaml', template)
      expect(await dryRun('--param', 'ground=sno')).toMatchObject({
        code: 2,
        err: expect.stringContaining(
          'the value "sno" of ground is not listed\n  Did you mean "snow"? Listed: stone, snow.',
        ),
      })
      expect((await dryRun()).err).toContain('the parameter "ground" is missing')
      expect((await dryRun('--param', 'ground')).err).toContain('"ground" is no parameter.')
      const other = await bench.run('generate', '--template', 'stap', '--dry-run')
      expect(other.err).toContain('there is no template "stap"\n  Did you mean "step"? Templates: step.')
    })
  })
})
