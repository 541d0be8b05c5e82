import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** Runs a worker from its sources until it ends; what it wrote to stderr as JSON lines. */
async function runWorker(name: string, env: Record<string, string>) {
  const entry = fileURLToPath(new URL(`../../workers/${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), entry], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let text = ''
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const code = await new Promise((resolve) => child.once('close', resolve))
  const lines = text.trim().split('\n')
  return { code, text, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

test('a worker that cannot start ends with one line that tells the mend and no password', async () => {
  const away = { DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/db', TEMPORAL_ADDRESS: '127.0.0.1:1' }
  const [image, orchestrator] = await Promise.all([runWorker('image', {}), runWorker('orchestrator', away)])
  expect(image.lines).toEqual([
    {
      at: expect.any(String),
      level: 'error',
      process: 'image',
      message: 'The environment variable DATABASE_URL is not set.',
      hint: expect.stringContaining('npm start'),
    },
  ])
  expect(orchestrator.lines).toMatchObject([
    { process: 'orchestrator', level: 'error', hint: expect.stringContaining('DATABASE_URL') },
  ])
  expect(orchestrator.text).not.toContain('hunter2')
  expect([image.code, orchestrator.code]).toEqual([1, 1])
})
