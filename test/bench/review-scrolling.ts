import { chromium, type Page } from 'playwright-core'
import pg from 'pg'
import { runHash } from '../../clients/web/read-route.js'
import { findChromium } from '../engines/find-chromium.js'
import type { Bench, BenchRow } from './bench-row.js'
import { BenchStack } from './bench-stack.js'
import { crowdSpec } from './crowd-spec.js'
import { percentile } from './latency-figures.js'

const variantsPerSpec = 5
const sizes = { full: { specs: 200, seconds: 10 }, quick: { specs: 10, seconds: 2 } }
const aimPerSecond = 50
const readyLimitMs = 300_000
const wheelEveryMs = 16
const wheelPx = 60

/** Frames a second of the review page while its 1,000 variants are scrolled by the wheel, against an empty page. */
export const reviewScrolling: Bench = {
  name: 'review scrolling',
  table: 'interface',
  async run({ quick, mode, say }) {
    const { specs, seconds } = quick ? sizes.quick : sizes.full
    return await BenchStack.with(
      { ASSETLOOM_FAULTS: 'words' },
      async (stack) => {
        const lines = Array.from({ length: specs }, (_, at) => `prop: fault:instant crate ${at + 1}, 16x16`)
        const runId = await stack.submit('bench-scrolling', lines.join('\n'), {
          ...{ variantsPerSpec, review: 'person' },
        })
        await stack.until(runId, ({ counts }) => counts.waitingForReview === specs, readyLimitMs)
        const key = await crowd(stack, runId)
        say(`${specs * variantsPerSpec} variants are in one review`)
        const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] })
        try {
          const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
          const idle = await framesWhile(page, seconds, async () => undefined)
          const { url } = await stack.client().createLoginLink()
          await page.goto(url)
          await page.goto(`${stack.handle.apiUrl}/${runHash(runId, key)}`)
          const grid = page.locator('.grid-scroll')
          await grid.locator('.variant').first().waitFor()
          await grid.hover()
          const scrolled = await framesWhile(page, seconds, async (turn) => {
            // Down through all of it and up again: new pictures come all the time.
            await page.mouse.wheel(0, Math.floor(turn / 200) % 2 === 0 ? wheelPx : -wheelPx)
          })
          const hasMore = await grid.evaluate((one) => one.scrollHeight > one.clientHeight)
          if (!hasMore) throw new Error('the grid has nothing to scroll: were its variants not read?')
          return [rowOf(specs * variantsPerSpec, scrolled, idle)]
        } finally {
          await browser.close()
        }
      },
      mode,
    )
  },
}

async function crowd(stack: BenchStack, runId: string): Promise<string> {
  const db = new pg.Client({ connectionString: stack.handle.databaseUrl })
  await db.connect()
  try {
    return await crowdSpec(db, runId)
  } finally {
    await db.end()
  }
}

/** As text: what compiles this file adds names to functions that the page does not know. */
const noteFrames = `globalThis.drawn = []
  requestAnimationFrame(function note(atMs) {
    globalThis.drawn.push(atMs)
    requestAnimationFrame(note)
  })`

/** Milliseconds between frames that the page drew while the work was done again and again. */
async function framesWhile(
  page: Page,
  seconds: number,
  work: (turn: number) => Promise<void>,
): Promise<number[]> {
  await page.evaluate(noteFrames)
  const endMs = performance.now() + seconds * 1_000
  for (let turn = 0; performance.now() < endMs; turn++) {
    await work(turn)
    await page.waitForTimeout(wheelEveryMs)
  }
  const drawn = await page.evaluate<number[]>('globalThis.drawn')
  return drawn.slice(1).map((atMs, at) => atMs - drawn[at]!)
}

function rowOf(variants: number, scrolledMs: readonly number[], idleMs: readonly number[]): BenchRow {
  const perSecond = (ms: readonly number[]) => (1_000 * ms.length) / ms.reduce((sum, one) => sum + one, 0)
  const [ours, peer] = [perSecond(scrolledMs), perSecond(idleMs)]
  const slowest = percentile(scrolledMs, 0.99).toFixed(0)
  return {
    what: `${variants.toLocaleString('en')} variants in one review, scrolling in Chromium`,
    ours: `${ours.toFixed(1)} frames/s (p99 of a frame ${slowest} ms)`,
    against: `${peer.toFixed(1)} frames/s of an empty page`,
    ...{ ratio: ours / peer, aim: `more than ${aimPerSecond} frames/s`, within: ours > aimPerSecond },
  }
}
