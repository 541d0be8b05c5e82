import { rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import type { LoginLink } from '../../core/http/http-api.js'
import type { TestApi } from '../api/api-fixture.js'
import { startFakeApi, type FakeApi } from '../clients/fake-api.js'
import { buildPage, launchBrowser, newPage, type OpenedPage, type Reader } from './open-page.js'

export interface Pages {
  /** Where the built page lies; APIs are started with it. */
  readonly webDir: string
  readonly browser: Browser
  /** A page of the test: it is closed after it, and the browser must not have complained about it. */
  newPage(viewport?: { width: number; height: number }, reader?: Reader): Promise<Page>
}

export interface PageBench {
  readonly api: FakeApi
  readonly browser: Browser
  /** A page of the test, at `hash`. */
  open(hash: string, reader?: Reader): Promise<Page>
}

/** The page as it is built and a Chromium, for all tests of a `describe`. What it hooks in after a test runs last. */
export function usePages(): Pages {
  let webDir: string
  let browser: Browser
  const opened: OpenedPage[] = []

  beforeAll(async () => {
    webDir = await buildPage()
    browser = await launchBrowser()
  })
  afterEach(async () => {
    const own = opened.splice(0)
    for (const { page } of own) await page.close()
    expect(own.flatMap(({ complaints }) => complaints)).toEqual([])
  })
  afterAll(async () => {
    await browser.close()
    await rm(webDir, { recursive: true, force: true })
  })
  return {
    get webDir() {
      return webDir
    },
    get browser() {
      return browser
    },
    newPage: async (viewport, reader) => {
      const one = await newPage(browser, viewport, reader)
      opened.push(one)
      return one.page
    },
  }
}

/** The same, served by the fake API: one for all tests of a `describe`. */
export function usePageBench(): PageBench {
  const pages = usePages()
  let api: FakeApi

  beforeAll(async () => {
    api = await startFakeApi({ webDir: pages.webDir, needsToken: false })
  })
  afterAll(async () => {
    await api.stop()
  })
  return {
    get api() {
      return api
    },
    get browser() {
      return pages.browser
    },
    open: async (hash, reader) => {
      const page = await pages.newPage(undefined, reader)
      await page.goto(`${api.url}/${hash}`)
      return page
    },
  }
}

/** Comes in by a link to sign in, as the person at this machine does, and goes on to `hash` if there is one. */
export async function signIn(page: Page, api: TestApi, hash?: string): Promise<void> {
  const { url } = (await api.post<LoginLink>('/api/v1/login-links')).body
  await page.goto(url)
  if (hash !== undefined) await page.goto(`${api.url}/${hash}`)
}
