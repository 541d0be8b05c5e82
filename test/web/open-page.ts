import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { bundlePage } from '../../infra/dev/build-page.mjs'
import { findChromium } from '../engines/find-chromium.js'

export interface OpenedPage {
  readonly page: Page
  /** What the browser complained about; a test expects it to be empty. */
  readonly complaints: string[]
}

/** Where somebody sits, and what they read. */
export type Reader = Pick<BrowserContextOptions, 'timezoneId' | 'locale'>

const rootDir = fileURLToPath(new URL('../..', import.meta.url))

/** The page as it is built, in a folder of its own. */
export async function buildPage(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'assetloom-page-'))
  for (const { path, bytes } of await bundlePage(rootDir)) {
    const place = join(outDir, path.replace('clients/web/', ''))
    await mkdir(dirname(place), { recursive: true })
    await writeFile(place, bytes)
  }
  return outDir
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] })
}

/** A page that writes down what the browser complains about. */
export async function newPage(
  browser: Browser,
  viewport = { width: 1440, height: 900 },
  reader: Reader = {},
): Promise<OpenedPage> {
  const page = await browser.newPage({ viewport, ...reader })
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // A conflict, or an API that was stopped on purpose, shows as a failed request.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  return { page, complaints }
}
