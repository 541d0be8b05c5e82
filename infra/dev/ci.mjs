/**
 * `npm run ci`: every check, none skipped because an earlier one failed. The last line is
 * `N passed, N failed`: the tests that vitest counted plus one for each other check.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

const reports = mkdtempSync(join(tmpdir(), 'assetloom-ci-'))

/** These read files, on one core each. Limits are for a hung check, far above what it takes. */
const readingChecks = [
  { name: 'format', command: ['npx', 'prettier', '--check', '--log-level', 'warn', '.'], limitMinutes: 5 },
  { name: 'types', command: ['npx', 'tsc', '-p', '.'], limitMinutes: 5 },
  { name: 'types of the page', command: ['npx', 'tsc', '-p', 'clients/web'], limitMinutes: 5 },
  {
    name: 'lint',
    command: ['npx', 'oxlint', '--type-aware', '--deny-warnings', '.'],
    limitMinutes: 5,
  },
  { name: 'rooms', command: ['npx', 'depcruise', ...depcruiseRooms()], limitMinutes: 5 },
]

/** `tests: true`: vitest runs and its counts are added up. */
const testChecks = [{ name: 'tests', command: ['npm', 'test', '--'], limitMinutes: 20, tests: true }]

/** Each of these waits half of its time: for timers, for what was killed, for a browser. */
const waitingChecks = [
  { name: 'stack', command: ['npm', 'run', 'test:stack', '--'], limitMinutes: 20, tests: true },
  {
    name: 'page in Chromium',
    command: ['npx', 'vitest', 'run', '--config', 'vitest.web.config.ts'],
    limitMinutes: 15,
    tests: true,
  },
  { name: 'engines', command: ['npm', 'run', 'test:engines', '--'], limitMinutes: 10, tests: true },
  {
    name: 'chaos of ComfyUI',
    command: ['npm', 'run', 'chaos', '--', '--suite', 'comfyui', '--set', 'small'],
    limitMinutes: 15,
  },
]
const chaosChecks = [
  {
    name: 'chaos',
    command: ['npm', 'run', 'chaos', '--', '--set', 'small', '--specs', '4'],
    limitMinutes: 25,
  },
]

const guardChecks = [{ name: 'guards', command: ['npm', 'run', 'guards'], limitMinutes: 30 }]

function depcruiseRooms() {
  return [
    '--config',
    '.dependency-cruiser.cjs',
    ...'core workflows activities adapters workers api'.split(' '),
    'clients/cli',
    'clients/http',
    'infra/dev',
    'test',
  ]
}

/** The last lines of a long log are what a person sees first: the failed tests are named there once more. */
const shownFailuresMax = 20
/** So many files with failed tests are run once more, alone. More than these are no accident. */
const repeatedFilesMax = 3

let passed = 0
let failed = 0
const failures = []
const failedTests = []
const unsteady = []

/** Names of checks that run. */
const atWork = new Set()
/** Failed tests that get another chance when nothing runs beside them. */
const secondChances = []

const reading = [...readingChecks]
await sideBySide(reading, reading)
await sideBySide(testChecks)
await sideBySide(waitingChecks, chaosChecks)
await sideBySide(guardChecks)

rmSync(reports, { recursive: true, force: true })
if (failures.length > 0) process.stdout.write(`\nfailed checks: ${failures.join(', ')}\n`)
for (const line of unsteady) process.stdout.write(`UNSTEADY, passed only the second time: ${line}\n`)
for (const line of failedTests.slice(0, shownFailuresMax)) process.stdout.write(`failed: ${line}\n`)
if (failedTests.length > shownFailuresMax)
  process.stdout.write(`and ${failedTests.length - shownFailuresMax} more, above\n`)
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 ? 0 : 1)

/** Lists of checks, each one after the other, beside each other; lists that are the same one share its checks. */
async function sideBySide(...lists) {
  const isBeside = lists.length > 1
  const alive = setInterval(() => process.stdout.write(`== still at ${[...atWork].join(', ')}\n`), 60_000)
  if (!isBeside) clearInterval(alive)
  await Promise.all(lists.map((list) => runAll(list, isBeside)))
  clearInterval(alive)
  for (const { check, first, startedMs } of secondChances.splice(0)) {
    const { ok, counts } = await runAgain(check, first)
    record(check, ok, counts, startedMs)
  }
}

/** `isBeside`: what a check says is shown when it ended, in one piece. */
async function runAll(list, isBeside) {
  for (let check = list.shift(); check; check = list.shift()) {
    const startedMs = Date.now()
    const title = `\n== ${check.name}: ${check.command.join(' ')}\n`
    const said = isBeside ? [] : null
    if (!isBeside) process.stdout.write(title)
    atWork.add(check.name)
    const first = check.tests
      ? await runCounted(check, [], said)
      : { ok: await run(check, [], said), counts: null }
    atWork.delete(check.name)
    if (isBeside) process.stdout.write(Buffer.concat([Buffer.from(title), ...said]))
    if (deservesAnother(first)) secondChances.push({ check, first, startedMs })
    else record(check, first.ok, first.counts, startedMs)
  }
}

function record(check, ok, counts, startedMs) {
  passed += counts?.passed ?? (ok ? 1 : 0)
  failed += counts ? counts.failed + (ok || counts.failed > 0 ? 0 : 1) : ok ? 0 : 1
  if (!ok) failures.push(check.name)
  if (counts) failedTests.push(...counts.failedTests)
  process.stdout.write(
    `== ${check.name}: ${ok ? 'ok' : 'FAILED'} in ${Math.round((Date.now() - startedMs) / 1000)} s\n`,
  )
}

/** Where few files failed, these run a second time with nothing beside them. */
function deservesAnother({ ok, counts }) {
  return (
    !ok && counts !== null && counts.failedFiles.length > 0 && counts.failedFiles.length <= repeatedFilesMax
  )
}

/**
 * What fails twice is broken, and what passes the second time was unsteady on a busy machine, which is told by name at
 * the end and is to be mended.
 */
async function runAgain(check, first) {
  const { failedFiles } = first.counts
  process.stdout.write(`\n== ${check.name}: once more, alone: ${failedFiles.join(' ')}\n`)
  const second = await runCounted(check, failedFiles)
  if (!second.ok) return first
  unsteady.push(...first.counts.failedTests)
  const counts = { passed: first.counts.passed + first.counts.failed, failed: 0, failedTests: [] }
  return { ok: true, counts }
}

async function runCounted(check, files, said = null) {
  const reportPath = join(reports, `${check.name.replaceAll(' ', '-')}-${files.length}.json`)
  const args = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`, ...files]
  const ok = await run(check, args, said)
  return { ok, counts: readCounts(reportPath) }
}

/** `said`: collects the output, as Buffers; without it, it is shown as it comes. */
function run(check, moreArgs, said = null) {
  const [program, ...args] = [...check.command, ...moreArgs]
  const output = said === null ? 'inherit' : 'pipe'
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', output, output], detached: true })
    child.stdout?.on('data', (chunk) => said.push(chunk))
    child.stderr?.on('data', (chunk) => said.push(chunk))
    const timer = setTimeout(() => {
      process.stdout.write(`== ${check.name} ran past ${check.limitMinutes} minutes and was stopped\n`)
      process.kill(-Number(child.pid), 'SIGKILL')
    }, check.limitMinutes * 60_000)
    child.on('error', (error) => {
      process.stdout.write(`${error.message}\n`)
      clearTimeout(timer)
      resolve(false)
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve(code === 0)
    })
  })
}

/** A run that wrote no report counts as one failure. */
function readCounts(path) {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'))
    const { numPassedTests, numFailedTests, numTotalTestSuites, numFailedTestSuites } = report
    if (numTotalTestSuites === 0) return { passed: 0, failed: 1, failedTests: [], failedFiles: [] }
    return {
      passed: numPassedTests,
      failed: Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0),
      failedTests: report.testResults.flatMap(nameFailures),
      failedFiles: report.testResults
        .filter(({ status }) => status === 'failed')
        .map(({ name }) => fromHere(name)),
    }
  } catch {
    return { passed: 0, failed: 1, failedTests: [], failedFiles: [] }
  }
}

/** One line for each failed test of a file, or for the file when it failed as a whole. */
function nameFailures(file) {
  const path = fromHere(file.name)
  const failed = file.assertionResults.filter((test) => test.status === 'failed')
  if (failed.length === 0) return file.status === 'failed' ? [`${path}: ${firstLine(file.message)}`] : []
  return failed.map((test) => `${path} > ${test.fullName}: ${firstLine(test.failureMessages[0])}`)
}

function fromHere(path) {
  return relative(process.cwd(), path)
}

function firstLine(message) {
  return (message ?? '').split('\n', 1)[0].slice(0, 200)
}
