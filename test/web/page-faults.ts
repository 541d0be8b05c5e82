import type { Page } from 'playwright-core'

/** Least contrast of text: WCAG 2.2, 1.4.3; 24 px, or 18.66 px and bold, is large. */
const contrast = { text: 4.5, large: 3 }
/** So many stops of the Tab key are looked at. */
const stopsMax = 20

/**
 * What somebody who sees little, or works with a screen reader, would stumble over: controls without a name, ids that stand
 * twice, no heading or several, lists of other things than items, text without contrast. Empty when there is nothing.
 */
export function findPageFaults(page: Page): Promise<string[]> {
  return page.evaluate(readFaults, contrast)
}

/** Stops of the Tab key, from where the focus is, on which nobody sees it. */
export async function findHiddenFocus(page: Page): Promise<string[]> {
  const hidden = new Set<string>()
  for (let stop = 0; stop < stopsMax; stop += 1) {
    await page.keyboard.press('Tab')
    const found = await page.evaluate(readHiddenFocus)
    if (found !== null) hidden.add(found)
  }
  return [...hidden]
}

/** Runs in the page. */
function readHiddenFocus(): string | null {
  const element = document.activeElement
  if (element === null || element === document.body) return null
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  return outlineStyle === 'none' || parseFloat(outlineWidth) < 1 ? element.outerHTML.slice(0, 120) : null
}

/** Runs in the page, so it stands by itself. */
function readFaults(least: typeof contrast): string[] {
  type Colour = readonly [number, number, number, number]
  const scope = document.querySelector('[role="dialog"][data-state="open"]') ?? document.body
  const faults = new Set<string>()
  const isSeen = (element: Element) =>
    element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })

  const nameOf = (element: Element): string => {
    const labels = 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])] : []
    const text = [...element.querySelectorAll('[aria-label]')].map((one) => one.getAttribute('aria-label'))
    const own = ['INPUT', 'SELECT', 'TEXTAREA'].includes(element.tagName) ? '' : element.textContent
    const names = [element.getAttribute('aria-label'), ...labels.map((one) => one.textContent), own, ...text]
    return names.find((name) => name !== null && name.trim() !== '') ?? ''
  }
  for (const control of scope.querySelectorAll('a[href], button, input, select, textarea, [role=img]'))
    if (isSeen(control) && nameOf(control) === '') faults.add(`no name: ${control.outerHTML.slice(0, 120)}`)
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.add(`the id ${id} stands twice`)
  const headings = [...document.querySelectorAll('h1')].filter(isSeen).length
  if (headings !== 1) faults.add(`${headings} headings of the first level`)
  for (const list of scope.querySelectorAll('ul, ol, [role=list]'))
    for (const child of list.children)
      if (child.tagName !== 'LI' && child.getAttribute('role') !== 'listitem')
        faults.add(`no item of its list: ${child.outerHTML.slice(0, 120)}`)

  const onePixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  /** A colour that is mixed in another space than sRGB, such as `oklab(0.9 0 0)`: as the browser would draw it. */
  const draw = (text: string): Colour => {
    if (onePixel === null) throw new Error('the browser gives no canvas')
    onePixel.clearRect(0, 0, 1, 1)
    onePixel.fillStyle = text
    onePixel.fillRect(0, 0, 1, 1)
    const [r = 0, g = 0, b = 0, a = 0] = onePixel.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const parse = (text: string): Colour => {
    const numbers = /^rgba?\(([^)]*)\)$/.exec(text)?.[1]
    if (numbers === undefined) return draw(text)
    const [r = 0, g = 0, b = 0, a = 1] = numbers.split(/[,/ ]+/).map(Number)
    return [r, g, b, a]
  }
  const over = ([r, g, b, a]: Colour, [R, G, B]: Colour): Colour => [
    r * a + R * (1 - a),
    g * a + G * (1 - a),
    b * a + B * (1 - a),
    1,
  ]
  const groundOf = (element: Element): Colour => {
    const above =
      element.parentElement === null ? ([255, 255, 255, 1] as const) : groundOf(element.parentElement)
    return over(parse(getComputedStyle(element).backgroundColor), above)
  }
  const opacityOf = (element: Element | null): number =>
    element === null ? 1 : Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement)
  const lightOf = ([r, g, b]: Colour) => {
    const [red = 0, green = 0, blue = 0] = [r, g, b].map((value) => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const check = (element: Element, text: string) => {
    if (text.trim() === '' || !isSeen(element) || element.closest(':disabled') !== null) return
    const { color, fontSize, fontWeight } = getComputedStyle(element)
    const ground = groundOf(element)
    const [r, g, b, a] = parse(color)
    const ink = over([r, g, b, a * opacityOf(element)], ground)
    const [dark = 0, bright = 0] = [lightOf(ink), lightOf(ground)].sort((one, two) => one - two)
    const ratio = (bright + 0.05) / (dark + 0.05)
    const sizePx = parseFloat(fontSize)
    const isLarge = sizePx >= 24 || (sizePx >= 18.66 && Number(fontWeight) >= 700)
    if (ratio < (isLarge ? least.large : least.text))
      faults.add(`contrast ${ratio.toFixed(2)}: "${text.trim().slice(0, 40)}" (${element.className})`)
  }
  const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT)
  while (walker.nextNode() !== null) {
    const { parentElement, textContent } = walker.currentNode
    if (parentElement !== null) check(parentElement, textContent ?? '')
  }
  for (const input of scope.querySelectorAll<HTMLInputElement>('input')) check(input, input.value)
  return [...faults]
}
