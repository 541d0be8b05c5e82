import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { bundlePage } from '../../infra/dev/build-page.mjs'
import { startFakeApi, type FakeApi } from '../clients/fake-api.js'
import { findChromium } from '../engines/find-chromium.js'

export interface PageBench {
  readonly api: FakeApi
  readonly browser: Browser
  open(hash: string, size?: { width: number; height: number }): Promise<OpenedPage>
  close(): Promise<void>
}

export interface OpenedPage {
  readonly page: Page
  /** What the browser complained about; a test expects it to be empty. */
  readonly complaints: string[]
}

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
): Promise<OpenedPage> {
  const page = await browser.newPage({ viewport })
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // A conflict, or an API that was stopped on purpose, shows as a failed request.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  return { page, complaints }
}

/** The page as it is built, served by the fake API, and a Chromium to look at it. */
export async function openPageBench(): Promise<PageBench> {
  const outDir = await buildPage()
  const api = await startFakeApi({ webDir: outDir, needsToken: false })
  const browser = await launchBrowser()
  return {
    api,
    browser,
    open: async (hash, size) => {
      const opened = await newPage(browser, size)
      await opened.page.goto(`${api.url}/${hash}`)
      return opened
    },
    close: async () => {
      await browser.close()
      await api.stop()
      await rm(outDir, { recursive: true, force: true })
    },
  }
}
