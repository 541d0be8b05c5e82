import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isIdOf } from '../../../core/ids.js'
import { chainJobId } from '../../../core/chain/job-id.js'
import { readJobBody } from '../../../core/chain/read-job-body.js'
import { readPictureReference } from '../../../core/chain/picture-reference.js'

const generate = (more: object = {}) => ({ type: 'generate', input: { specKey: 'barrel', ...more } })
const problemsOf = (body: unknown) =>
  readJobBody(body).problems.map(({ member, message }) => `${member}: ${message}`)

/** `levels` jobs one behind the other. */
function nested(levels: number): object {
  let job: object = { type: 'score', input: {} }
  for (let level = 2; level < levels; level++) job = { type: 'score', input: { nextJobs: [job] } }
  return generate({ nextJobs: [job] })
}

describe("document E's job body", () => {
  it('is one job a place, in order, with its other names understood', () => {
    const order = readJobBody({
      ...generate({
        checkpointName: 'sdxl',
        nextJobs: [
          { type: 'remove-background', input: { nextJobs: [{ type: 'pack_spritesheet' }] } },
          { type: 'export', input: { runId: '$output.runId' } },
        ],
      }),
      project: 'desert',
    })
    expect(order.problems).toEqual([])
    expect(order.projectKey).toBe('desert')
    expect(order.steps.map(({ position, parentPosition, type }) => [position, parentPosition, type])).toEqual(
      [
        ['1', null, 'generate'],
        ['1.1', '1', 'bg_remove'],
        ['1.1.1', '1.1', 'atlas_pack'],
        ['1.2', '1', 'export'],
      ],
    )
    expect(order.steps[0]?.input).toEqual({ specKey: 'barrel', checkpointName: 'sdxl' })
    expect(order.steps[0]?.notes.join()).toContain('checkpointName')
  })

  it('as the documents have it is usable once its id is filled in', () => {
    const text = readFileSync(new URL('./document-job.json', import.meta.url), 'utf8')
    expect(problemsOf(JSON.parse(text))).toEqual([
      'input.specId: <specId> stands for an id that is still to be filled in',
    ])
    const { steps, problems } = readJobBody(JSON.parse(text.replace('<specId>', 'barrel')))
    expect(problems).toEqual([])
    expect(steps[1]?.input).toEqual({ originalPath: '$output.originalsDir/...' })
  })

  it.each([
    [[], ': the body is no JSON object'],
    [{ type: 'paint', input: {} }, 'type: "paint" is no type of job'],
    [{ input: {} }, 'type: is missing'],
    [{ ...generate(), nextJobs: [] }, 'nextJobs: is no member of a job'],
    [generate({ prompt: 'a cat' }), 'input: names several things: specKey, prompt'],
    [{ type: 'generate', input: {} }, 'input: names nothing to make'],
    [generate({ variants: 0 }), 'input.variants: '],
    [generate({ seed: '$output.seed' }), 'input.seed: $output.seed asks for a job before this one'],
    [generate({ style: '$env.HOME' }), 'input.style: $env is no expression'],
    [generate({ nextJobs: {} }), 'input.nextJobs: is no list'],
    [generate({ nextJobs: [{ type: 'paint' }] }), 'input.nextJobs[0].type: "paint" is no type of job'],
    [
      generate({ nextJobs: [{ type: 'bg_remove', input: { feather: 99 } }] }),
      'input.nextJobs[0].input.feather',
    ],
    [generate({ note: 'a\0b' }), 'input.note: is not well-formed text'],
    [generate({ note: 'x'.repeat(70_000) }), ': holds more than'],
    [generate({ nextJobs: Array.from({ length: 64 }, () => ({ type: 'score' })) }), 'a chain has at most 64'],
  ])('%j is refused by its member', (body, expected) => {
    expect(problemsOf(body).join('\n')).toContain(expected)
    expect(readJobBody(body).steps).toEqual([])
  })

  it('says which types there are', () => {
    expect(readJobBody({ type: 'paint', input: {} }).problems[0]?.hint).toContain('generate, bg_remove')
  })

  it('nests to a bounded depth, whatever its text', () => {
    expect(readJobBody(nested(8)).problems).toEqual([])
    expect(problemsOf(nested(9)).join()).toContain('at most 8 jobs follow each other')
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`) as unknown
    expect(problemsOf({ type: 'generate', input: deep }).join()).toContain('levels deep')
    const wide = { type: 'generate', input: { specKey: 'a', list: Array.from({ length: 6_000 }, () => 0) } }
    expect(problemsOf(wide).join()).toContain('more than 5000 values')
  })

  it('reaches behind no object', () => {
    const body = JSON.parse(
      '{"type":"generate","input":{"specKey":"a","__proto__":{"variants":1}}}',
    ) as unknown
    expect(problemsOf(body).join()).toContain('"__proto__"')
    expect(readJobBody({ type: 'constructor', input: {} }).steps).toEqual([])
  })
})

describe('ids and places of a chain', () => {
  it('follow from the first job, so that a place is never made twice', () => {
    const chainId = 'job_00000000-0000-7000-8000-000000000001'
    expect(chainJobId(chainId, '1')).toBe(chainId)
    const ids = ['1.1', '1.2', '1.1.1'].map((position) => chainJobId(chainId, position))
    expect(new Set([chainId, ...ids]).size).toBe(4)
    expect(ids.every((id) => isIdOf('job', id))).toBe(true)
    expect(chainJobId(chainId, '1.1')).toBe(ids[0])
  })

  it('name folders of jobs and nothing else', () => {
    const jobId = 'job_00000000-0000-7000-8000-000000000001'
    const all = { kind: 'folder', jobId, folder: 'originals', name: null }
    for (const rest of ['', '/', '/...', '/*'])
      expect(readPictureReference(`jobs/${jobId}/originals${rest}`)).toEqual(all)
    expect(readPictureReference(`jobs/${jobId}/images/barrel-r1-v1.png`)).toMatchObject({
      name: 'barrel-r1-v1.png',
    })
    for (const path of [
      '/etc/passwd',
      '../secrets',
      `jobs/${jobId}/originals/../../x`,
      `jobs/${jobId}/originals/..`,
      `jobs/${jobId}/secrets/a.png`,
      'jobs/../originals/...',
      'https://example.test/a.png',
    ])
      expect(readPictureReference(path), path).toBeNull()
  })
})
